"""Documents as the hub sends them, written by us; each builder names only what matters to the test."""

from __future__ import annotations

import json
from typing import Any

SUBMISSION_ID = "5f0c1d7e-4b1a-4e0e-9a55-0c5d7b7d2a11"


def entity(kind: str, key: str, attributes: dict[str, Any] | None = None, **relationships: Any) -> dict[str, Any]:
    """A resource object; a relationship is given as (type, id) or a list of them."""
    made: dict[str, Any] = {"type": kind, "id": key, "attributes": attributes or {}}
    if relationships:
        made["relationships"] = {name: {"data": _refs(target)} for name, target in relationships.items()}
    return made


def _refs(target: Any) -> Any:
    if isinstance(target, list):
        return [_refs(one) for one in target]
    return {"type": target[0], "id": target[1]}


def submission(**attributes: Any) -> dict[str, Any]:
    told = {
        "submissionId": SUBMISSION_ID,
        "forceIdentifier": "77",
        "category": "OCR",
        "categorySubcode": "TH1",
        "submitTime": "2026-11-20T05:12:00+00:00",
        "customerReferenceNumber": "TYA-1-26-0100-000",
    }
    return entity("submission", "s1", told | attributes)


def document(
    incident: dict[str, Any] | None = None,
    *included: dict[str, Any],
    sent: dict[str, Any] | None = None,
    **relationships: Any,
) -> dict[str, Any]:
    """An incident with a submission and what else is included."""
    return {
        "data": entity("incident", "i1", incident, submission=("submission", "s1"), **relationships),
        "included": [sent or submission(), *included],
    }


def theft() -> dict[str, Any]:
    """A stolen bicycle: the reporter is victim and witness, a suspect is described, a picture is inline."""
    return document(
        {
            "incidentDescription": "My bike was taken from outside the baths.",
            "incidentStartDateTime": {"dateFrom": "2026-11-19T08:00:00+00:00", "dateTo": "2026-11-19T09:30:00+00:00"},
            "incidentExactTimeKnown": "false",
            "hadWeapon": False,
            "howInvolvedInCrime": "IVLD_0001",
            "somethingNew": {"inside": ["deep"]},
        },
        entity(
            "person",
            "p1",
            {
                "givenName": ["Dilys", "Mair"],
                "surname": "Probart-O'Dell",
                "dateOfBirth": "1980-02-29",
                "gender": "GNDR_0001",
                "ethnicitySelfDefined": "ESDD_W1",
                "contactPreference": "CPNC_0002",
            },
            currentAddress=("location", "l2"),
            personalEmail=("email", "e1"),
            personalTelephone=("telephone", "t1"),
        ),
        entity("person", "p2", {"personDescription": "tall", "approximateAgeFrom": 30, "approximateAgeTo": "35"}),
        entity("location", "l1", {"premisesName": "Orme Baths", "street": "Example Street", "town": "Aberwen"}),
        entity(
            "location", "l2", {"buildingNumber": "2", "street": "Sample Road", "postcode": "ab1 2cd", "uprn": "000123"}
        ),
        entity("email", "e1", {"emailAddress": "dilys@example.com"}),
        entity("telephone", "t1", {"telephoneNumber": "07700 900123"}),
        entity("vehicle", "v1", {"registrationNumber": "te57 vrm", "make": "Example", "colour": "Red"}),
        entity("property", "i1x", {"propertyType": "Bicycle", "description": "blue", "estimatedValue": 450}),
        entity("media", "m1", {"fileName": "lock.txt", "mediaType": "text/plain", "content": "aGVsbG8="}),
        incidentLocation=("location", "l1"),
        reportingPerson=("person", "p1"),
        victim=[("person", "p1")],
        witness=[("person", "p1")],
        suspect=("person", "p2"),
        vehicle=("vehicle", "v1"),
        stolenProperty=("property", "i1x"),
    )


def raw(payload: Any) -> bytes:
    return json.dumps(payload, ensure_ascii=False).encode()
