"""What a caller may ask of a claim: how many reports, for how long, of which view."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from triage.gateway.problems import invalid
from triage.models.queue import ClaimRequest

LONGEST = timedelta(hours=12)
MOST_AT_ONCE = 10
VIEWS = frozenset({"", "to_do", "all", "high_risk"})
"""The built-in ones; any other word is the key of a saved view."""


def lease_length(seconds: int) -> timedelta:
    """Raises Refusal (422) for a length that no lease has."""
    if not 1 <= seconds <= LONGEST.total_seconds():
        raise invalid("/lease_seconds", f"must be from 1 to {int(LONGEST.total_seconds())}")
    return timedelta(seconds=seconds)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A claim request whose numbers are right. ``high_only``: reports of the highest risk alone; ``view``: the key of a
    saved view that narrows what is taken, "" for none.
    """

    most: int
    length: timedelta
    high_only: bool
    view: str = ""


def wanted_of(told: ClaimRequest) -> Wanted:
    """Raises Refusal (422) for numbers out of range; whether a saved view exists is seen when it is used."""
    length = lease_length(told.lease_seconds)
    if not 1 <= told.max <= MOST_AT_ONCE:
        raise invalid("/max", f"must be from 1 to {MOST_AT_ONCE}")
    saved = "" if told.view in VIEWS else told.view
    return Wanted(most=told.max, length=length, high_only=told.view == "high_risk", view=saved)
