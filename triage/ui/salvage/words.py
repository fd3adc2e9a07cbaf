"""A salvage in words: for the screen, and as one text that can be sent to IT."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from triage.models.clock import london
from triage.models.salvage import KEPT_DAYS, Fate, Salvage, Salvaged
from triage.ui.text import count

WHAT = {
    "report": "Your hold on the report",
    "draft": "What you wrote",
    "decision": "Your decision",
    "words": "Messages and contacts that wait to be sent",
    "dispatch": "Dispatches by voice",
    "mark": "Own tags, reports you put off, and what you have seen",
    "audit": "Lines of the audit on this workstation",
    "unknown": "Other work in the file",
}
_LOST = {
    "decision": "Not whole, so nothing of it is sent. Open the report, check what you wrote and decide again.",
    "draft": "The gateway has no copy of it. Write it again.",
    "words": "Look at the contact log of your reports, and send again what is missing there.",
    "dispatch": "Ask the control room which dispatches stand.",
    "mark": "Some of them are gone. Nothing of a report depends on them.",
    "audit": "They cannot be read. The gateway's own audit is not touched by this.",
    "unknown": "Nobody can tell from the file what else lay in it. Whatever the gateway holds for you comes back.",
}


@dataclass(frozen=True, slots=True)
class Group:
    """Things of one fate. ``do``: what a person has to do about all of them."""

    title: str
    do: str
    tone: str
    lines: tuple[tuple[str, str], ...]
    """What it is, and beside it what to do about this one ("" for nothing)."""


def groups(told: Salvage) -> tuple[Group, ...]:
    """What a person must act on first, what is well last; empty ones are left out."""
    made = (
        Group("Lost", "This needs you.", "wrong", _lines(told.of(Fate.LOST), lost=True)),
        Group(
            "Still to come from the gateway",
            "They are asked for again and again; they appear under “Mine” by themselves.",
            "warn",
            _lines(told.of(Fate.FETCH)),
        ),
        Group(
            "Looked up before anything is sent",
            "They may have been sent already. Triage asks the other systems first, so nothing is made twice.",
            "text_soft",
            _lines(told.of(Fate.DOUBTFUL)),
        ),
        Group("Fetched from the gateway", "As the gateway had it last.", "text_soft", _lines(told.of(Fate.FETCHED))),
        Group("Saved from the file", "Every word as you wrote it.", "text_soft", _lines(told.of(Fate.SAVED))),
    )
    return tuple(group for group in made if group.lines)


def opening(told: Salvage) -> str:
    """What happened, in one paragraph."""
    at = london(told.at)
    when = f"{at:%H:%M} on {at.day} {at:%B}"
    return (
        f"At {when} Triage found that the file with your work was damaged, made a new one and carried your work over. "
        f"{told.why} You can go on working."
    )


def kept(told: Salvage) -> str:
    until = london(told.at + timedelta(days=KEPT_DAYS))
    return (
        f"The damaged file is kept as {told.kept_as}, beside the new one. Do not delete it: IT may want it. "
        f"Triage erases it by itself after {until.day} {until:%B}, once you have read this."
    )


def summary(told: Salvage) -> str:
    """The figure beside the title."""
    lost = len(told.of(Fate.LOST))
    return f"{count(lost, 'thing')} lost" if lost else "Nothing is lost"


def as_text(told: Salvage) -> str:
    """Everything on the screen, to be pasted into a message."""
    parts = ["The local store was damaged", "", opening(told), kept(told)]
    for group in groups(told):
        parts += ["", f"{group.title} ({len(group.lines)}). {group.do}"]
        parts += [f"  {what}. {do}".rstrip() for what, do in group.lines]
    return "\n".join(parts) + "\n"


def _lines(things: tuple[Salvaged, ...], *, lost: bool = False) -> tuple[tuple[str, str], ...]:
    return tuple((_what(thing), _LOST.get(thing.what, "") if lost else "") for thing in things)


def _what(thing: Salvaged) -> str:
    what = WHAT.get(thing.what, thing.what)
    if thing.report_id is not None:
        return f"{what}: {thing.name or f'report {thing.report_id}'}"
    return f"{what} ({thing.count})" if thing.count > 1 else what
