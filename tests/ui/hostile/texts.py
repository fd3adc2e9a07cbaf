"""What is sent: own strings, so that a clean clone proves it, and the developers' payload lists where they are."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.ui.conftest import HOSTILE
from triage.bench.hostile.cases import HIDDEN, MARKUP

OWN = (*MARKUP, *HIDDEN, *(one[:400] for one in HOSTILE))
MARK = "<b>mark</b>"
"""Stands in every field that is sent: where it is shown, its angle brackets are."""
PLAIN = "Xmarkerword"
"""A word that no screen of ours has: it must never come into a log."""


def shared_lines(data: Path, most: int = 400) -> list[str]:
    """Every so-manieth line of the payload list, and the formula payloads."""
    lists = [data / "evil_html_xss" / "xss-payload-list.txt", data / "evil_csv" / "csv_injection_payloads.txt"]
    lines = [line for file in lists for line in file.read_text("utf-8", errors="replace").splitlines() if line.strip()]
    return [*lines[:: max(1, len(lines) // most)], *lines[-8:]]


def attacking(submission_id: str, lines: tuple[str, ...] = OWN, narrative: str = "") -> bytes:
    """A report with an attack in every field that a report has."""
    whole = f"{MARK} {PLAIN} " + " ".join(lines)[:4000]
    person: dict[str, Any] = {
        "title": MARK,
        "givenName": [f"{MARK}{HIDDEN[0]}"],
        "surname": whole[:600],
        "personDescription": whole,
        "gender": whole[:200],
        "ethnicitySelfDefined": whole[:200],
    }
    document = {
        "data": {
            "id": "1",
            "type": "incident",
            "attributes": {
                "incidentDescription": narrative or f"{MARK} {PLAIN}\n" + "\n".join(lines),
                "somethingAsked": whole,
            },
            "relationships": {
                "submission": {"data": {"id": "s", "type": "submission"}},
                "victim": {"data": [{"id": "p1", "type": "person"}]},
                "incidentLocation": {"data": {"id": "l1", "type": "location"}},
                "vehicle": {"data": {"id": "v1", "type": "vehicle"}},
                "stolenProperty": {"data": {"id": "o1", "type": "property"}},
            },
        },
        "included": [
            {"id": "s", "type": "submission", "attributes": _sent(submission_id, whole)},
            _thing("person", "p1", person) | {"relationships": _contacts()},
            _thing("email", "e1", {"emailAddress": f"{MARK}@example.com"}),
            _thing("telephone", "t1", {"telephoneNumber": f"{MARK}{HIDDEN[0]}"}),
            _thing("location", "l1", {"premisesName": MARK, "street": whole[:300], "town": f"{MARK}{HIDDEN[0]}"}),
            _thing("vehicle", "v1", {"registrationNumber": MARK, "make": HIDDEN[0], "colour": MARK}),
            _thing("property", "o1", {"propertyType": MARK, "description": whole, "estimatedValue": MARKUP[2]}),
            _thing("media", "m1", {"fileName": f"{MARK}{HIDDEN[0]}.jpg", "mediaType": MARK, "content": "aGVsbG8="}),
        ],
    }
    return json.dumps(document).encode()


def _sent(submission_id: str, whole: str) -> dict[str, Any]:
    return {
        "submissionId": submission_id,
        "submitTime": "2026-11-20T05:12:00+00:00",
        "category": "OCR",
        "submissionContent": whole,
        "customerReferenceNumber": f"{MARK}{HIDDEN[0]}"[:60],
    }


def _contacts() -> dict[str, Any]:
    return {
        "personalEmail": {"data": {"id": "e1", "type": "email"}},
        "personalTelephone": {"data": {"id": "t1", "type": "telephone"}},
    }


def _thing(kind: str, key: str, attributes: dict[str, Any]) -> dict[str, Any]:
    return {"type": kind, "id": key, "attributes": attributes}
