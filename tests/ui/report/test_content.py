"""What the cards say: roles, corrected values beside the original, everything else that was told."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.builders import NOW, a_person, a_profile, a_report
from tests.ui.gallery import case
from triage.models.answer import Answer
from triage.models.draft import Correction
from triage.models.indicators import Indicator
from triage.models.stage import Stage
from triage.ui.report.cards import as_pointer, card_makers
from triage.ui.report.clocks import clock_lines
from triage.ui.report.content import answers_card, by_field
from triage.ui.report.field_row import value_runs
from triage.ui.report.instead import kept_words
from triage.ui.report.notes import in_words, margin_notes, outermost
from triage.ui.report.thing_cards import Laid, person_card, when_card


def hit(start: int, end: int, **changes: object) -> Indicator:
    made = {"kind": "threat", "strength": 0.9, "quote": "q", "start": start, "end": end, "rule": "r1", "why": "w"}
    return Indicator(**{**made, **changes})  # type: ignore[arg-type]


def corrected_surname() -> dict[str, Correction]:
    entry = Correction(field="people/p1/surname", original="Probart", value="Probert", by="R. Adeyemi", at=NOW)
    return by_field([entry])


def test_a_corrected_name_keeps_the_original_beside_it() -> None:
    report = a_report()
    card = person_card(report, report.people[0], Laid(corrected_surname()))
    name = card.rows[0]
    assert name.text == "Dilys Probert"
    assert "Surname was Probart, corrected by R. Adeyemi" in name.spoken
    assert ("Probart", "struck") in [(run.text, run.ink) for run in value_runs(name)]


def test_dates_of_birth_are_read_as_words() -> None:
    report = a_report()
    rows = {row.label: row for row in person_card(report, report.people[0], Laid()).rows}
    assert rows["Date of birth"].text == "29 February 1980"


def test_a_person_without_a_name_is_said_to_be_one() -> None:
    report = a_report(people=(a_person(given="", surname="", anonymous=True),))
    assert person_card(report, report.people[0], Laid()).rows[0].text == "Anonymous"


def test_safety_of_a_contact_is_a_note() -> None:
    report = a_report()
    rows = {row.label: row for row in person_card(report, report.people[0], Laid()).rows}
    assert rows["Phone"].note == "safe to use"
    assert rows["E-mail"].note == ""


def test_a_missing_time_can_still_be_corrected() -> None:
    card = when_card(a_report(when=None), Laid())
    assert card.rows[0].text == "Not told"
    assert card.rows[0].correctable


def test_answers_that_a_field_shows_are_not_told_twice() -> None:
    answers = (
        Answer(path="/a", label="Surname", text="Probart", shown_as="surname"),
        Answer(path="/b", label="Heard about us", text=""),
    )
    card = answers_card("answers", "Answers", answers, {})
    assert [(row.label, row.text) for row in card.rows] == [("Heard about us", "No answer")]


def test_all_but_the_first_answers_wait_behind_a_button() -> None:
    answers = tuple(Answer(path=f"/{at}", label=f"Q{at}", text="yes") for at in range(40))
    card = answers_card("answers", "Answers", answers, {})
    assert (len(card.rows), len(card.more)) == (12, 28)


def test_victims_come_first_and_homes_with_their_people() -> None:
    report = a_report(people=(a_person("s1", roles=("suspect",), place_key=""), a_person("v1")))
    keys = [maker(Laid()).key for maker in card_makers(report)]
    assert keys == ["people/v1", "people/s1", "places/l1", "when", "vehicles/v1", "property/i1"]


@pytest.mark.parametrize(
    ("field", "pointer"),
    [
        ("/people/0/surname", "people/p1/surname"),
        ("people/p1/surname", "people/p1/surname"),
        ("/people/9/surname", "people/9/surname"),
        ("/decision/grade", "decision/grade"),
    ],
)
def test_a_records_pointer_leads_to_our_own_field(field: str, pointer: str) -> None:
    assert as_pointer(a_report(), field) == pointer


def test_notes_are_in_reading_order_and_not_doubled() -> None:
    notes = margin_notes((hit(20, 25), hit(5, 9), hit(5, 9), hit(-1, -1)), length=30)
    assert [note.start for note in notes] == [5, 20, -1]


@pytest.mark.parametrize(("start", "end"), [(25, 40), (9, 9), (-5, 4), (12, 3)])
def test_an_offset_outside_the_narrative_underlines_nothing(start: int, end: int) -> None:
    assert not margin_notes((hit(start, end),), length=30)[0].in_narrative


def test_words_inside_words_of_the_same_sign_make_no_note() -> None:
    notes = margin_notes((hit(5, 30), hit(12, 20), hit(25, 40), hit(-1, -1)), length=50)
    assert [note.start for note in outermost(notes)] == [5, 25, -1]


@pytest.mark.parametrize(
    ("stage", "said"),
    [
        (Stage.CLOSED, "is closed"),
        (Stage.INCOMING, "Press C"),
        (Stage.HELD, "Press C"),
        (Stage.AWAITING_APPROVAL, "Open the report again"),  # it cannot be claimed
        (Stage.IN_TRIAGE, "Open the report again"),
    ],
)
def test_what_is_not_kept_here_says_how_to_get_it(stage: Stage, said: str) -> None:
    assert said in kept_words(case.detail(stage=stage, body=None))


def test_keys_become_words() -> None:
    assert in_words("happening_now") == "Happening now"


def test_profile_and_clock_make_the_header_words() -> None:
    summary = case.detail().summary
    lines = clock_lines(summary, Stage.INCOMING, a_profile(), "emergency", NOW)
    assert [line.key for line in lines] == ["first_look", "attend", "record"]
    late = clock_lines(summary, Stage.IN_TRIAGE, a_profile(), "", summary.record_by + timedelta(minutes=12))
    assert [(line.words, line.tone) for line in late] == [
        ("done", "text_soft"),
        ("choose a grade", "text_soft"),
        ("12 min overdue", "wrong"),
    ]
    assert clock_lines(summary, Stage.CLOSED, a_profile(), "", NOW) == ()
