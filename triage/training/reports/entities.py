"""The entities of a document, one function each. Coded values are codes; see `codes`."""

from __future__ import annotations

from typing import Any

from triage.training.reports import codes
from triage.training.reports.attachments import Attached
from triage.training.reports.case import Case, Item
from triage.training.reports.names import COMMUNITIES
from triage.training.reports.people import Person, phone
from triage.training.reports.places import Address
from triage.training.reports.stock import LOOKS
from triage.training.reports.vehicles import Car

Entity = dict[str, Any]


def _entity(key: str, kind: str, attributes: dict[str, Any], **relationships: Entity) -> Entity:
    entity: Entity = {"id": key, "type": kind, "attributes": attributes}
    if relationships:
        entity["relationships"] = {name: {"data": [link(other)]} for name, other in relationships.items()}
    return entity


def link(entity: Entity) -> dict[str, str]:
    """The resource identifier of an entity."""
    return {"id": entity["id"], "type": entity["type"]}


def incident(case: Case) -> dict[str, Any]:
    """The incident's own answers."""
    scene, draw = case.telling.scene, case.draw
    told, when = scene.narrative, scene.when
    attributes: dict[str, Any] = {
        "incidentDescription": case.text,
        "incidentInvolvement": case.involvement,
        "howInvolvedInCrime": case.involvement,
        "incidentStartDateTime": {
            "dateFrom": _moment(when.start, exact=when.exact),
            "dateTo": _moment(when.end, exact=when.exact),
        },
        "incidentEndDateTime": when.end.isoformat(timespec="seconds"),
        "incidentExactTimeKnown": when.exact,
        "incidentAnyWitnesses": bool(told.witness or told.second),
        "incidentReportedAlready": told.repeat,
        "beforeWebsite": draw.pick("before", tuple(codes.BEFORE)),
    }
    if told.repeat:
        attributes["incidentReportedAlreadyReference"] = case.telling.fill("ref")
    if attributes["beforeWebsite"] == "BWST_0005":
        attributes["firstTimeFollowUpOther"] = draw.pick(
            "instead", ("asked my daughter", "local councillor", "Nothing", "put it on the street group")
        )
    if case.kind.category == "OCR":
        attributes |= {
            "hadWeapon": told.weapon,
            "physicallyAssaulted": told.injury,
            "subjectedToHateCrime": told.hate,
            "subjectedToThreatAbuseOrAssault": told.threat or told.injury,
            "targetedByOffender": told.targeted,
            "incidentOnPublicTransport": told.transport,
        }
    if case.kind.key == "collision":
        attributes |= {
            "anyoneInjured": told.injury,
            "willAttendCourt": draw.chance("court", 0.6),
            "videoEvidence": bool(case.files),
        }
    return attributes


def _moment(moment: Any, *, exact: bool) -> str:
    return str(moment.isoformat(timespec="seconds")) if exact else f"{moment:%Y-%m-%d}"


def reporter(case: Case, person: Person) -> tuple[Entity, list[Entity]]:
    """The person reporting, and the entities that hang on that person."""
    draw = case.draw
    home = location(draw.uuid("home"), person.home)
    email = _entity(draw.uuid("email"), "email", {"emailAddress": person.email})
    telephone = _entity(draw.uuid("telephone"), "telephone", {"telephoneNumber": case.phone})
    age = person.age(case.sent.date())
    attributes: dict[str, Any] = {
        "titleOther": person.title,
        "givenName": list(person.given),
        "middleName": list(person.middle),
        "surname": person.surname,
        "dateOfBirth": person.born.isoformat(),
        "under18": age < 18,
        "gender": person.gender_code,
        "ethnicityGroup": codes.ETHNIC_GROUPS[person.ethnicity[0]],
        "ethnicitySelfDefined": f"ESDD_{person.ethnicity}",
        "disability": draw.chance("disability", 0.16),
        "communicationNeeds": draw.chance("needs", 0.06),
        "contactPreference": draw.pick("contact", tuple(codes.CONTACT)),
    }
    if case.kind.key == "collision" and case.role == "victim":
        attributes |= {
            "insuranceCompany": draw.pick("insurer", ("Harbour Mutual", "Ossing Direct", "Beacon & County")),
            "inVehicle": True,
        }
        attributes["insurancePolicyNumber"] = f"HM{draw.whole('policy', 100000, 999999)}"
    person_entity = _entity(
        draw.uuid("reporter"),
        "person",
        attributes,
        currentAddress=home,
        personalEmail=email,
        personalTelephone=telephone,
    )
    return person_entity, [home, email, telephone]


def suspect(case: Case) -> Entity:
    """The suspect as the reporter knows him or her: often a first name and a look."""
    scene = case.telling.scene
    first, last = scene.suspect
    attributes: dict[str, Any] = {
        "givenName": [first],
        "surname": last if scene.draw.chance("surname known", 0.6) else "",
        "gender": "GNDR_0001" if scene.narrative.sus == "f" else "GNDR_0002",
        "ageKnown": False,
        "dateofBirthKnown": False,
    }
    if scene.draw.chance("age guessed", 0.5):
        low = scene.draw.whole("age about", 3, 10) * 5
        attributes |= {"approximateAgeFrom": low, "approximateAgeTo": low + 5}
    if "look" in scene.draw.pick("described", ("look", "no", "no")):
        attributes["personDescription"] = scene.draw.pick(
            "suspect look",
            ("tall, thin", "stocky, shaved head", "average build", "tattoo on the hand", "always in a cap"),
        )
    return _entity(scene.draw.uuid("suspect"), "person", attributes)


def missing(case: Case) -> Entity:
    scene = case.telling.scene
    first, last, age = scene.missing
    attributes = {
        "givenName": [first],
        "surname": last,
        "age": age,
        "ageKnown": True,
        "under18": age < 18,
        "gender": "GNDR_0001" if scene.narrative.missing == "f" else "GNDR_0002",
        "nextOfKinKnown": True,
        "registeredGp": scene.draw.pick("gp", ("Staithe Surgery", "Minster Lane Practice", "not known", "")),
    }
    return _entity(scene.draw.uuid("missing"), "person", attributes)


def witness(case: Case) -> Entity:
    draw = case.draw
    community = COMMUNITIES[0]
    attributes = {
        "givenName": [draw.pick("witness", (*community.female, *community.male))],
        "surname": draw.pick("witness surname", ("", "", *community.surnames)),
        "dateofBirthKnown": "false",
        "personDescription": draw.pick("witness look", ("neighbour", "lady from the shop", *LOOKS[:3])),
        "telephoneNumber": phone(draw, "witness phone") if draw.chance("witness number", 0.4) else "",
    }
    return _entity(draw.uuid("witness"), "person", attributes)


def organisation(case: Case) -> Entity:
    name = case.telling.scene.venue or case.telling.fill("shop")
    return _entity(
        case.draw.uuid("organisation"),
        "organisation",
        {
            "organisationName": name,
            "jobTitle": case.draw.pick("job", ("Manager", "Supervisor", "Loss prevention", "Owner")),
        },
    )


def location(key: str, place: Address, **more: Any) -> Entity:
    attributes = {
        "subBuilding": place.flat,
        "buildingNumber": place.number,
        "street": place.street,
        "town": place.town,
        "postcode": place.postcode,
        "uprn": place.uprn if place.number else "",
    }
    return _entity(key, "location", attributes | more)


def incident_location(case: Case, place: Address) -> Entity:
    """Where it happened; at home this is the same entity as the reporter's address."""
    scene = case.telling.scene
    if place is case.telling.teller.home and case.reporter is not None:
        return location(case.draw.uuid("home"), place)
    more: dict[str, Any] = {"premisesName": scene.venue} if scene.venue else {}
    if case.draw.chance("on the map", 0.45):
        more |= {"latitude": place.latitude, "longitude": place.longitude}
    if not case.draw.chance("postcode known", 0.7):
        more["postcode"] = ""
    return location(scene.draw.uuid("place"), place, **more)


def vehicle(case: Case, part: str, car: Car) -> Entity:
    known = part == "own" or not case.draw.chance("part of the mark", 0.12)
    attributes = {
        "registrationNumber": car.registration if known else car.registration[:4],
        "make": car.make,
        "model": car.model,
        "colour": car.colour,
        "involvement": "Reporter's vehicle" if part == "own" else "Other vehicle",
    }
    return _entity(case.telling.scene.draw.uuid(f"vehicle {car.registration}"), "vehicle", attributes)


def property_item(case: Case, item: Item, number: int) -> Entity:
    worth = "" if item.value is None else str(item.value)
    attributes = {"propertyType": item.group, "description": item.description, "estimatedValue": worth}
    return _entity(case.draw.uuid(f"item{number}"), "property", attributes)


def attachment(case: Case, file: Attached, number: int) -> Entity:
    attributes: dict[str, Any] = {"fileName": file.name, "mediaType": file.media_type, "size": file.size}
    if file.base64:
        return _entity(
            case.draw.uuid(f"file{number}"),
            "sohAttachment",
            attributes | {"content": file.base64, "encoding": "base64"},
        )
    return _entity(case.draw.uuid(f"file{number}"), "media", attributes | {"url": file.url})


def destination(case: Case) -> Entity:
    return _entity(
        case.draw.uuid("destination"),
        "destinationEmailAddress",
        {"emailAddress": f"online.reports.{case.force}@example.org"},
    )
