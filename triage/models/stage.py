"""The legal workflow of a report: one of the three axes of its state (ARCHITECTURE.md §5).

The table is the whole truth: `step` is total, every (stage, event) pair either has a next stage here or is
refused by name.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from triage.models.errors import KnownError


class Stage(StrEnum):
    INCOMING = "incoming"
    CLAIMED = "claimed"
    IN_TRIAGE = "in_triage"
    DECIDED = "decided"
    BEGUN = "begun"
    CLOSED = "closed"
    AWAITING_REPORTER = "awaiting_reporter"
    AWAITING_APPROVAL = "awaiting_approval"
    AWAITING_ACCEPTANCE = "awaiting_acceptance"
    HELD = "held"


OPEN = tuple(stage for stage in Stage if stage is not Stage.CLOSED)
"""Where something is still to be done."""

IN_HAND = (Stage.CLAIMED, Stage.IN_TRIAGE, Stage.DECIDED, Stage.BEGUN)
"""Where somebody holds it; every other step ends the hold."""


class StageEvent(StrEnum):
    CLAIM = "claim"
    OPEN = "open"
    DECIDE = "decide"
    RECALL = "recall"
    BEGIN = "begin"
    SETTLE = "settle"
    ABORT = "abort"
    RECORDS_REFUSED = "records_refused"
    RELEASE = "release"
    EXPIRE = "expire"
    TAKE_BACK = "take_back"
    ASK_REPORTER = "ask_reporter"
    REQUEST_APPROVAL = "request_approval"
    APPROVE = "approve"
    REFUSE_APPROVAL = "refuse_approval"
    HAND_OFF = "hand_off"
    ACCEPTED = "accepted"
    RETURNED = "returned"
    ANSWERED = "answered"
    HOLD = "hold"
    UNHOLD = "unhold"
    REOPEN = "reopen"


class IllegalStep(KnownError):
    """An event that the stage does not allow; nothing changed."""

    def __init__(self, stage: Stage, event: StageEvent) -> None:
        super().__init__(
            f"A report that is {stage.value.replace('_', ' ')} cannot be changed by “{event.value.replace('_', ' ')}”.",
            "Refresh the report: somebody may have moved it on.",
        )
        self.stage = stage
        self.event = event


S, E = Stage, StageEvent
_GIVE_BACK = {E.RELEASE: S.INCOMING, E.EXPIRE: S.INCOMING, E.TAKE_BACK: S.INCOMING, E.HOLD: S.HELD}
TRANSITIONS: Mapping[Stage, Mapping[StageEvent, Stage]] = MappingProxyType(
    {
        S.INCOMING: {E.CLAIM: S.CLAIMED, E.HOLD: S.HELD},
        S.CLAIMED: {
            E.OPEN: S.IN_TRIAGE,
            E.DECIDE: S.DECIDED,
            E.BEGIN: S.BEGUN,
            E.ASK_REPORTER: S.AWAITING_REPORTER,
            E.REQUEST_APPROVAL: S.AWAITING_APPROVAL,
            E.HAND_OFF: S.AWAITING_ACCEPTANCE,
            **_GIVE_BACK,
        },
        S.IN_TRIAGE: {
            E.OPEN: S.IN_TRIAGE,
            E.DECIDE: S.DECIDED,
            E.BEGIN: S.BEGUN,
            E.ASK_REPORTER: S.AWAITING_REPORTER,
            E.REQUEST_APPROVAL: S.AWAITING_APPROVAL,
            E.HAND_OFF: S.AWAITING_ACCEPTANCE,
            **_GIVE_BACK,
        },
        S.DECIDED: {
            E.RECALL: S.IN_TRIAGE,
            E.BEGIN: S.BEGUN,
            E.RECORDS_REFUSED: S.IN_TRIAGE,
            E.REQUEST_APPROVAL: S.AWAITING_APPROVAL,
            E.EXPIRE: S.INCOMING,
            E.TAKE_BACK: S.INCOMING,
            E.HOLD: S.HELD,
        },
        # Expiry does not free a begun report: it always accepts its settle.
        # An outcome may lead on to somebody else once records have what they must (contracts E).
        S.BEGUN: {
            E.SETTLE: S.CLOSED,
            E.ASK_REPORTER: S.AWAITING_REPORTER,
            E.REQUEST_APPROVAL: S.AWAITING_APPROVAL,
            E.HAND_OFF: S.AWAITING_ACCEPTANCE,
            E.ABORT: S.IN_TRIAGE,
            E.RECORDS_REFUSED: S.BEGUN,
            E.TAKE_BACK: S.HELD,
        },
        S.CLOSED: {E.REOPEN: S.INCOMING},
        S.AWAITING_REPORTER: {
            E.ANSWERED: S.INCOMING,
            E.TAKE_BACK: S.INCOMING,
            E.CLAIM: S.CLAIMED,
            E.HOLD: S.HELD,
        },
        # Approved before it is recorded, it goes back to its author; after that, it is done.
        S.AWAITING_APPROVAL: {
            E.APPROVE: S.INCOMING,
            E.SETTLE: S.CLOSED,
            E.REFUSE_APPROVAL: S.INCOMING,
            E.TAKE_BACK: S.INCOMING,
        },
        S.AWAITING_ACCEPTANCE: {E.ACCEPTED: S.CLOSED, E.RETURNED: S.INCOMING, E.TAKE_BACK: S.INCOMING},
        S.HELD: {E.UNHOLD: S.INCOMING, E.CLAIM: S.CLAIMED},
    }
)


def step(stage: Stage, event: StageEvent) -> Stage:
    """The stage after ``event``.

    Raises:
        IllegalStep: the table has no such step.
    """
    after = TRANSITIONS[stage].get(event)
    if after is None:
        raise IllegalStep(stage, event)
    return after


def allows(stage: Stage, event: StageEvent) -> bool:
    return event in TRANSITIONS[stage]
