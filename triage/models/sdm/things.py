"""Places, vehicles and property of a report from their entities; each marks the leaves it shows."""

from __future__ import annotations

from triage.models.sdm.entities import Entity
from triage.models.sdm.leaves import answers
from triage.models.sdm.scalars import as_real
from triage.models.sdm.words import spoken
from triage.models.things import Place, PropertyItem, Vehicle

_LINES = (
    ("subbuildingname", "subbuilding", "flat", "flatnumber"),
    ("organisationname", "venue", "premisesname"),
    ("buildingname", "housename", "premises"),
)
_STREETS = (
    ("thoroughfare", "street", "streetname", "road", "roadname"),
    ("dependentlocality", "locality", "district", "area"),
)
_NUMBERS = ("buildingnumber", "housenumber", "housenameornumber", "streetnumber", "premisesnumber")


def place_of(entity: Entity, key: str, role_words: tuple[str, ...]) -> Place:
    """A place; ``uprn`` and every other number stay text."""
    latitude = as_real(entity.raw("latitude", "latitude", "lat"), -90, 90)
    longitude = as_real(entity.raw("longitude", "longitude", "lng", "lon", "long"), -180, 180)
    return Place(
        key=key,
        roles=role_words,
        lines=_lines(entity),
        town=entity.text("town", "town", "posttown", "towncity", "city", "townorcity", "townname"),
        county=entity.text("county", "county", "administrativearea"),
        postcode=entity.text("postcode", "postcode", "postalcode", "zip").upper(),
        uprn=entity.text("uprn", "uprn"),
        latitude=latitude,
        longitude=longitude,
        description=entity.text(
            "description", "locationdescription", "description", "additionalinformation", "otherlocation", "what3words"
        ),
        details=answers(entity.leaves),
    )


def _lines(entity: Entity) -> tuple[str, ...]:
    told = [
        entity.text("lines", name)
        for name in ("addressline1", "addressline2", "addressline3", "addressline4", "addressline5")
    ]
    if not any(told):
        told = [entity.text("lines", "line1"), entity.text("lines", "line2"), entity.text("lines", "line3")]
    if not any(told):
        told = list(entity.texts("lines", "addresslines", "addressline", "lines"))
    if not any(told):
        told = [entity.text("lines", *names) for names in _LINES]
        number = entity.text("lines", *_NUMBERS)
        streets = [entity.text("lines", *names) for names in _STREETS]
        told += [f"{number} {streets[0]}".strip(), *streets[1:]]
    if not any(told):
        told = [entity.text("lines", "fulladdress", "address", "addresstext", "name", "locationname")]
    return tuple(dict.fromkeys(line for line in told if line))


def vehicle_of(entity: Entity, key: str, role_words: tuple[str, ...]) -> Vehicle:
    registration = entity.text("registration", "registrationnumber", "registration", "vehicleregistration", "vrm",
                               "registrationmark", "numberplate", "vehicleregistrationnumber")  # fmt: skip
    vehicle = {
        "make": spoken(entity.text("make", "make", "vehiclemake", "manufacturer")),
        "model": spoken(entity.text("model", "model", "vehiclemodel")),
        "colour": spoken(entity.text("colour", "colour", "color", "vehiclecolour", "primarycolour")),
        "description": entity.text("description", "vehicledescription", "description", "damagedescription", "damage"),
    }
    return Vehicle(
        key=key, roles=role_words, registration=registration.upper(), **vehicle, details=answers(entity.leaves)
    )


def item_of(entity: Entity, key: str, role_words: tuple[str, ...]) -> PropertyItem:
    item = {
        "kind": spoken(entity.text("kind", "propertytype", "itemtype", "category", "kind", "type")),
        "description": entity.text("description", "itemdescription", "propertydescription", "description", "name"),
        "value": entity.text("value", "estimatedvalue", "value", "propertyvalue", "cost", "itemvalue"),
        "identifiers": ", ".join(
            entity.texts(
                "identifiers",
                "serialnumber",
                "identifiers",
                "imei",
                "framenumber",
                "identifyingmarks",
                "distinguishingmarks",
            )
        ),
    }
    return PropertyItem(key=key, roles=role_words, **item, details=answers(entity.leaves))
