"""The reports that attack: what is in each and how it is sent. Every string is our own; none does any harm."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from triage.models.profile_file import default_profile

MARKUP = (
    "<b>bold</b> <img src='http://192.0.2.1/x.png'> <a href='file:///etc/passwd'>open</a>",
    "<table width=99999><tr><td>cell</table> <style>* { color: white }</style> <!-- hidden",
    '=HYPERLINK("http://192.0.2.1";"open") +1+1 -2 @SUM(A1) \t|calc',
    "%s %n {0} ${HOME} `id` $(id) ; DROP TABLE reports; -- '\" \\",
    "& amp && mnemonic &#60;b&#62; &lt;script&gt;alert(1)&lt;/script&gt; javascript:alert(1)",
)
HIDDEN = (
    "invoice\u202egnp.exe \u2066turned\u2069 \u200bzero\u200cwidth\u200d \ufeffmark \u00adsoft",
    "a" + "\u0301" * 60 + " tower \u0489\u0489\u0489\u0489\u0489\u0489 \U000e0041\U000e0042 tags",
    "\x00nul \x07bell \x1b[31mred\x1b[0m \x08back \x85next \u2028line \u2029paragraph \ufffc object",
    "\u05e9\u05dc\u05d5\u05dd \u0645\u0631\u062d\u0628\u0627 mixed \u202b both \u202c ways",
)
MEGABYTE = 1_048_576
PEOPLE = 10_000
ANSWERS = 20_000
FILES = 300

Document = dict[str, Any]


def documents(lines: str = "") -> Mapping[str, bytes]:
    """Name of the case → the document as the hub sends it.

    Args:
        lines: more text that attacks, one a line (a payload list), told as a narrative of its own; "" for none.
    """
    made: dict[str, Callable[[], Document]] = {
        "plain": lambda: _document("plain", {"incidentDescription": "My bike was taken from outside the baths."}),
        "markup": _markup,
        "hidden": lambda: _document("hidden", {"incidentDescription": " ".join(HIDDEN) * 1000}),
        "one_line": lambda: _document("one_line", {"incidentDescription": "x" * MEGABYTE}),
        "one_line_words": lambda: _document("one_line_words", {"incidentDescription": "he said " * (MEGABYTE // 8)}),
        "people": _people,
        "answers": _answers,
    }
    if lines:
        made["lines"] = lambda: _document("lines", {"incidentDescription": lines})
    return {name: json.dumps(make(), ensure_ascii=True).encode() for name, make in made.items()}


def submission_id(case: str) -> str:
    """The same each time, so that a report is found again."""
    return str(uuid5(NAMESPACE_URL, f"triage:hostile:{case}"))


def _document(case: str, incident: dict[str, Any], *included: Document, **relationships: Any) -> Document:
    sent = {
        "submissionId": submission_id(case),
        "forceIdentifier": default_profile().force.id,
        "category": "OCR",
        "categorySubcode": "TH1",
        "submitTime": "2026-11-20T05:12:00+00:00",
        "customerReferenceNumber": f"TYA-{case}",
    }
    ties = {name: {"data": target} for name, target in relationships.items()}
    ties["submission"] = {"data": {"type": "submission", "id": "s1"}}
    return {
        "data": {"type": "incident", "id": "i1", "attributes": incident, "relationships": ties},
        "included": [{"type": "submission", "id": "s1", "attributes": sent}, *included],
    }


def _thing(kind: str, key: str, **attributes: Any) -> Document:
    return {"type": kind, "id": key, "attributes": attributes}


def _markup() -> Document:
    """An attack in every field that a report has."""
    whole = " ".join((*MARKUP, *HIDDEN))
    person = _thing("person", "p1", title=MARKUP[0], givenName=[MARKUP[0], HIDDEN[0]], surname=whole,
                    personDescription=whole, gender=whole, ethnicitySelfDefined=whole)  # fmt: skip
    person["relationships"] = {
        "personalEmail": {"data": {"type": "email", "id": "e1"}},
        "personalTelephone": {"data": {"type": "telephone", "id": "t1"}},
    }
    return _document(
        "markup",
        {"incidentDescription": "\n".join((*MARKUP, *HIDDEN)) + "\n" + whole * 20, whole[:80]: whole},
        person,
        _thing("email", "e1", emailAddress=f"{MARKUP[0]}@example.com"),
        _thing("telephone", "t1", telephoneNumber=HIDDEN[0]),
        _thing("location", "l1", premisesName=MARKUP[1], street=whole, town=MARKUP[0], postcode=MARKUP[3]),
        _thing("vehicle", "v1", registrationNumber=MARKUP[2], make=HIDDEN[0], colour=MARKUP[0]),
        _thing("property", "o1", propertyType=MARKUP[0], description=whole, estimatedValue=MARKUP[2]),
        _thing("media", "m1", fileName=f"{HIDDEN[0]}{MARKUP[0]}", mediaType=MARKUP[0], content="aGVsbG8="),
        reportingPerson={"type": "person", "id": "p1"},
        victim=[{"type": "person", "id": "p1"}],
        incidentLocation={"type": "location", "id": "l1"},
        stolenProperty={"type": "property", "id": "o1"},
        vehicle={"type": "vehicle", "id": "v1"},
    )  # fmt: skip


def _people() -> Document:
    people = [
        _thing("person", f"p{at}", givenName=[f"Given{at}"], surname=f"Sur <b>name</b> {at}", dateOfBirth="1980-02-29")
        for at in range(PEOPLE)
    ]
    told = {"incidentDescription": "Everybody on the list did it."}
    return _document("people", told, *people, suspect=[{"type": "person", "id": one["id"]} for one in people])


def _answers() -> Document:
    asked = {f"somethingAsked{at}": f"{MARKUP[at % len(MARKUP)]} {at}" for at in range(ANSWERS)}
    files = [_thing("media", f"m{at}", fileName=f"{at}{HIDDEN[0]}.jpg", content="aGVsbG8=") for at in range(FILES)]
    return _document("answers", {"incidentDescription": "See the answers.", **asked}, *files)
