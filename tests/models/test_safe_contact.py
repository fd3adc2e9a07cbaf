"""Where somebody could be put at risk, only ways marked safe are used; the reason is told."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.builders import NOW, a_draft, a_person, a_profile, a_report
from triage.models.deciding import problems
from triage.models.draft import Correction
from triage.models.indicators import Assessment, RiskLevel
from triage.models.messages import Template
from triage.models.outcome_draft import Question
from triage.models.person import Contact
from triage.models.profile import ContactRules, Outcome
from triage.models.report import Report
from triage.models.safe_contact import Safety, guard_words, ways
from triage.models.wording import letter

RULES = ContactRules()
NOTHING = Assessment(level=RiskLevel.ROUTINE, score=0, thrive={})
EMAIL = "dilys@example.com"
ASK = Outcome(key="ask", name="Ask", digit="6", does="ask", then="awaiting_reporter")


def safety(report: Report, corrections: tuple[Correction, ...] = ()) -> dict[str, Safety]:
    return {way.address: way.safety for way in ways(report, NOTHING, RULES, corrections)}


def with_contacts(*contacts: Contact, **changes: Any) -> Report:
    return a_report(people=(a_person(contacts=contacts),), **changes)


def test_domestic_abuse_leaves_only_what_is_marked_safe() -> None:
    report = a_report(kind="domestic_abuse")
    assert safety(report) == {"07700 900123": Safety.SAFE, EMAIL: Safety.ASK}
    assert "domestic abuse" in guard_words(report, NOTHING, RULES)
    assert safety(a_report()) == {"07700 900123": Safety.SAFE, EMAIL: Safety.OPEN}


def test_one_way_called_unsafe_puts_the_others_on_their_guard() -> None:
    report = with_contacts(Contact(kind="phone", value="07700 900123", safe=False), Contact(kind="email", value=EMAIL))
    assert safety(report) == {"07700 900123": Safety.NEVER, EMAIL: Safety.ASK}


@pytest.mark.parametrize(("role", "expected"), [("suspect", Safety.NEVER), ("witness", Safety.ASK)])
def test_an_address_that_somebody_else_has_too(role: str, expected: Safety) -> None:
    shared = a_person("p2", roles=(role,), contacts=(Contact(kind="email", value=EMAIL.upper()),))
    assert safety(a_report(people=(a_person(), shared)))[EMAIL] is expected


def test_a_corrected_address_is_not_as_safe_as_the_one_it_replaces() -> None:
    report = with_contacts(Contact(kind="email", value=EMAIL, safe=True), kind="stalking")
    entry = Correction(field="people/p1/email", original=EMAIL, value="new@example.com", by="h1", at=NOW)
    (way,) = ways(report, NOTHING, RULES, (entry,))
    assert (way.address, way.known, way.safety) == ("new@example.com", False, Safety.ASK)


def test_asking_needs_a_safe_way_and_nothing_else() -> None:
    report, profile = a_report(kind="domestic_abuse"), a_profile(outcomes=(ASK,))
    asked = Question(template="ask_more", address=EMAIL, fields={"question": "When?"})
    draft = a_draft(report, outcome="ask", thrive={}, grade="", crimes=(), checks=(), question=asked)
    (problem,) = problems(report, draft, profile, NOTHING)
    assert problem.field == "outcome/safe"
    told = replace(draft, question=replace(asked, safe_reason="She said so on the telephone, alone."))
    assert problems(report, told, profile, NOTHING) == ()


def test_a_field_of_several_lines_goes_as_text() -> None:
    template = Template(
        key="k", language="en", name="K", subject="Report {reference}", body="Of {force}: {question}\n",
        fields=("question",),
    )  # fmt: skip
    one = letter(Question(fields={"question": "When?"}), template, a_report(), "Force")
    assert (one.subject, one.body, one.free) == ("Report TYA-1-26-0100-000", "Of Force: When?\n", False)
    two = letter(Question(fields={"question": "When?\nWhere?"}), template, a_report(), "Force")
    assert (two.subject, two.free) == ("About your report TYA-1-26-0100-000", True)
    assert letter(Question(fields={}), template, a_report(), "Force").missing == ("question",)
