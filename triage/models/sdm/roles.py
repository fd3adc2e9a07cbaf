"""What the names of relationships mean: who somebody is in the report, and what an entity is."""

from __future__ import annotations

from triage.models.sdm.entities import Entity
from triage.models.sdm.words import label, name_key

PERSON = "person"
PLACE = "place"
EMAIL = "email"
PHONE = "phone"
VEHICLE = "vehicle"
PROPERTY = "property"
SUBMISSION = "submission"
INCIDENT = "incident"

_TYPES = {
    PERSON: ("person", "people", "persons", "individual", "nominal", "subject", "party", "organisation", "business",
             "company"),
    PLACE: ("location", "locations", "address", "addresses", "place", "premises"),
    EMAIL: ("email", "emails", "emailaddress"),
    PHONE: ("telephone", "telephones", "phone", "phonenumber", "telephonenumber", "mobile", "mobilephone"),
    VEHICLE: ("vehicle", "vehicles", "car"),
    PROPERTY: ("property", "propertyitem", "propertyitems", "item", "object", "stolenproperty", "lostproperty",
               "goods"),
    SUBMISSION: ("submission", "submissions"),
    INCIDENT: ("incident", "incidents"),
}  # fmt: skip
_BY_TYPE = {name: kind for kind, names in _TYPES.items() for name in names}
_TELLING = (
    (PERSON, ("surname", "givenname", "dateofbirth", "familyname", "forename")),
    (PLACE, ("postcode", "addressline1", "uprn", "streetname", "street")),
    (VEHICLE, ("registration", "registrationnumber", "vrm", "vehicleregistration", "numberplate")),
    (EMAIL, ("emailaddress",)),
    (PHONE, ("telephonenumber", "phonenumber", "mobilenumber")),
    (SUBMISSION, ("submissionid", "submissioncontent")),
)
_ROLES = {
    "reporter": ("reporter", "reportingperson", "reportedby", "informant", "contactperson", "caller", "submitter",
                 "submittedby",
                 "personreporting", "complainant", "applicant", "reportingparty", "contact"),
    "victim": ("victim", "victims", "injuredparty", "aggrieved", "injuredperson", "casualty"),
    "suspect": ("suspect", "suspects", "offender", "offenders", "perpetrator", "accused", "allegedoffender"),
    "witness": ("witness", "witnesses", "incidentwitness"),
    "next of kin": ("nextofkin", "emergencycontact"),
    "missing person": ("missingperson", "missing"),
    "driver": ("driver", "drivers", "vehicledriver", "otherdriver"),
    "passenger": ("passenger", "passengers"),
    "owner": ("owner", "keeper", "registeredkeeper", "vehicleowner", "propertyowner", "dogowner"),
    "child": ("child", "children", "childatrisk"),
    "parent or guardian": ("parent", "guardian", "parentorguardian", "carer"),
    "person at risk": ("personatrisk", "subjectofapplication", "personofconcern", "vulnerableperson"),
    "partner": ("partner", "expartner", "spouse"),
    "pedestrian": ("pedestrian", "cyclist"),
}  # fmt: skip
_BY_ROLE = {name: role for role, names in _ROLES.items() for name in names}
_INCIDENT_PLACES = frozenset({"incidentlocation", "location", "place", "scene", "wherehappened", "offencelocation",
                              "crimelocation",
                              "collisionlocation", "locationofincident", "incidentaddress", "address"})  # fmt: skip
THING_ROLE_FIELDS = ("involvement", "role", "roles", "status")
_NO_ROLE = frozenset({"person", "people", "persons", "incident", "submission", "relatedto", "included", "entity"})
_HOME = frozenset({"currentaddress", "homeaddress", "address", "residence", "livesat", "personaladdress", "location"})


def kind_of(entity: Entity) -> str:
    """What an entity is: by its type, else by its telling fields; "" when neither says."""
    known = _BY_TYPE.get(entity.kind)
    if known:
        return known
    return next((kind for kind, fields in _TELLING if any(name in entity.fields for name in fields)), "")


def person_role(relationship: str) -> str:
    """The role that a relationship to a person gives: "victim", else the relationship's own words, "" for none."""
    key = name_key(relationship).rstrip("0123456789")
    if key in _NO_ROLE:
        return ""
    return _BY_ROLE.get(key) or label(relationship).lower()


def is_person_role(relationship: str) -> bool:
    """Whether only a person can be in that relationship."""
    return name_key(relationship) in _BY_ROLE


def place_role(relationship: str, *, of_incident: bool, owner: str) -> str:
    """The role of a place: "incident", "home of …", or the relationship's own words and whose."""
    key = name_key(relationship)
    if of_incident:
        return "incident" if key in _INCIDENT_PLACES else label(relationship).lower()
    return f"home of {owner}" if key in _HOME else f"{label(relationship).lower()} of {owner}"


def thing_role(relationship: str, owner: str) -> str:
    """The role of a vehicle or item: the relationship's own words, and whose when it is a person's."""
    key = name_key(relationship)
    words = (
        ""
        if key in {"vehicle", "vehicles", "property", "item", "items", "propertyitem"}
        else label(relationship).lower()
    )
    return (
        f"{words or 'with'} {owner}".strip()
        if owner and not words
        else " of ".join(part for part in (words, owner) if part)
    )
