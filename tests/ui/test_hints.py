"""What stands in an empty field is never taken for what somebody typed: in high contrast it has the same ink."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.builders import NOW
from triage.models.loose_time import read_at, read_span
from triage.models.profile_file import default_profile
from triage.models.view_filter import Condition, Field, Op
from triage.ui.decide.answer_line import HINTS, AnswerLine
from triage.ui.queue.condition_values import MomentValues, SpanValues
from triage.ui.theme import Theme


@pytest.mark.parametrize("kind", HINTS)
def test_the_hint_of_a_question_is_no_answer(kind: str, qapp: object) -> None:
    some = default_profile().questions[0].ask[0]
    asked = replace(some, type=kind)
    hint = AnswerLine(asked, lambda: NOW).placeholderText()
    assert hint
    assert not hint.isdigit()
    assert read_at(hint, NOW) is None


def test_the_hint_of_a_condition_is_no_value(theme: Theme, qapp: object) -> None:
    span = SpanValues(theme, Condition(field=Field.DUE, op=Op.WITHIN))
    moment = MomentValues(theme, Condition(field=Field.SUBMITTED, op=Op.BETWEEN), lambda: NOW)
    assert read_span(span.lines[0].placeholderText()) is None
    for line in moment.lines:
        assert read_at(line.placeholderText(), NOW) is None
        assert line.minimumWidth() > line.fontMetrics().horizontalAdvance(line.placeholderText())
