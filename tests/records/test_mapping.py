"""Mapping files: what is wrong is named by key and line, and whatever a report says comes out whole or is refused."""

from __future__ import annotations

import json
from datetime import UTC
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.architecture.source import ROOT
from tests.builders import a_decision, a_draft, a_person, a_profile, a_report
from triage.models.errors import InputError
from triage.models.ids import OpId
from triage.records.document import as_supplement, build_documents, to_json
from triage.records.mapped.answers import at, made_by, read_answer
from triage.records.mapped.dates import written
from triage.records.mapped.markup import read_xml, write_xml
from triage.records.mapped.reading import load_mapping
from triage.records.mapped.rendering import Node
from triage.records.mapped.shape import AnswerShape, Mapping
from triage.records.mapped.writing import Unfit, Writer, filled

KEY = OpId("00000000-0000-4000-8000-000000000001")
HEAD = 'name = "Test"\nformat = "json"\n[codes.grade]\nscheduled = 3\n'
TAIL = '[create.answer]\nreference = "number"\n'


def mapping_with(*lines: str, more: str = "") -> Mapping:
    fields = "\n".join(f"  {{ {line} }}," for line in lines)
    text = f'{HEAD}{more}[[create]]\npath = "/records"\nfields = [\n{fields}\n]\n{TAIL}'
    return load_mapping(text, source="test.toml")


def sent(mapping: Mapping, **changes: Any) -> Any:
    report = a_report(**changes)
    body = to_json(build_documents(report, a_decision(report, a_draft(report)), a_profile())["crime"])
    return json.loads(Writer(mapping, {}).create(body, KEY).content)


def refused(*lines: str, more: str = "") -> str:
    with pytest.raises(InputError) as caught:
        mapping_with(*lines, more=more)
    return caught.value.what


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ('their = "a", our = "people[victim].surnme"', "the record has no “surnme” there; the nearest is “surname”"),
        ('their = "a", our = "people.surname"', "people is a list; say which one, for instance people[0]"),
        ('their = "a", our = "people"', "people is a list; write each = “people”"),
        ('their = "a", our = "report.when"', "has parts; say which one: start, end, exact"),
        ('their = "a", our = ".surname"', "there is none here; leave the dot out"),
        ('their = "a", our = "report.title", always = "x"', "has our and always; keep one of them"),
        ('their = "a"', "needs one of our, always"),
        ('their = "a//b", our = "force"', "empty between two “/”"),
        ('their = "a", our = "force", codes = "grades"', "there is no table [codes.grades]; there are: grade"),
        ('their = "a", our = "report.when.start.at", date = "DD/MM/YYYY hh:mm"', "may be a date without a time"),
        ('their = "a", our = "submission.submitted.at", date = "dd.MM.jjjj"', "is not known; allowed are YYYY"),
        ('their = "a", our = "force", when = "what is this"', "the record has no “what” there"),
        ('their = "a", our = "force", cut = true', "needs longest beside it"),
        ('their = "a", each = "report.title", our = "."', "report.title is no list; use our in place of each"),
        ('their = "a", ours = "force"', "unknown key; allowed are their, our"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_by_key_and_line_with_what_to_do(line: str, told: str) -> None:
    said = refused('their = "z", our = "force"', line)
    assert told in said
    assert "create[0].fields[1]" in said
    assert "line 9: " in said


def test_calls_that_cannot_be_are_told() -> None:
    base = 'their = "z", our = "force"'
    assert "must hold {external_reference}" in refused(base, more='[find]\npath = "/x"\n')
    assert "“{surname}” is not known here" in refused(
        base, more='[find]\npath = "/x?a={external_reference}&b={surname}"\n'
    )
    assert "the key is not sent" in refused(base, more="[manners]\nidempotent = true\n")
    assert "not an HTTP status" in refused(base, more='[statuses]\n4xx = "busy"\n')
    assert "needs [read]" in refused(
        base,
        more='[supplement]\npath = "/x"\nif_match = true\nfields = [{ their = "a", our = "force" }]\n'
        '[supplement.answer]\nreference = "n"\n',
    )


@pytest.mark.parametrize("name", ["larkmoor.toml", "hollin.toml"])
def test_the_worked_mappings_can_be_used(name: str) -> None:
    folder = ROOT / "docs" / "mappings"
    files = {path.name: path.read_text("utf-8") for path in folder.iterdir()}
    Writer(load_mapping(files[name], source=name), files).ready()


def test_each_way_of_a_line() -> None:
    mapping = mapping_with(
        'their = "a/b", our = "people[victim].surname"',
        'their = "a/c", always = 7',
        'their = "d", first_of = ["report.when.end.at", "report.when.start.at"], date = "DD.MM.YY"',
        'their = "e", join = ["places[0].town", "places[0].postcode"], between = ", "',
        'their = "f", our = "decision.grade.key", codes = "grade"',
        'their = "g", our = "report.when.end.at", otherwise = "never"',
        'their = "h", our = "force", when = "people[suspect]"',
        'their = "i", each = "people", fields = [{ their = "j", each = ".roles", our = "." }]',
        'their = "k", our = "report.title", longest = 3, cut = true',
        'their = "l", our = "places[=report.kind].town"',
    )
    assert sent(mapping) == {
        "a": {"b": "Probart", "c": 7}, "d": "19.11.26", "e": "Aberwen, AB1 2CD", "f": 3, "g": "never",
        "i": [{"j": ["reporter", "victim"]}], "k": "Th…",
    }  # fmt: skip


text = st.text(st.characters(exclude_categories=("Cs",)), max_size=60)


@given(surname=text, narrative=text, given_name=text)
def test_whatever_was_told_arrives_as_it_was_told(surname: str, narrative: str, given_name: str) -> None:
    mapping = mapping_with(
        'their = "n", our = "report.narrative"',
        'their = "p", each = "people", fields = [{ their = "s", our = ".surname" }, { their = "g", our = ".given" }]',
    )
    made = sent(mapping, narrative=narrative, people=(a_person(surname=surname, given=given_name),))
    person = made.get("p", [{}])[0]
    assert made.get("n", "") == narrative
    assert (person.get("s", ""), person.get("g", "")) == (surname, given_name)


@given(value=text, longest=st.integers(1, 40))
def test_a_text_that_is_too_long_is_refused_and_never_shortened_in_silence(value: str, longest: int) -> None:
    mapping = mapping_with(
        'their = "n", our = "report.narrative"' + f", longest = {longest}", 'their = "f", our = "force"'
    )
    if len(value) <= longest:
        assert sent(mapping, narrative=value).get("n", "") == value
        return
    with pytest.raises(Unfit) as caught:
        sent(mapping, narrative=value)
    assert caught.value.reply.errors[0].pointer == "/report/narrative"


@given(values=st.lists(text, min_size=1, max_size=4), attribute=text)
def test_xml_gives_back_what_was_put_in(values: list[str], attribute: str) -> None:
    root = Node("R")
    root.children = [Node("@a", attribute), *(Node("V", value, many=True) for value in values)]
    body = write_xml(root, "urn:x")
    read = read_xml(body)
    assert set(read) == {"@a", "V"}
    got = read["V"] if isinstance(read["V"], list) else [read["V"]]
    assert len(got) == len(values)
    for was, now in zip(values, got, strict=True):
        assert now == was.replace("\r\n", "\n").replace("\r", "\n").strip() or any(
            ord(sign) < 32 or ord(sign) > 0xFFFD for sign in was
        )


@given(body=st.binary(max_size=80), path=st.text("ab/0@#", max_size=12))
def test_no_answer_breaks_the_reading_of_answers(body: bytes, path: str) -> None:
    value = read_answer(body)
    at(value, path)
    made = made_by(AnswerShape(record_id=path, reference="a", each=path, deliverable="b"), value, "", ("crime-1",))
    assert made.receipt is None or made.receipt.references


@pytest.mark.parametrize("body", [b"{}", b'{"error": 1}', b"[]", b"<html/>", b"null", b'"x"', b""])
def test_a_strangers_answer_never_says_that_nothing_is_there(body: bytes) -> None:
    shape = AnswerShape(each="items/0/offences", reference="number", record_id="items/0/id")
    assert not made_by(shape, read_answer(body), "", ("crime-1",)).empty


def test_a_document_type_is_not_read() -> None:
    assert read_answer(b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>') is None


@given(moment=st.datetimes(timezones=st.just(UTC)))
def test_a_time_is_written_by_the_pattern(moment: Any) -> None:
    made = written(moment.isoformat(), "YYYY-MM-DDThh:mm:ssZ", "Europe/London")
    assert made == f"{moment.year:04d}" + moment.strftime("-%m-%dT%H:%M:%SZ")


def test_summer_is_an_hour_on() -> None:
    assert written("2026-07-01T10:00:00Z", "DD/MM/YYYY hh:mm", "Europe/London") == "01/07/2026 11:00"


@given(value=text)
def test_what_goes_into_an_address_cannot_change_it(value: str) -> None:
    path = filled("/a/{x}/b?c={x}&d={y}", {"x": value, "y": ""})
    head, _, query = path.partition("?")
    assert head.count("/") == 3
    assert query.count("&") == 0
    assert "#" not in path


def test_an_addition_gives_no_number_to_a_crime_that_is_new_in_it() -> None:
    more = (
        '[supplement]\npath = "/records/{record_id}"\nfields = [{ their = "a", our = "report.narrative" }]\n'
        '[supplement.answer]\nreference = "n"\n'
    )
    mapping = mapping_with('their = "z", our = "force"', more=more)
    report = a_report()
    whole = build_documents(report, a_decision(report, a_draft(report)), a_profile())["crime"]
    added = as_supplement(whole, {"crime-9": "R1"})
    assert [one.key for one in added.deliverables] == ["supplement", "crime-1"]
    written = Writer(mapping, {}).supplement("R1", to_json(added), KEY)
    assert (written.path, written.deliverables) == ("/records/R1", ("supplement",))
