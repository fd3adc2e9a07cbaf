"""Undo: a step takes back what it did and nothing else."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from tests.builders import NOW, a_profile, a_report
from triage.models.corrections import with_correction
from triage.models.deciding import add_crime, remove_crime
from triage.models.draft import CheckState, Correction, Draft, empty_draft
from triage.models.grading import assess_again, set_grade
from triage.ui.decide.edits import CheckEntry, with_answer, with_check, with_outcome, with_tick
from triage.ui.decide.edits import with_words as signed_words
from triage.ui.decide.session import STEPS, Change, DraftSession

REPORT = a_report()
PROFILE = a_profile()


def with_words(draft: Draft, letter: str, words: str) -> Draft:
    return signed_words(draft, letter, words, by="h", at=NOW)


def a_session() -> DraftSession:
    session = DraftSession()
    session.open(empty_draft(REPORT.report_id, 1))
    return session


def corrected(value: str) -> Change:
    entry = Correction(field="people/p1/surname", original="Probart", value=value, by="h", at=NOW)
    return lambda draft: with_correction(draft, entry)


def removed(draft: Draft) -> Draft:
    return remove_crime(draft, draft.crimes[0].key) if draft.crimes else draft


CHANGES = st.one_of(
    st.tuples(st.sampled_from(["threat", "harm"]), st.text(max_size=5)).map(
        lambda told: lambda draft: with_words(draft, *told)
    ),
    st.sampled_from(list(CheckState)).map(
        lambda state: lambda draft: with_check(draft, "repeat", state, by="h", at=NOW, entry=CheckEntry(result="r"))
    ),
    st.sampled_from(["emergency", "scheduled"]).map(lambda key: lambda draft: set_grade(draft, key, by="h", now=NOW)),
    st.sampled_from(["crime", "incident"]).map(lambda key: lambda draft: with_outcome(draft, key, REPORT, PROFILE)),
    st.sampled_from(["44", "105A"]).map(lambda code: lambda draft: add_crime(draft, code, REPORT)),
    st.just(removed),
    st.just(lambda draft: assess_again(draft, by="h", now=NOW)),
    st.sampled_from(["yes", "no", ""]).map(lambda told: lambda draft: with_answer(draft, "domestic/children", told)),
    st.sampled_from(["Probert", "Prior"]).map(corrected),
    st.sampled_from(["lock"]).map(lambda key: lambda draft: replace(draft, advice=with_tick(draft.advice, key))),
)


def as_sets(draft: Draft) -> Draft:
    """Checks and corrections have no order that means anything."""
    return replace(
        draft,
        checks=tuple(sorted(draft.checks, key=lambda check: check.key)),
        corrections=tuple(sorted(draft.corrections, key=lambda entry: entry.field)),
    )


@given(st.lists(CHANGES, max_size=STEPS))
def test_undoing_everything_gives_the_first_draft(changes: list[Change]) -> None:
    session = a_session()
    first = session.draft
    for number, change in enumerate(changes):
        session.change("x", f"k{number}", change)
    while session.undo() is not None:
        pass
    assert session.draft == first


@given(st.lists(CHANGES, min_size=1, max_size=8))
def test_one_undo_gives_the_draft_before(changes: list[Change]) -> None:
    session = a_session()
    before = session.draft
    for number, change in enumerate(changes):
        latest = session.draft
        if session.change("x", f"k{number}", change):
            before = latest
    if session.undo() is not None:
        assert session.draft is not None
        assert before is not None
        assert as_sets(session.draft) == as_sets(before)


def test_what_came_meanwhile_stays() -> None:
    session = a_session()
    session.change("words", "thrive/threat", lambda draft: with_words(draft, "threat", "now"))
    session.change("correction", "c", corrected("Probert"))
    first = session._stack().steps.pop(0)
    assert session.draft is not None
    after = first.back(session.draft)
    assert after.thrive == {}
    assert [entry.value for entry in after.corrections] == ["Probert"]


def test_typing_on_is_one_step_until_the_field_is_left() -> None:
    session = a_session()
    for words in ("a", "ab", "abc"):
        session.change("words", "t", lambda draft, words=words: with_words(draft, "threat", words), typing=True)
    session.seal()
    session.change("words", "t", lambda draft: with_words(draft, "threat", "abcd"), typing=True)
    session.undo()
    assert session.draft is not None
    assert session.draft.thrive == {"threat": "abc"}
    session.undo()
    assert session.draft.thrive == {}


def test_only_thirty_steps_are_kept() -> None:
    session = a_session()
    for number in range(STEPS + 5):
        session.change("w", f"k{number}", lambda draft, number=number: with_words(draft, "threat", str(number)))
    undone = 0
    while session.undo() is not None:
        undone += 1
    assert undone == STEPS


def test_each_report_keeps_its_own_steps() -> None:
    session = a_session()
    first = session.draft
    assert first is not None
    session.change("grade", "grade", lambda draft: set_grade(draft, "emergency", by="h", now=NOW))
    graded = session.draft
    assert graded is not None
    session.open(empty_draft(a_report(2).report_id, 1))
    assert session.undo_label == ""
    session.open(graded)
    assert session.undo_label == "grade"
    session.undo()
    assert session.draft == first


def test_a_change_that_changes_nothing_is_no_step() -> None:
    session = a_session()
    assert not session.change("grade", "grade", lambda draft: draft)
    assert session.undo() is None


def test_the_stores_copy_brings_its_revision_and_takes_no_words() -> None:
    session = a_session()
    stored = session.draft
    assert stored is not None
    session.change("words", "t", lambda draft: with_words(draft, "threat", "typed meanwhile"))
    session.saved(replace(stored, revision=7))
    assert session.draft is not None
    assert session.draft.revision == 7
    assert session.draft.thrive == {"threat": "typed meanwhile"}
