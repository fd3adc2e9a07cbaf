"""Conditions in plain words: "Type is any of Stalking, Domestic · Due within 1 h". No Qt."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from triage.models.clock import london
from triage.models.indicators import RiskLevel
from triage.models.stage import Stage
from triage.models.view_filter import (
    AHEAD,
    CHOICES,
    FLAGS,
    ME,
    MOMENTS,
    NOBODY,
    NUMBERS,
    Condition,
    Field,
    Op,
    is_whole,
)
from triage.ui.text import RISK_WORDS, STAGE_WORDS, span

FIELD_WORDS = {
    Field.RISK: "Risk",
    Field.KIND: "Type",
    Field.PLACE: "Place",
    Field.REPORTER: "Reporter",
    Field.MARK: "Mark",
    Field.STAGE: "Stage",
    Field.HOLDER: "Held by",
    Field.FILES: "Number of files",
    Field.VERSION: "Version",
    Field.SUBMITTED: "Submitted",
    Field.RECEIVED: "Received",
    Field.DUE: "Next target",
    Field.RECORD: "To be recorded",
    Field.PUT_OFF: "Put off",
    Field.TAG: "My tag",
    Field.NEW: "Not looked at here",
}
FIXED: Mapping[Field, Mapping[str, str]] = {
    Field.RISK: {level.value: RISK_WORDS[level] for level in RiskLevel},
    Field.STAGE: {stage.value: STAGE_WORDS[stage] for stage in Stage},
    Field.HOLDER: {ME: "me", NOBODY: "nobody"},
}
"""Values with words of their own: value → word."""

# The operators of each sort of field: key → (words, operator, negated).
_ANY = {"any": ("is any of", Op.ANY_OF, False), "none": ("is not any of", Op.ANY_OF, True)}
_HOLDS = {"any": ("has any of", Op.ANY_OF, False), "none": ("has none of", Op.ANY_OF, True)}
_BETWEEN = {"between": ("is between", Op.BETWEEN, False), "outside": ("is not between", Op.BETWEEN, True)}
_PAST = {"within": ("in the last", Op.WITHIN, False), "beyond": ("longer ago than", Op.WITHIN, True), **_BETWEEN}
_COMING = {
    "within": ("within the next", Op.WITHIN, False),
    "beyond": ("not within the next", Op.WITHIN, True),
    "over": ("is over", Op.WITHIN, False),
    **_BETWEEN,
}
_FLAG = {"yes": ("yes", Op.YES, False), "no": ("no", Op.YES, True)}


def operators(field: Field) -> Mapping[str, tuple[str, Op, bool]]:
    """What can be said of this field: key → (words, operator, negated)."""
    if field in FLAGS:
        return _FLAG
    if field in NUMBERS:
        return _BETWEEN
    if field in MOMENTS:
        return _COMING if field in AHEAD else _PAST
    return _HOLDS if field in (Field.PLACE, Field.MARK, Field.TAG) else _ANY


def operator_of(condition: Condition) -> str:
    """The key in `operators` of what this condition says."""
    if condition.op is Op.WITHIN and condition.field in AHEAD and condition.high == 0 and not condition.negate:
        return "over"
    table = operators(condition.field)
    said = (key for key, (_, op, negated) in table.items() if (op, negated) == (condition.op, condition.negate))
    return next(said, next(iter(table)))


def words_of(condition: Condition, names: Mapping[str, str]) -> str:
    """One condition as a person says it. ``names``: type key → name."""
    field, key = FIELD_WORDS[condition.field], operator_of(condition)
    saying = operators(condition.field)[key][0]
    if condition.op is Op.YES:
        return f"Not “{field.lower()}”" if condition.negate else field
    if condition.field in CHOICES:
        return f"{field} {saying} {', '.join(value_words(condition.field, value, names) for value in condition.values)}"
    if key == "over":
        return f"{field} {saying}"
    if condition.op is Op.WITHIN:
        return f"{field} {saying} {span(timedelta(minutes=length_of(condition)))}"
    return f"{field} {saying} {_ends(condition)}"


def all_words(conditions: Iterable[Condition], names: Mapping[str, str]) -> str:
    """All whole conditions in one line."""
    return " · ".join(words_of(condition, names) for condition in conditions if is_whole(condition))


def value_words(field: Field, value: str, names: Mapping[str, str]) -> str:
    if field is Field.KIND:
        return names.get(value, value)
    return FIXED.get(field, {}).get(value, value)


def length_of(condition: Condition) -> int:
    """Minutes of a WITHIN, whichever way it looks."""
    return condition.high or 0 if condition.field in AHEAD else -(condition.low or 0)


def moment_words(moment: datetime | None) -> str:
    """ "19/11/2026 22:10" in London: what the editor shows and can read again."""
    return f"{london(moment):%d/%m/%Y %H:%M}" if moment else ""


def _ends(condition: Condition) -> str:
    if condition.field in NUMBERS:
        ends = tuple("" if end is None else str(end) for end in (condition.low, condition.high))
    else:
        ends = (moment_words(condition.since), moment_words(condition.until))
    first, last = ends
    if first and last:
        return f"{first} and {last}"
    return f"{first} and any later" if first else f"any earlier and {last}"
