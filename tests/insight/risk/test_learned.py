"""Learned weights: what is implied is found, and every hit points to words of the text."""

from __future__ import annotations

import pytest

from tests.builders import NOW, a_report
from triage.insight.risk.assess import assess
from triage.insight.risk.learned import PRIORITY, lean, shipped_weights
from triage.insight.risk.pack import KINDS, shipped_pack
from triage.insight.risk.words import told_in_words
from triage.models.indicators import Assessment


def told(narrative: str) -> Assessment:
    return assess(a_report(narrative=narrative), now=NOW)


def test_there_is_an_output_for_each_kind() -> None:
    assert tuple(shipped_weights().outputs) == (*KINDS, PRIORITY)


@pytest.mark.parametrize(
    ("narrative", "kind"),
    [
        ("He has my bank card and he drops me at work and waits until I come out.", "coercive_control"),
        (
            "Dad says goodbye properly on the phone now, he has given his watch to my lad and sorted the bills.",
            "self_harm",
        ),
        ("Please hurry, he is smashing the door in and I am hiding in the bathroom with the baby.", "immediate_danger"),
        (
            "three lads we dont know live in his flat now and he sits on the bench, he has learning difficulties",
            "exploitation",
        ),
    ],
)
def test_what_is_implied_is_found(narrative: str, kind: str) -> None:
    found = told(narrative)
    assert kind in {hit.kind for hit in found.indicators}
    for hit in found.indicators:
        assert hit.quote == narrative[hit.start : hit.end]
        assert hit.quote.strip()


@pytest.mark.parametrize(
    "narrative",
    [
        "Six roof tiles and a length of lead flashing gone from the cricket pavilion over the weekend.",
        "I have lost my umbrella on the number 14 bus. It is blue with a wooden handle. Has it been handed in?",
    ],
)
def test_everyday_reports_ask_for_nothing(narrative: str) -> None:
    assert told(narrative).min_grade in {"none", "scheduled"}


def test_no_words_lean_nowhere() -> None:
    told_nothing = told_in_words("", shipped_pack().vocabulary)
    leaning = lean(told_nothing, shipped_weights())
    assert leaning.places == []
    assert leaning.stretch("weapon") is None


def test_a_rare_kind_is_not_marked_by_one_sense_alone() -> None:
    made = told(
        "Two males ran out with perfume on Thursday. Security guard got dragged along the floor holding the trolley. He"
        " finished his shift. Man in his 30s with a limp and a tattoo on his neck; second one white lad, skinny."
    )
    assert "Strangled" not in made.marks
    assert all(hit.strength < 0.6 for hit in made.indicators if hit.kind == "strangulation")
