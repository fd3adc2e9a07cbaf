"""What a trial of a records system found, and what follows from it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from triage.models.profile import Destination
from triage.models.verdict import Reply, Transport
from triage.records.connector import Exchange, LookUp, Strategy, strategy_of

LOOK_EVERY = 0.5
"""Seconds between two look-ups for a record that was just made."""


class State(StrEnum):
    WORKS = "works"
    NOT_OFFERED = "not offered"
    DIFFERS = "differs from what is declared"
    WRONG = "wrong"
    UNKNOWN = "could not be found out"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing tried. ``words``: what was found, and what to do where it is wrong."""

    name: str
    state: State
    words: str


@dataclass(slots=True)
class Found:
    """All that was found about one destination."""

    destination: str
    declared: Strategy
    findings: list[Finding] = field(default_factory=list)
    idempotent: bool | None = None
    looks_up: bool | None = None
    index_seconds: float = 0.0

    @property
    def strategy(self) -> Strategy:
        """The safe one: what was not shown to work is not relied on."""
        if self.declared is Strategy.WAIT:
            return Strategy.WAIT
        look_up = LookUp.SURE if self.looks_up else LookUp.NONE
        return strategy_of(idempotent=bool(self.idempotent), look_up=look_up)

    @property
    def good(self) -> bool:
        return not any(one.state in (State.WRONG, State.DIFFERS) for one in self.findings)

    def add(self, name: str, state: State, words: str) -> None:
        self.findings.append(Finding(name, state, words))


def not_there(told: Exchange) -> bool:
    outcome = told.outcome
    return told.receipt is None and isinstance(outcome, Reply) and outcome.status == 200 and outcome.expected_type


def accepted(told: Exchange) -> bool:
    return isinstance(told.outcome, Reply) and told.outcome.status < 300 and told.outcome.expected_type


def said(told: object) -> str:
    """What came back, in a few words."""
    outcome = getattr(told, "outcome", None)
    if outcome is Transport.NOT_SENT:
        return "It could not be reached"
    if not isinstance(outcome, Reply):
        return "No answer"
    kind = "" if outcome.expected_type else " of another kind"
    title = f" “{outcome.title[:120]}”" if outcome.title else ""
    told = [one.pointer or one.detail for one in outcome.errors[:4]]
    fields = f" ({', '.join(told)})" if told else ""
    return f"{outcome.status}{kind}{title}{fields}"


def fragment(place: Destination, found: Found) -> str:
    """Settings to paste: what was found in place of what is declared."""
    seconds = round(found.index_seconds + 1) if found.index_seconds > LOOK_EVERY else 0
    lines = [f"idempotent = {'true' if found.idempotent else 'false'}"]
    if found.looks_up:
        lines.append(f"index_delay_seconds = {seconds}")
    head = f"# {place.mapping}\n[manners]" if place.mapping else f"# the profile's destination “{place.key}”"
    if found.looks_up is False and place.mapping and found.declared is Strategy.LOOK_UP:
        lines.append("# and leave out [find]: it cannot be relied on")
    return "\n".join((head, *lines))
