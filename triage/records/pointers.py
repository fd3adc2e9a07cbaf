"""From the field that a destination refuses to the place where the handler puts it right.

A destination names a field of the record document ("/people/0/surname"); the screen jumps to a field of the report or
the draft ("people/p1/surname", "grade", "thrive/threat"), which is what corrections and problems are named by.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import TypeVar

from triage.models.corrections import CORRECTABLE
from triage.records.parts import DecisionPart, DeliverablePart, PersonPart, RecordDocument

T = TypeVar("T")
_DECISION = ("outcome", "reason", "grade", "grade_reason", "overall_risk", "rationale", "advice")


def draft_field(document: RecordDocument, pointer: str) -> str:
    """The field of the report or draft behind a JSON pointer into ``document``; "" when the handler has none.

    Total: any text is accepted as a pointer. A pointer to a thing as a whole gives "people/p1".
    """
    room, *rest = [part.replace("~1", "/").replace("~0", "~") for part in pointer.strip().lstrip("#/").split("/")]
    find = _ROOMS.get(room)
    return find(document, rest) if find else ""


def _people(document: RecordDocument, rest: Sequence[str]) -> str:
    person = _entry(document.people, rest)
    if person is None:
        return ""
    attribute = rest[1] if len(rest) > 1 else ""
    if attribute in {"address", "place"} and person.place:
        return f"places/{person.place}/lines"
    if attribute == "contacts":
        attribute = _contact_kind(person, rest[2:])
    return _correctable("people", person.key, attribute)


def _contact_kind(person: PersonPart, rest: Sequence[str]) -> str:
    contact = _entry(person.contacts, rest)
    return contact.kind if contact else ""


def _things(room: str) -> Callable[[RecordDocument, Sequence[str]], str]:
    def find(document: RecordDocument, rest: Sequence[str]) -> str:
        thing = _entry(getattr(document, room), rest)
        return _correctable(room, thing.key, rest[1] if len(rest) > 1 else "") if thing else ""

    return find


def _report(_document: RecordDocument, rest: Sequence[str]) -> str:
    if rest[:1] == ["when"]:
        return f"when/{rest[1]}" if len(rest) > 1 and rest[1] in CORRECTABLE["when"] else "when/start"
    return "narrative" if rest[:1] == ["narrative"] else ""


def _decision(document: RecordDocument, rest: Sequence[str]) -> str:
    attribute = rest[0] if rest else ""
    decision: DecisionPart = document.decision
    if attribute == "thrive":
        letter = _entry(decision.thrive, rest[1:])
        return f"thrive/{letter.key}" if letter else "thrive"
    if attribute == "checks":
        check = _entry(decision.checks, rest[1:])
        return f"checks/{check.key}" if check else "checks"
    return attribute if attribute in _DECISION else ""


def _deliverables(document: RecordDocument, rest: Sequence[str]) -> str:
    entry: DeliverablePart | None = _entry(document.deliverables, rest)
    if entry is None:
        return ""
    return f"crimes/{entry.key}" if entry.crime else "incident"


def _entry(entries: Sequence[T], rest: Sequence[str]) -> T | None:
    number = rest[0] if rest else ""
    if not (number.isascii() and number.isdigit() and len(number) < 7):
        return None
    return entries[int(number)] if int(number) < len(entries) else None


def _correctable(room: str, key: str, attribute: str) -> str:
    return f"{room}/{key}/{attribute}" if attribute in CORRECTABLE[room] else f"{room}/{key}"


_ROOMS: Mapping[str, Callable[[RecordDocument, Sequence[str]], str]] = MappingProxyType(
    {
        "people": _people,
        "places": _things("places"),
        "vehicles": _things("vehicles"),
        "property": _things("property"),
        "report": _report,
        "decision": _decision,
        "deliverables": _deliverables,
    }
)
