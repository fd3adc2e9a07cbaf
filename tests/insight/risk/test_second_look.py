"""The second look adds to what rules and learned weights found, points to words, and reads texts of any length."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.builders import NOW, a_report
from triage.insight.risk.assess import assess
from triage.insight.risk.learned import PRIORITY
from triage.insight.risk.pack import GRADES, KINDS, shipped_pack
from triage.insight.risk.second_look import SecondLook, Seen, shipped_second_look
from triage.insight.risk.sense import DANGER, DOUBT, short_asks
from triage.insight.risk.words import told_in_words
from triage.models.indicators import Assessment

HINTED = (
    "The blinds are down and the post is on the mat, she always rings on Sundays and she gave me her cat on Friday.",
    "he stands outside my work every day and knows what i bought. i moved house twice",
    "Six roof tiles and a length of lead flashing gone from the cricket pavilion over the weekend.",
    "Mae mwg du yn dod o dan ddrws fflat Mrs Huws a dydi hi ddim yn ateb.",
)


@pytest.fixture(scope="module")
def look() -> SecondLook:
    shipped = shipped_second_look()
    assert shipped is not None
    return shipped


def both(narrative: str, look: SecondLook | None) -> Assessment:
    return assess(a_report(narrative=narrative), now=NOW, look=look)


@pytest.mark.parametrize("narrative", HINTED)
def test_it_never_lowers(narrative: str, look: SecondLook) -> None:
    first, then = both(narrative, None), both(narrative, look)
    assert {hit.kind for hit in first.indicators} <= {hit.kind for hit in then.indicators}
    assert GRADES.index(first.min_grade) <= GRADES.index(then.min_grade)
    assert first.score <= then.score


@pytest.mark.parametrize("narrative", HINTED)
def test_every_hit_points_to_words(narrative: str, look: SecondLook) -> None:
    for hit in both(narrative, look).indicators:
        assert hit.quote == narrative[hit.start : hit.end]
        assert hit.quote.strip()


def test_it_knows_every_kind(look: SecondLook) -> None:
    assert set(KINDS) < set(look.outputs)


def test_the_closer_look_is_asked_how_urgent_a_narrative_is_and_nothing_else(look: SecondLook) -> None:
    seen = look.at(HINTED[0])
    closer = seen.closer()
    changed = {name for name, at in look.outputs.items() if seen.odds[at] != closer.odds[at]}
    assert changed == {DANGER, PRIORITY}
    assert closer.stretch(DANGER) == seen.stretch(DANGER)


def test_it_is_asked_only_where_it_is_open_how_urgent_it_is(look: SecondLook, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def closer(self: Seen) -> Seen:
        asked.append(self.text)
        return self

    monkeypatch.setattr(Seen, "closer", closer)
    bounds = range(-20, 20)
    for bound in bounds:
        both(HINTED[2], replace(look, least=look.least | {DANGER: bound, PRIORITY: 100.0}))
    assert 1 <= len(asked) <= 2 * DOUBT  # far above a threshold it is urgent, far below it is not


def test_a_program_packed_without_it_does_without(look: SecondLook) -> None:
    alone = replace(look, closer=None).at(HINTED[0])
    assert alone.closer() is alone


def test_a_long_narrative_is_read_to_its_end(look: SecondLook) -> None:
    quiet = "We had tea and then we walked to the shop for some bread and a newspaper. " * 40
    danger = "He is smashing the door in now and I am hiding in the bathroom with the baby."
    seen = look.at(quiet + danger)
    found = seen.stretch("immediate_danger")
    assert found is not None
    assert found[0] >= len(quiet)
    assert seen.odds[look.outputs["immediate_danger"]] > look.at(quiet).odds[look.outputs["immediate_danger"]]


def test_the_fewer_the_words_the_more_it_needs_to_call_them_urgent() -> None:
    vocabulary = shipped_pack().vocabulary
    asked = [short_asks(told_in_words("parcel " * count, vocabulary)) for count in range(1, 40)]
    assert asked == sorted(asked, reverse=True)
    assert asked[0] > 1
    assert asked[-1] == 0


@given(st.text(max_size=60))
@settings(max_examples=25, deadline=None)
def test_any_text_can_be_looked_at(text: str) -> None:
    look = shipped_second_look()
    assert look is not None
    seen = look.at(text)
    found = seen.stretch("threat")
    assert found is None or 0 <= found[0] < found[1] <= len(text)
