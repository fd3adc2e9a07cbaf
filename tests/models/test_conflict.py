"""Two people's work side by side: nothing that differs is passed over, and nothing is decided without a choice."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import NOW, a_draft, a_profile, a_report
from triage.models.additions import Addition, Source
from triage.models.conflict import Keep, differences, merged
from triage.models.draft import CheckRecord, CheckState, Correction, CrimeLine, Draft, IncidentLine
from triage.models.errors import InputError
from triage.models.ids import PersonKey
from triage.models.outcome_draft import AttachTo, Handover, Question

REPORT, PROFILE = a_report(1), a_profile()
BASE = a_draft(REPORT)
COMPARED = {
    "corrections", "checks", "thrive", "overall_risk", "grade", "grade_reason", "crimes", "incident", "advice",
    "outcome", "reason", "rationale", "question", "handover", "attach", "signpost", "additions", "merges", "answers",
    "thrive_levels",
}  # fmt: skip
ASIDE = {
    "report_id", "base_version", "revision", "assessed_by", "assessed_at", "graded_by", "earlier", "set_grades",
    "lookups",
}  # fmt: skip
"""What nobody chooses: whose report it is, and what was known or done before; mine stays mine."""


def correction(value: str, field: str = "people/p1/surname") -> Correction:
    return Correction(field=field, original="Hughs", value=value, by="Ann", at=NOW)


def an_addition(key: str, words: str) -> Addition:
    return Addition(key=key, room="people", role="suspect", source=Source(quote=words, start=0, end=3), by="A", at=NOW)


TEXTS = st.sampled_from(["", "One line.", "Another line.", "One line.\nAnd more."])
KEYS = st.sampled_from(["a", "b", "c"])
DRAFTS = st.builds(
    lambda changes: replace(BASE, **changes),
    st.fixed_dictionaries(
        {},
        optional={
            "corrections": st.lists(TEXTS.map(correction), max_size=1).map(tuple),
            "checks": st.lists(
                st.builds(lambda result: CheckRecord(key="repeat", state=CheckState.DONE, result=result), TEXTS),
                max_size=1,
            ).map(tuple),
            "thrive": st.dictionaries(KEYS, TEXTS.filter(bool)),
            "answers": st.dictionaries(KEYS, TEXTS.filter(bool)),
            "thrive_levels": st.dictionaries(KEYS, KEYS),
            "grade": KEYS,
            "grade_reason": TEXTS,
            "overall_risk": KEYS,
            "outcome": KEYS,
            "reason": KEYS,
            "rationale": TEXTS,
            "advice": st.lists(KEYS, unique=True).map(tuple),
            "signpost": st.lists(KEYS, unique=True).map(tuple),
            "incident": st.builds(IncidentLine, category=KEYS),
            "crimes": st.lists(st.sampled_from(["8Q", "30C"]), unique=True, max_size=2).map(
                lambda codes: tuple(CrimeLine(key=f"crime-{n}", class_code=code) for n, code in enumerate(codes, 1))
            ),
            "attach": st.sampled_from([None, AttachTo(reference="CR/1"), AttachTo(reference="CR/2")]),
            "handover": st.sampled_from([None, Handover(to="roads", why="Theirs.")]),
            "question": st.sampled_from([None, Question(address="a@b.example", text="When?")]),
            "additions": st.lists(TEXTS.map(lambda words: an_addition("a1", words)), max_size=1).map(tuple),
        },
    ),
)


def test_every_part_of_a_draft_is_compared_or_left_on_purpose() -> None:
    assert {field.name for field in fields(Draft)} == COMPARED | ASIDE


@given(DRAFTS, DRAFTS)
def test_mine_stays_mine_and_theirs_becomes_theirs(mine: Draft, theirs: Draft) -> None:
    found = differences(mine, theirs, REPORT, PROFILE)
    assert merged(mine, theirs, PROFILE, {one.key: Keep.MINE for one in found}) == mine
    taken = merged(mine, theirs, PROFILE, {one.key: Keep.THEIRS for one in found})
    assert differences(taken, theirs, REPORT, PROFILE) == ()


@given(DRAFTS, DRAFTS)
def test_both_keeps_every_word_of_both(mine: Draft, theirs: Draft) -> None:
    found = differences(mine, theirs, REPORT, PROFILE)
    made = merged(mine, theirs, PROFILE, {one.key: one.options[-1] for one in found})
    for one in found:
        if one.key in ("rationale", "grade_reason") and one.both:
            lines = getattr(made, one.key).splitlines()
            assert {*getattr(mine, one.key).splitlines(), *getattr(theirs, one.key).splitlines()} == set(lines)
        if one.key in ("advice", "signpost") and one.both:
            assert set(getattr(made, one.key)) == {*getattr(mine, one.key), *getattr(theirs, one.key)}
        if one.key == "crimes" and one.both:
            assert len({line.key for line in made.crimes}) == len(made.crimes)
            codes = {line.class_code for draft in (mine, theirs) for line in draft.crimes}
            assert {line.class_code for line in made.crimes} == codes


@given(DRAFTS, DRAFTS)
def test_nothing_is_decided_without_a_choice(mine: Draft, theirs: Draft) -> None:
    found = differences(mine, theirs, REPORT, PROFILE)
    if not found:
        assert merged(mine, theirs, PROFILE, {}) == mine
        return
    with pytest.raises(InputError) as refused:
        merged(mine, theirs, PROFILE, {})
    assert [error.pointer for error in refused.value.errors] == [one.key for one in found]


def test_two_outcomes_cannot_both_stand() -> None:
    mine, theirs = replace(BASE, outcome="crime"), replace(BASE, outcome="no_crime")
    with pytest.raises(InputError):
        merged(mine, theirs, PROFILE, {"outcome": Keep.BOTH})


def test_who_corrected_a_field_is_no_difference() -> None:
    mine = replace(BASE, corrections=(correction("Hughes"),))
    theirs = replace(BASE, corrections=(replace(correction("Hughes"), by="Bob"),))
    assert differences(mine, theirs, REPORT, PROFILE) == ()


def test_corrections_of_an_added_person_go_with_the_person() -> None:
    mine = replace(
        BASE, additions=(an_addition("a1", "Big Dave"),), corrections=(correction("Dave", "people/a1/given"),)
    )
    theirs = replace(BASE, corrections=(correction("Hughes"),))
    keys = [one.key for one in differences(mine, theirs, REPORT, PROFILE)]
    assert keys == ["corrections/people/p1/surname", "additions"]
    choices = {"corrections/people/p1/surname": Keep.THEIRS, "additions": Keep.THEIRS}
    made = merged(mine, theirs, PROFILE, choices)
    assert (made.additions, [one.field for one in made.corrections]) == ((), ["people/p1/surname"])


def test_the_same_crime_twice_is_one() -> None:
    line: dict[str, Any] = {"class_code": "8Q", "victim": PersonKey("p1")}
    mine = replace(BASE, crimes=(CrimeLine(key="crime-1", principal=True, **line),))
    theirs = replace(
        BASE, crimes=(CrimeLine(key="crime-1", **line), CrimeLine(key="crime-2", class_code="30C", principal=True))
    )
    made = merged(mine, theirs, PROFILE, {"crimes": Keep.BOTH})
    assert [(one.class_code, one.principal) for one in made.crimes] == [("8Q", True), ("30C", False)]
