"""What a system answered, or why a line waits, in plain words. No Qt."""

from __future__ import annotations

from triage.models.delivery import Delivery, HeldBecause
from triage.models.files import LEFT_OUT
from triage.models.operation import GATEWAY, Operation, OpKind
from triage.models.verdict import Transport
from triage.models.visible import one_line

_STATES = {
    Delivery.NONE: ("Nothing to send", "minus", "text_soft"),
    Delivery.QUEUED: ("Waiting", "circle", "text_soft"),
    Delivery.HELD: ("Held", "clock", "text_soft"),
    Delivery.SENDING: ("Sending", "send", "accent"),
    Delivery.UNCERTAIN: ("Uncertain", "help", "warn"),
    Delivery.DELIVERED: ("Sent", "check", "good"),
    Delivery.REJECTED: ("Refused", "stop", "wrong"),
    Delivery.CONFLICT: ("Conflict", "warning", "wrong"),
}
_HELD = {
    HeldBecause.AUTH: ("Sign in", "lock", "warn"),
    HeldBecause.GATEWAY: ("Held", "offline", "text_soft"),
    HeldBecause.UNDO: ("Undo time", "undo", "text_soft"),
    HeldBecause.PERSON: ("Look it up", "person", "wrong"),
}
_NO_LOOK_UP, _EXISTS, _NO_DESTINATION, _TAKEN_OVER = "no_look_up", "exists", "no_destination", "taken-over"
_BY_HAND, _NOT_SENT, _TAKEN = "by_hand", "file_not_sent", "202"
OWN_CODES = frozenset(
    {
        "",
        Transport.NOT_SENT.value,
        Transport.NO_ANSWER.value,
        _NO_LOOK_UP,
        _EXISTS,
        _NO_DESTINATION,
        _TAKEN_OVER,
        _BY_HAND,
        _NOT_SENT,
        _TAKEN,
        "lease-lost",
    }
)
"""Codes of a line whose text is the desk's own, not a system's."""
_LISTS = {
    "people": "person",
    "places": "place",
    "vehicles": "vehicle",
    "property": "property",
    "contacts": "contact",
    "deliverables": "part",
    "attachments": "attachment",
    "corrections": "correction",
    "checks": "check",
    "roles": "role",
    "lines": "line",
}
_NAMES = {
    "given": "first name",
    "born": "date of birth",
    "uprn": "UPRN",
    "class_code": "crime class",
    "thrive": "THRIVE",
}


def state_words(op: Operation) -> tuple[str, str, str]:
    """(word, icon, tone) of an operation's state: never the colour alone."""
    if op.kind is OpKind.ATTACH and op.receipt == LEFT_OUT.decode():
        return ("Left out", "minus", "text_soft")
    if op.held is HeldBecause.PERSON and op.last_code == _NOT_SENT:
        return ("Not sent", "stop", "wrong")
    if op.status is Delivery.HELD and op.held in _HELD:
        return _HELD[op.held]
    return _STATES[op.status]


def field_words(pointer: str) -> str:
    """The field a refusal names: "/people/0/surname" → "Person 1, surname"."""
    parts: list[str] = []
    for part in one_line(pointer, 200).strip("/").split("/"):
        name = part.replace("~1", "/").replace("~0", "~")
        if name.isdigit() and parts:
            parts[-1] = f"{_LISTS.get(parts[-1], parts[-1])} {int(name) + 1}"
        elif name:
            parts.append(name)
    words = ", ".join(_NAMES.get(part, part.replace("_", " ")) for part in parts)
    return words[:1].upper() + words[1:] if words else "The whole record"


def answer_words(op: Operation, place: str) -> str:
    """Why the line is where it is, and what happens next or what to do."""
    start = place[:1].upper() + place[1:]
    if op.status is Delivery.HELD:
        return _held_words(op, start)
    if op.status is Delivery.REJECTED:
        return f"{start} refused it without naming a field. Its own words say what it can; else ask a supervisor."
    if op.status is Delivery.CONFLICT:
        who = (
            "A supervisor took the report over."
            if op.last_code == _TAKEN_OVER
            else "Somebody else moved the report on."
        )
        return f"{who} Your decision is kept here, not sent."
    if op.status is Delivery.UNCERTAIN:
        return f"No answer came. It is looked up at {place} before anything is sent again."
    if op.status is Delivery.SENDING:
        return f"On its way to {place}."
    if op.status is Delivery.DELIVERED:
        return _done_words(op, start)
    return _try_words(op, start) if op.attempts else "Goes as soon as its turn comes."


def _held_words(op: Operation, start: str) -> str:
    middle = start[:1].lower() + start[1:] if op.destination == GATEWAY else start
    words = {
        HeldBecause.AUTH: f"{start} asks you to sign in again. It goes by itself after that.",
        HeldBecause.GATEWAY: "The gateway is away. It goes by itself when the gateway answers.",
        HeldBecause.LEASE: "Your claim on the report lapsed. It is renewed first, then this goes by itself.",
        HeldBecause.APPROVAL: "A supervisor has to approve it first.",
        HeldBecause.PERSON: _person_words(op, start, middle),
    }
    return words.get(op.held, "It waits.") if op.held is not None else "It waits."


def _person_words(op: Operation, start: str, middle: str) -> str:
    if op.last_code == _NO_DESTINATION:
        return f"This computer has no way to {middle}. Tell your support desk; nothing was sent."
    if op.last_code == _EXISTS:
        return f"{start} says it has this record already, but does not find it. Look there first."
    if op.kind is OpKind.ATTACH and op.last_text:
        return one_line(op.last_text, 500)
    if op.last_code == _BY_HAND:
        return f"{start} takes no additions from here. Add what is new to the record there, then retry this."
    if op.last_code in ("", _NO_LOOK_UP):
        return f"It left, and {middle} cannot be asked whether it arrived. Look there first."
    return f"{start} gave an answer that the desk does not know ({one_line(op.last_code, 40)}). Look there first."


def _try_words(op: Operation, start: str) -> str:
    """The last answer of a line that is tried again by itself. ``last_code`` is a status or a transport's word."""
    code = op.last_code.strip().lower()
    if code == Transport.NOT_SENT.value:
        words = f"{start} could not be reached."
    elif code == Transport.NO_ANSWER.value:
        words = f"{start} gave no answer."
    elif code in ("408", "425", "429"):
        words = f"{start} is busy."
    elif code.startswith("5"):
        words = f"{start} has a fault of its own ({code})."
    elif code == _TAKEN:
        words = f"{start} has taken it and not answered yet."
    elif code.startswith("2"):
        words = f"Something between here and {start[:1].lower() + start[1:]} answered in its place."
    else:
        words = f"{start} did not take it yet."
    return f"{words} The desk tries again by itself."


def _done_words(op: Operation, start: str) -> str:
    if op.kind is OpKind.ATTACH and op.receipt == LEFT_OUT.decode():
        return "It was left out of the record. The history of the report says why."
    if op.kind is OpKind.BEGIN:
        return f"{start} has the decision; nobody else can claim the report."
    if op.kind is OpKind.SETTLE:
        return f"{start} has the references. The report is closed."
    return f"{start} has it."
