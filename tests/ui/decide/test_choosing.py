"""Small rules of the decide column: finding crimes, keys of risk levels, reasons as stored, evidence offered."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import NOW, a_draft, a_profile, a_report
from triage.models.deciding import add_crime
from triage.models.draft import IncidentLine
from triage.models.grading import set_grade
from triage.models.profile import Choice, CrimeClass
from triage.models.profile_file import default_profile
from triage.ui.decide.crime_search import counting_rule, search
from triage.ui.decide.crimes import shortened
from triage.ui.decide.decided import decided_rows
from triage.ui.decide.edits import join_reason, split_reason, with_outcome, with_principal
from triage.ui.decide.evidence import unused
from triage.ui.decide.finder import search_choices
from triage.ui.decide.risk import letter_keys

REASONS = (Choice(key="passed", name="The threat has passed"), Choice(key="old", name="It happened some time ago"))


@pytest.mark.parametrize(
    ("typed", "first"),
    [("44", "44"), ("105", "105A"), ("cycle", "44"), ("theft ped", "44"), ("ASSAULT inj", "105A")],
)
def test_a_class_is_found_by_code_name_and_parts_of_words(typed: str, first: str) -> None:
    assert search(typed, a_report(), a_profile())[0].code == first


def test_a_class_is_found_by_the_words_people_use() -> None:
    shed = CrimeClass(code="28E", name="Burglary residential", per="victim", words=("shed",))
    profile = a_profile(crime_classes=(shed,))
    assert search("she", a_report(), profile)[0].code == "28E"


def test_nothing_typed_offers_what_the_kind_suggests() -> None:
    profile = default_profile()
    found = search("", a_report(kind="burglary"), profile)
    kind = profile.kind("burglary")
    assert kind is not None
    assert tuple(entry.code for entry in found) == kind.suggested_crimes


def test_no_match_is_empty() -> None:
    assert search("zzz", a_report(), a_profile()) == ()


@given(st.text(max_size=20))
def test_no_typing_breaks_the_search(text: str) -> None:
    search(text, a_report(), a_profile())
    search_choices(REASONS)(text)


def test_the_counting_rule_is_always_said() -> None:
    assert counting_rule(CrimeClass(code="1", name="x", per="vehicle")) == "One crime for each vehicle"
    assert counting_rule(CrimeClass(code="1", name="x", per="victim", counting="As told")) == "As told"


def test_each_risk_level_has_a_letter_of_its_own() -> None:
    levels = tuple(Choice(key=name.lower(), name=name) for name in ("High", "Medium", "Low", "Huge"))
    assert letter_keys(levels) == {"H": "high", "M": "medium", "L": "low", "U": "huge"}


@pytest.mark.parametrize(("key", "words"), [("passed", ""), ("passed", "spoke to her"), ("", "own words"), ("", "")])
def test_a_stored_reason_is_read_back(key: str, words: str) -> None:
    name = next((reason.name for reason in REASONS if reason.key == key), "")
    assert split_reason(join_reason(name, words), REASONS) == (key, words)


def test_another_grade_drops_the_reason_of_the_old_one() -> None:
    draft = a_draft(a_report(), grade_reason="It happened some time ago")
    assert set_grade(draft, "emergency", by="h1", now=NOW).grade_reason == ""
    assert set_grade(draft, draft.grade, by="h1", now=NOW) == draft


def test_an_outcome_that_registers_an_incident_fills_in_the_kinds_category() -> None:
    profile = default_profile()
    report = a_report(kind="burglary")
    draft = replace(a_draft(report), incident=IncidentLine())
    assert with_outcome(draft, "crime", report, profile).incident.category == "adm_crime"


def test_there_is_one_principal_crime() -> None:
    report = a_report()
    draft = with_principal(add_crime(a_draft(report), "105A", report), "crime-2")
    assert [line.principal for line in draft.crimes] == [False, True]


def test_evidence_that_was_used_is_not_offered_again() -> None:
    assert unused(("one", "two"), "I saw one") == ("two",)
    assert len(unused(tuple("abcdefghij"), "")) == 4


def test_a_decision_reads_as_rows() -> None:
    report = a_report()
    rows = {row.label: row.text for row in decided_rows(report, a_draft(report), a_profile())}
    assert rows["Outcome"] == "Accept as crime"
    assert rows["Crime"] == "44 Theft of pedal cycle · principal · Dilys Probart"
    assert rows["Checks"] == "1 done"


def test_a_long_address_keeps_its_postcode() -> None:
    assert shortened("Tanners Street, Pellow Bridge, EB6 2NW") == "Tanners Street, Pellow Bri…, EB6 2NW"
    assert shortened("8 Mill Rise, AB4 3ZZ") == "8 Mill Rise, AB4 3ZZ"
    assert shortened("x" * 40) == "x" * 35 + "…"
