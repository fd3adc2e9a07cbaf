"""The record document: complete, corrected, canonical, and valid by the schema that is committed."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from tests.builders import NOW, a_decision, a_draft, a_person, a_profile, a_report
from triage.models.codec import sha256
from triage.models.decision import Decision, Deliverable
from triage.models.draft import Correction, CrimeLine
from triage.models.errors import BugError, InputError
from triage.models.grading import assess_again
from triage.models.questions import Question, QuestionSet
from triage.models.report import Report
from triage.models.resources import read_resource
from triage.records.document import build_documents, from_json, preview_sections, to_json
from triage.records.schema import schema_text

SCHEMA = json.loads(read_resource("schemas/record-1.schema.json"))
VALID = Draft202012Validator(SCHEMA)


def as_json(report: Report, decision: Decision, destination: str = "crime") -> dict[str, Any]:
    read: dict[str, Any] = json.loads(to_json(build_documents(report, decision, a_profile())[destination]))
    return read


def correction(field: str, original: str, value: str) -> Correction:
    return Correction(field=field, original=original, value=value, by="h1", at=NOW)


def test_answers_levels_and_earlier_assessments_go_with_the_decision() -> None:
    report = a_report()
    first = assess_again(a_draft(report, assessed_by="K. Shah", assessed_at=NOW), by="h1", now=NOW, why="Arrested")
    draft = replace(
        first,
        thrive={"threat": "None now", "harm": "Loss"},
        thrive_levels={"harm": "low"},
        overall_risk="low",
        grade="scheduled",
        answers={"cycle/seen": "2026-11-19", "cycle/lock": "no", "cycle/marks": "blue tape"},
    )
    marks = Question(key="marks", text="Marks?", type="text", asked_if="lock = yes")
    seen = Question(key="seen", text="Last seen", type="date")
    lock = Question(key="lock", text="Locked?", type="yes_no")
    asked = QuestionSet(key="cycle", name="Cycle", kinds=("theft",), ask=(seen, lock, marks))
    profile = a_profile(questions=(asked,))
    decision = replace(a_decision(report, draft, profile), approval="Scheduled is below Emergency.")
    told = json.loads(to_json(build_documents(report, decision, profile)["crime"]))
    VALID.validate(told)
    made = told["decision"]
    assert [(one["question"], one["words"]) for one in made["answers"]] == [
        ("Last seen", "19 November 2026"), ("Locked?", "No"),
    ]  # fmt: skip
    assert [one["level"] for one in made["thrive"]] == [None, {"key": "low", "name": "Low"}]
    earlier = made["earlier"][0]
    assert (earlier["by"], earlier["why"], earlier["grade"]["name"]) == ("K. Shah", "Arrested", "Scheduled")
    assert made["approval"] == "Scheduled is below Emergency."
    shown = {
        section.title: dict(section.rows)
        for section in preview_sections(build_documents(report, decision, profile), profile)
    }
    assert shown["Questions"] == {"Last seen": "19 November 2026", "Locked?": "No"}
    assert "Loss of a bicycle" in next(iter(shown["Earlier assessments"].values()))


def test_the_committed_schema_is_the_one_of_the_types() -> None:
    assert read_resource("schemas/record-1.schema.json") == schema_text()


def test_the_schema_is_a_schema() -> None:
    Draft202012Validator.check_schema(SCHEMA)


def test_each_destination_is_sent_its_own_deliverables() -> None:
    report = a_report()
    documents = build_documents(report, a_decision(report), a_profile())
    assert {key: [entry.key for entry in document.deliverables] for key, document in documents.items()} == {
        "control": ["incident"],
        "crime": ["crime-1"],
    }


def test_all_documents_of_a_report_carry_its_one_external_reference() -> None:
    report = a_report()
    documents = build_documents(report, a_decision(report), a_profile())
    assert {document.external_reference for document in documents.values()} == {report.report_id}


def test_a_corrected_surname_is_sent_and_the_original_is_named_beside_it() -> None:
    report = a_report()
    mended = a_draft(report, corrections=(correction("people/p1/surname", "Probart", "Probert"),))
    sent = as_json(report, a_decision(report, mended))
    assert sent["people"][0]["surname"] == "Probert"
    assert sent["corrections"] == [
        {
            "field": "people/p1/surname",
            "original": "Probart",
            "value": "Probert",
            "by": "h1",
            "at": "2026-11-20T06:00:00Z",
        }
    ]


def test_a_correction_does_not_touch_the_report() -> None:
    report = a_report()
    mended = a_draft(report, corrections=(correction("people/p1/surname", "Probart", "Probert"),))
    build_documents(report, a_decision(report, mended), a_profile())
    assert report.people[0].surname == "Probart"


def test_a_correction_of_nothing_that_can_be_corrected_is_refused() -> None:
    report = a_report()
    with pytest.raises(InputError):
        build_documents(
            report, a_decision(report, a_draft(report, corrections=(correction("ship/1", "", "x"),))), a_profile()
        )


def test_a_crime_carries_the_counting_rule_and_words_of_its_class() -> None:
    report = a_report()
    crime = as_json(report, a_decision(report))["deliverables"][0]["crime"]
    assert crime == {
        "class_code": "44",
        "class_name": "Theft of pedal cycle",
        "counting_rule": "One crime for each theft",
        "counted_per": "incident",
        "victim": "p1",
        "place": "l1",
        "principal": True,
        "note": "",
    }


def test_the_incident_carries_category_and_qualifiers_in_words() -> None:
    report = a_report()
    incident = as_json(report, a_decision(report), "control")["deliverables"][0]["incident"]
    assert incident == {
        "category": {"key": "transport", "name": "Transport"},
        "qualifiers": [{"key": "youth", "name": "Youth"}],
    }


def test_several_crimes_of_one_report_are_one_document() -> None:
    report = a_report()
    lines = (
        *a_draft(report).crimes,
        CrimeLine(key="crime-2", class_code="105A", victim=report.people[0].key, note="Pushed over"),
    )
    sent = as_json(report, a_decision(report, a_draft(report, crimes=lines)))
    assert [(entry["key"], entry["crime"]["note"]) for entry in sent["deliverables"]] == [
        ("crime-1", ""),
        ("crime-2", "Pushed over"),
    ]


def test_thrive_is_sent_in_the_order_of_the_force_with_old_letters_last() -> None:
    report = a_report()
    draft = a_draft(report, thrive={"gone": "Old words", "harm": "Loss", "threat": "None"})
    sent = as_json(report, a_decision(report, draft))
    assert [letter["key"] for letter in sent["decision"]["thrive"]] == ["threat", "harm", "gone"]


def test_a_person_is_sent_with_the_line_of_the_address() -> None:
    report = a_report()
    assert (
        as_json(report, a_decision(report))["people"][0]["address"] == "Orme Baths, 1 Example Street, Aberwen, AB1 2CD"
    )


def test_ip_address_and_browser_are_not_sent() -> None:
    report = a_report()
    told = replace(report.submission, ip_address="192.0.2.7", user_agent="Browser/1")
    sent = to_json(build_documents(replace(report, submission=told), a_decision(report), a_profile())["crime"])
    assert b"192.0.2.7" not in sent
    assert b"Browser/1" not in sent


def test_the_same_decision_gives_the_same_bytes() -> None:
    report = a_report()
    decision = a_decision(report)
    first, second = (build_documents(report, decision, a_profile())["crime"] for _ in range(2))
    assert sha256(to_json(first)) == sha256(to_json(second))


def test_a_document_reads_back_as_it_was() -> None:
    report = a_report()
    document = build_documents(report, a_decision(report), a_profile())["crime"]
    assert from_json(to_json(document)) == document


def test_a_decision_about_another_report_is_a_bug() -> None:
    with pytest.raises(BugError):
        build_documents(a_report(2), a_decision(a_report(1)), a_profile())


def test_a_decision_that_delivers_nothing_gives_no_document() -> None:
    report = a_report()
    assert build_documents(report, a_decision(report, deliverables=()), a_profile()) == {}


WORDS = st.text(st.characters(exclude_categories=("Cs",)), max_size=40)
KEYS = st.text(st.characters(categories=("Ll", "Nd")), min_size=1, max_size=8)


@st.composite
def decided(draw: st.DrawFn) -> tuple[Report, Decision]:
    """Any report with any words, and a decision with any deliverables to any destinations."""
    people = tuple(
        a_person(
            key,
            given=draw(WORDS),
            surname=draw(WORDS),
            age=draw(st.none() | st.integers(0, 200)),
            under_18=draw(st.none() | st.booleans()),
            place_key=draw(st.sampled_from(["", "l1", "nowhere"])),
            contacts=draw(st.sampled_from([(), a_person().contacts])),
        )
        for key in draw(st.lists(KEYS, unique=True, max_size=3))
    )
    report = a_report(
        people=people,
        narrative=draw(WORDS),
        when=draw(st.sampled_from([None, a_report().when])),
        attachments=draw(st.sampled_from([(), a_report().attachments])),
    )
    made = [
        Deliverable(
            key=key,
            kind=draw(st.sampled_from(["incident", "crime", "collision", "missing_person"])),
            destination=draw(st.sampled_from(["control", "crime", "collisions"])),
            class_code=draw(st.sampled_from(["", "44", "unknown"])),
            victim=draw(st.sampled_from(["", "p1"])),
        )
        for key in draw(st.lists(KEYS, unique=True, max_size=6))
    ]
    draft = a_draft(report, rationale=draw(WORDS), thrive=draw(st.dictionaries(KEYS, WORDS, max_size=4)))
    return report, a_decision(report, draft, deliverables=tuple(made))


@given(decided())
def test_every_deliverable_is_in_exactly_one_document(both: tuple[Report, Decision]) -> None:
    report, decision = both
    documents = build_documents(report, decision, a_profile())
    sent = [(key, entry.key) for key, document in documents.items() for entry in document.deliverables]
    assert sorted(sent) == sorted((entry.destination, entry.key) for entry in decision.deliverables)


@given(decided())
def test_every_document_encodes_and_is_valid(both: tuple[Report, Decision]) -> None:
    report, decision = both
    for document in build_documents(report, decision, a_profile()).values():
        body = to_json(document)
        assert [error.message for error in VALID.iter_errors(json.loads(body))] == []
        assert from_json(body) == document
