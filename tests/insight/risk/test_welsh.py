"""Welsh is weighed by what its words are in English, and every hit still points to the Welsh words."""

from __future__ import annotations

import pytest

from tests.builders import NOW, a_report
from triage.insight.risk.assess import assess
from triage.insight.risk.welsh import in_english, looks_welsh


@pytest.mark.parametrize("word", ["cyllell", "gyllell", "chyllell", "nghyllell"])
def test_a_changed_first_letter_is_the_same_word(word: str) -> None:
    assert in_english(word) == ("knife",)


def test_a_word_with_a_short_form_behind_it_is_known() -> None:
    assert in_english("plant'n") == in_english("plant") == ("children",)


def test_other_words_stay() -> None:
    assert in_english("telyn") == ("telyn",)


def test_english_is_not_taken_for_welsh() -> None:
    assert not looks_welsh(["i", "am", "at", "home", "and", "the", "fan", "is", "in", "the", "car"])
    assert looks_welsh(["mae", "rhywun", "yn", "y", "tŷ"])


def test_hits_point_to_the_welsh_words() -> None:
    narrative = (
        "Mae o wedi cymryd fy ffôn a'm cerdyn banc. Rhaid imi ofyn iddo am arian i brynu bara, ac mae o'n fy nilyn."
    )
    found = assess(a_report(narrative=narrative), now=NOW).indicators
    assert "coercive_control" in {hit.kind for hit in found}
    assert all(hit.quote == narrative[hit.start : hit.end] for hit in found)
