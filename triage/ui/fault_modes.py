"""Training faults in the handler's words, and as the fault switches take and tell them. No Qt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

WORKING = "open"
DOWN, REFUSE, LOSE = "down", "refuse", "lose"
LINKS = (("gateway", "Gateway"), ("records", "Records"))
SYSTEMS = (("control", "Command and control"), ("crime", "Crime records"))
LINK_MODES = ((WORKING, "Working"), ("cut", "Cut"), ("slow", "Slow"), ("flaky", "Flaky"), ("blackhole", "Silent"))
SYSTEM_MODES = ((WORKING, "Working"), (DOWN, "Down"), (REFUSE, "Refuse a field"), (LOSE, "Lose answers"))
FIELD = "/people/0/surname"
"""The field that is refused when none is named."""
LOST_SHARE = 0.5

_LINK_EFFECTS = {
    WORKING: "Everything passes.",
    "cut": "{0} is offline at once. The status bar says since when.",
    "slow": "{0} answers late. The status bar says slow; nothing else changes.",
    "flaky": "Some calls to {0} break off. The desk tries again by itself.",
    "blackhole": "{0} takes calls and never answers. After a while the desk says offline.",
}
_LINK_MORE = {
    ("gateway", "cut"): " You cannot claim; decisions wait in the outbox.",
    ("gateway", "blackhole"): " Decisions wait in the outbox.",
    ("records", "cut"): " Decisions begin at the gateway and wait in the outbox for records.",
    ("records", "blackhole"): " What is being sent becomes uncertain until it is looked up.",
}
_SYSTEM_EFFECTS = {
    WORKING: "Takes every record and answers.",
    DOWN: "{0} says it is out of service. Its lines wait in the outbox and go by themselves afterwards.",
    REFUSE: "{0} refuses records with this field. They come to Needs fixing with the field named.",
    LOSE: "{0} keeps the record but half of its answers are lost. The outbox looks before it sends again: no doubles.",
}


@dataclass(frozen=True, slots=True)
class Fault:
    """How one link or system misbehaves. ``detail``: the field refused, as a JSON pointer."""

    mode: str = WORKING
    detail: str = ""


def link_effect(link: str, title: str, mode: str) -> str:
    """What the handler will see now."""
    return _LINK_EFFECTS.get(mode, "").format(title) + _LINK_MORE.get((link, mode), "")


def system_effect(title: str, mode: str) -> str:
    """What the handler will see now."""
    return _SYSTEM_EFFECTS.get(mode, "").format(title)


def read_state(told: Mapping[str, Any]) -> dict[str, Fault]:
    """Link or system → its fault, from what the fault switches tell (``{"links": …, "records": …}``).

    What is not told works; a mode that this panel does not know shows as no choice at all.
    """
    found: dict[str, Fault] = {}
    for name, link in _members(told, "links"):
        found[name] = Fault(str(link.get("mode", WORKING)))
    for name, system in _members(told, "records"):
        faults = system.get("faults", system)
        found[name] = _system_fault(faults if isinstance(faults, Mapping) else {})
    return found


def system_settings(mode: str, detail: str = "") -> dict[str, Any]:
    """A mode of a records system as its fault switches take it; what is left out is off."""
    if mode == DOWN:
        return {"down": True}
    if mode == REFUSE:
        return {"refuse_field": detail or FIELD}
    return {"drop_answer": LOST_SHARE} if mode == LOSE else {}


def _members(told: Mapping[str, Any], part: str) -> list[tuple[str, Mapping[str, Any]]]:
    members = told.get(part)
    if not isinstance(members, Mapping):
        return []
    return [(str(name), value) for name, value in members.items() if isinstance(value, Mapping)]


def _system_fault(faults: Mapping[str, Any]) -> Fault:
    if faults.get("down"):
        return Fault(DOWN)
    if faults.get("refuse_field"):
        return Fault(REFUSE, str(faults["refuse_field"]))
    if faults.get("drop_answer"):
        return Fault(LOSE)
    others = ("slow_ms", "signed_out", "drop_before")
    return Fault("other") if any(faults.get(name) for name in others) else Fault()
