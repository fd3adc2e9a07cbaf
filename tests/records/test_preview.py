"""The panel that shows exactly what will be sent."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.builders import NOW, a_decision, a_draft, a_person, a_profile, a_report
from triage.models.answer import Moment
from triage.models.decision import Decision
from triage.models.draft import Correction, CrimeLine
from triage.models.report import Report, When
from triage.records.document import PreviewSection, build_documents, preview_sections


def preview(report: Report, decision: Decision | None = None) -> dict[str, PreviewSection]:
    documents = build_documents(report, decision or a_decision(report), a_profile())
    return {section.title: section for section in preview_sections(documents, a_profile())}


def test_destinations_come_first_by_name() -> None:
    titles = list(preview(a_report()))
    assert titles[:3] == ["To Command and control", "To Crime records", "Decision"]


def test_what_both_destinations_are_sent_is_shown_once() -> None:
    report = a_report()
    documents = build_documents(report, a_decision(report), a_profile())
    titles = [section.title for section in preview_sections(documents, a_profile())]
    assert titles.count("Report") == 1


def test_two_people_who_look_alike_are_both_shown() -> None:
    report = a_report(people=(a_person("p1"), a_person("p2")))
    documents = build_documents(report, a_decision(report), a_profile())
    titles = [section.title for section in preview_sections(documents, a_profile())]
    assert titles.count("Person: reporter, victim") == 2


def test_a_crime_is_shown_with_class_victim_and_place() -> None:
    rows = dict(preview(a_report())["To Crime records"].rows)
    assert rows["Principal crime"] == "44 Theft of pedal cycle"
    assert rows["Victim"] == "Dilys Probart"
    assert rows["At"] == "Orme Baths, 1 Example Street, Aberwen, AB1 2CD"


def test_a_second_crime_is_not_called_the_principal_one() -> None:
    report = a_report()
    crimes = (*a_draft(report).crimes, CrimeLine(key="crime-2", class_code="105A"))
    rows = preview(report, a_decision(report, a_draft(report, crimes=crimes)))["To Crime records"].rows
    assert ("Crime", "105A Assault without injury") in rows


def test_a_correction_is_shown_with_what_was_told() -> None:
    report = a_report()
    put_right = Correction(field="people/p1/surname", original="Probart", value="Probert", by="h1", at=NOW)
    shown = preview(report, a_decision(report, a_draft(report, corrections=(put_right,))))
    assert shown["Corrections"].rows == (("Surname", "“Probart” put right to “Probert” by h1"),)


def test_an_unsafe_contact_is_shown_as_one() -> None:
    unsafe = replace(a_person().contacts[0], safe=False)
    shown = preview(a_report(people=(a_person(contacts=(unsafe,)),)))
    assert ("Phone (NOT safe)", "07700 900123") in shown["Person: reporter, victim"].rows


@pytest.mark.parametrize(
    ("moment", "shown"),
    [
        (Moment(text="2026-07-01T11:00:00Z", at="2026-07-01T11:00:00Z"), "01 Jul 2026 12:00"),
        (Moment(text="1/7/26", at="2026-07-01"), "01 Jul 2026"),
        (Moment(text="tea time"), "tea time"),
        (Moment(text="soon", at="soon"), "soon"),
    ],
)
def test_times_are_london_s_or_as_told(moment: Moment, shown: str) -> None:
    rows = preview(a_report(when=When(start=moment)))["Report"].rows
    assert ("Happened from", shown) in rows


def test_what_was_not_told_takes_no_row() -> None:
    rows = [row for section in preview(a_report()).values() for row in section.rows]
    assert all(label and value for label, value in rows)


def test_the_whole_narrative_is_shown() -> None:
    words = "It went on. " * 400
    assert ("What happened", words) in preview(a_report(narrative=words))["Report"].rows
