"""Additions, corrections and merges laid over a report; the original stays, everything can be taken back."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.builders import NOW, a_decision, a_draft, a_person, a_profile, a_report
from triage.models import codec
from triage.models.additions import Room, Source
from triage.models.composed import (
    add_crime_from,
    add_thing,
    composed,
    merge_people,
    remove_thing,
    separate_people,
    unmerged,
)
from triage.models.corrections import original_of
from triage.models.draft import Correction, Draft, empty_draft
from triage.models.ids import PersonKey
from triage.models.person import Contact
from triage.models.report import Report
from triage.records.document import build_documents
from triage.records.preview import preview_sections


def source(words: str, start: int = 3) -> Source:
    return Source(quote=words, start=start, end=start + len(words), version=1)


def added(room: Room, words: str, role: str = "", draft: Draft | None = None) -> tuple[Report, Draft]:
    report = a_report()
    draft, _ = add_thing(draft or a_draft(report), report, room, role, source(words), by="R. Adeyemi", at=NOW)
    return report, draft


def two() -> Report:
    first = a_person("p1", roles=("victim",), given="Dan", surname="Probart", born="", contacts=())
    second = a_person(
        "p2", roles=("witness",), given="Daniel", surname="Probart", born="1980-01-02",
        contacts=(Contact(kind="phone", value="07700 900123"),),
    )  # fmt: skip
    return a_report(people=(first, second))


@pytest.mark.parametrize(
    ("words", "name", "description"),
    [
        ("Liam Porter", "Liam Porter", ""),
        ("Mr Porter", "Mr Porter", ""),
        ("Seán O’Hara-Jones", "Seán O’Hara-Jones", ""),
        ("my ex partner", "Name not given", "my ex partner"),
    ],
)
def test_a_person_is_made_of_a_name_or_of_a_description(words: str, name: str, description: str) -> None:
    report, draft = added("people", words, "suspect")
    made = composed(report, draft).people[-1]
    assert (made.name, made.description, made.roles) == (name, description, ("suspect",))
    assert composed(report, replace(draft, additions=())) == composed(report, a_draft(report))


def test_an_added_thing_is_corrected_beside_the_words_it_came_from() -> None:
    report, draft = added("vehicles", "te57 vrm", "suspect")
    field = "vehicles/a1/registration"
    assert original_of(unmerged(report, draft), field) == "TE57 VRM"
    mended = Correction(field=field, original="TE57 VRM", value="TE57 VRN", by="h1", at=NOW)
    assert composed(report, replace(draft, corrections=(mended,))).vehicles[-1].registration == "TE57 VRN"


def test_removing_an_added_person_leaves_nothing_that_names_it() -> None:
    _, draft = added("people", "Liam Porter", "victim")
    draft = merge_people(draft, PersonKey("p1"), PersonKey("a1"), by="h1", at=NOW)
    after = remove_thing(draft, "people/a1")
    assert (after.additions, after.merges) == ((), ())
    assert "a1" not in codec.encode(after.crimes).decode()


def test_two_people_are_one_with_both_names_and_apart_again() -> None:
    report = two()
    draft = merge_people(empty_draft(report.report_id, 1), PersonKey("p1"), PersonKey("p2"), by="h1", at=NOW)
    (one,) = composed(report, draft).people
    assert (one.name, one.aliases, one.born) == ("Dan Probart", ("Daniel Probart",), "1980-01-02")
    assert one.roles == ("victim", "witness")
    assert [contact.value for contact in one.contacts] == ["07700 900123"]
    assert composed(report, separate_people(draft, PersonKey("p1"))) == report


def test_nobody_is_joined_twice_or_with_themselves() -> None:
    draft = empty_draft(two().report_id, 1)
    assert merge_people(draft, PersonKey("p1"), PersonKey("p1"), by="h1", at=NOW) == draft
    once = merge_people(draft, PersonKey("p1"), PersonKey("p2"), by="h1", at=NOW)
    assert merge_people(once, PersonKey("p2"), PersonKey("p1"), by="h1", at=NOW) == once


def test_records_are_sent_additions_and_merges_with_their_words() -> None:
    report = two()
    draft = replace(a_draft(report), crimes=())
    draft, _ = add_thing(draft, report, "property", "stolen", source("bike"), by="R. Adeyemi", at=NOW)
    draft = add_crime_from(draft, "44", report, source("took it", 40))
    draft = merge_people(draft, PersonKey("p1"), PersonKey("p2"), by="R. Adeyemi", at=NOW)
    decision = a_decision(report, draft=draft)
    document = build_documents(report, decision, a_profile())["control"]
    assert [(part.thing, part.words, part.start) for part in document.additions] == [
        ("property/a1", "bike", 3),
        ("crimes/crime-1", "took it", 40),
    ]
    assert document.property[-1].kind == "bike"
    assert document.people[0].aliases == ("Daniel Probart",)
    assert document.merges[0].gone.born == "1980-01-02"
    shown = {section.title: section.rows for section in preview_sections({"control": document}, a_profile())}
    assert ("One person", "Dan Probart and Daniel Probart, joined by R. Adeyemi") in shown[
        "Made from the report’s words"
    ]


def test_a_draft_of_an_older_desk_still_decodes() -> None:
    old = codec.encode({"report_id": "r", "thrive": {}, "crimes": [{"key": "crime-1", "class_code": "44"}]})
    assert codec.decode(Draft, old).additions == ()
