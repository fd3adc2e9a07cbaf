"""Conditions of a view beyond its words: rows that must all hold, each with "any of", "between", "within" and "not"."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Field(StrEnum):
    """What a condition looks at; all of it stands in a report's summary.

    TAG and NEW are this person's own and known only at the workstation: the gateway takes them as fulfilled.
    """

    RISK = "risk"
    KIND = "kind"
    PLACE = "place"
    REPORTER = "reporter"
    MARK = "mark"
    STAGE = "stage"
    HOLDER = "holder"
    FILES = "files"
    VERSION = "version"
    SUBMITTED = "submitted"
    RECEIVED = "received"
    DUE = "due"
    RECORD = "record"
    PUT_OFF = "put_off"
    TAG = "tag"
    NEW = "new"


class Op(StrEnum):
    """ANY_OF: one of ``values`` (for a place: holds one of them). BETWEEN: numbers ``low`` … ``high``, both included,
    or moments ``since`` … ``until``, the later excluded. WITHIN: moments ``low`` … ``high`` minutes from now, negative
    is past. YES: it is so. An end that is None is open.
    """

    ANY_OF = "any_of"
    BETWEEN = "between"
    WITHIN = "within"
    YES = "yes"


CHOICES = frozenset(
    {Field.RISK, Field.KIND, Field.PLACE, Field.REPORTER, Field.MARK, Field.STAGE, Field.HOLDER, Field.TAG}
)
NUMBERS = frozenset({Field.FILES, Field.VERSION})
MOMENTS = frozenset({Field.SUBMITTED, Field.RECEIVED, Field.DUE, Field.RECORD})
AHEAD = frozenset({Field.DUE, Field.RECORD})
"""Moments that lie ahead as a rule."""
FLAGS = frozenset({Field.PUT_OFF, Field.NEW})
LOCAL = frozenset({Field.TAG, Field.NEW})
MOST_CONDITIONS = 12
NOBODY = "nobody"
ME = "me"
"""Values of HOLDER beside the ids of people."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """One row. ``negate``: it must not hold."""

    field: Field
    op: Op = Op.ANY_OF
    negate: bool = False
    values: tuple[str, ...] = ()
    low: int | None = None
    high: int | None = None
    since: datetime | None = None
    until: datetime | None = None


def is_whole(condition: Condition) -> bool:
    """Whether the row says anything: one that is half filled in is passed over."""
    match condition.op:
        case Op.ANY_OF:
            return condition.field in CHOICES and any(value.strip() for value in condition.values)
        case Op.WITHIN:
            return condition.field in MOMENTS and (condition.low is not None or condition.high is not None)
        case Op.BETWEEN:
            numbers = condition.low is not None or condition.high is not None
            moments = condition.since is not None or condition.until is not None
            return (condition.field in NUMBERS and numbers) or (condition.field in MOMENTS and moments)
        case Op.YES:
            return condition.field in FLAGS
