"""Documents as they really come: odd types, odd names, missing parts. Nothing here is refused."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests import payloads
from tests.payloads import document, entity, raw, submission
from triage.models import codec
from triage.models.errors import InputError
from triage.models.report import Report
from triage.models.sdm import attachment_bytes, parse


def gap_keys(report: Report) -> set[str]:
    return {gap.key for gap in report.gaps}


@pytest.mark.parametrize("told", [True, "true", "True", "YES", "y", 1, "1"])
def test_yes_in_any_dress(told: Any) -> None:
    report = parse(raw(document({}, entity("person", "p1", {"under18": told}), victim=("person", "p1"))))
    assert report.people[0].under_18 is True


def test_names_are_matched_in_any_case_and_the_path_keeps_theirs() -> None:
    payload = {
        "DATA": {"Type": "Incident", "ID": "i1", "Attributes": {"INCIDENTdescription": "It broke."},
                 "Relationships": {"VICTIM": {"Data": {"Type": "PERSON", "Id": "P1"}}}},
        "Included": [{"Type": "Person", "Id": "p1", "Attributes": {"SurName": "Ŵyn"}}],
    }  # fmt: skip
    report = parse(raw(payload))
    assert (report.people[0].surname, report.people[0].roles) == ("Ŵyn", ("victim",))
    assert report.narrative_path == "/DATA/Attributes/INCIDENTdescription"


def test_a_bare_time_in_a_date_field_stays_words() -> None:
    report = parse(raw(document({"incidentEndDateTime": "22:30:00"})))
    assert report.when is not None
    assert report.when.end is not None
    assert (report.when.end.text, report.when.end.at) == ("22:30:00", None)
    assert "unread_time" in gap_keys(report)


def test_a_bare_time_beside_its_date_is_joined() -> None:
    report = parse(raw(document({"incidentStartDateTime": {"dateFrom": "2026-11-19", "timeFrom": "22:30"}})))
    assert report.when is not None
    assert report.when.start is not None
    assert report.when.start.at == "2026-11-19T22:30:00Z"


def test_both_values_of_a_doubled_name_are_kept() -> None:
    text = json.dumps(payloads.theft()).replace('"hadWeapon": false', '"hadWeapon": "knife", "hadWeapon": false')
    report = parse(text.encode())
    assert [one.raw for one in report.answers if one.path.endswith("/hadWeapon")] == [False, "knife"]
    assert "doubled_names" in gap_keys(report)


def test_numbers_that_are_none_keep_their_text() -> None:
    text = '{"data": {"type": "incident", "id": "i", "attributes": {"a": NaN, "b": -Infinity, "c": %s, "d": 1e999}}}'
    report = parse((text % ("9" * 5000)).encode())
    told = {one.path[-1]: one.raw for one in report.other if "/attributes/" in one.path}
    assert told == {"a": "NaN", "b": "-Infinity", "c": "9" * 5000, "d": "1e999"}
    assert "odd_numbers" in gap_keys(report)


def test_lone_surrogates_and_nul_are_shown_and_can_be_stored() -> None:
    text = json.dumps(document({"incidentDescription": "a\ud800b\0c"}, entity("thing", "x\udfff")))
    report = parse(text.encode())
    assert report.narrative == "a‹U+D800›b‹NUL›c"
    assert "unreadable_characters" in gap_keys(report)
    assert codec.decode(Report, codec.encode(report)) == report


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32"])
def test_unicode_encodings_are_read(encoding: str) -> None:
    text = json.dumps(document({"incidentDescription": "Tŷ coch £5"}), ensure_ascii=False)
    report = parse(text.encode(encoding))
    assert report.narrative == "Tŷ coch £5"
    assert "encoding" not in gap_keys(report)


def test_other_bytes_are_read_as_windows_text_with_a_gap() -> None:
    text = json.dumps(document({"incidentDescription": "£5 – naïve"}), ensure_ascii=False)
    report = parse(text.encode("cp1252"))
    assert report.narrative == "£5 – naïve"
    assert "encoding" in gap_keys(report)


def test_one_bad_byte_does_not_spoil_the_rest() -> None:
    payload = raw(document({"incidentDescription": "Tŷ BAD"})).replace(b"BAD", b"\xa35")
    assert parse(payload).narrative == "Tŷ £5"


def test_doubled_ids_are_two_people_and_a_gap() -> None:
    people = [entity("person", "p1", {"surname": name}) for name in ("One", "Two")]
    report = parse(raw(document({}, *people, victim=("person", "p1"))))
    assert [one.surname for one in report.people] == ["One", "Two"]
    assert len({one.key for one in report.people}) == 2
    assert "doubled_ids" in gap_keys(report)


def test_a_relationship_that_leads_nowhere_stays_visible() -> None:
    report = parse(raw(document({}, victim=("person", "ghost"))))
    assert "dangling" in gap_keys(report)
    assert [one.raw for one in report.other if not one.shown_as and one.path.endswith("victim/data/id")] == ["ghost"]


def test_relationships_may_go_round() -> None:
    one = entity("person", "p1", {"surname": "A"}, nextOfKin=("person", "p2"))
    two = entity("person", "p2", {"surname": "B"}, nextOfKin=("person", "p1"))
    report = parse(raw(document({}, one, two)))
    assert [person.roles for person in report.people] == [("next of kin",), ("next of kin",)]


@pytest.mark.parametrize(
    "payload",
    [
        {"data": [{"type": "incident", "id": "i1"}]},
        {"data": {"id": "i1"}},
        {"data": {"id": 7, "type": 7, "attributes": [], "relationships": "x"}, "included": {"a": 1}},
        {"data": {"id": "i1"}, "included": "nothing"},
        {"data": {"id": "i1"}, "included": [None, 5, [], {}]},
        {"submissionId": "abc"},
        {"deep": {"er": [{"SUBMISSION_ID": "abc"}]}},
        [{"data": {"id": "i1", "type": "incident"}}],
        {"data": None, "included": [{"type": "submission", "attributes": {"submissionId": "abc"}}]},
    ],
)
def test_anything_with_an_identity_is_accepted(payload: Any) -> None:
    assert parse(raw(payload)).submission.submission_id


@pytest.mark.parametrize(
    "payload",
    [b"", b"{", b"\xff\xfe", b"null", b"[]", b"{}", b'{"data": {"id": " "}}', b'{"data": {"attributes": {}}}', b'"x"',
     b'{"data": {"id": true, "attributes": {"submissionId": false}}}'],
)  # fmt: skip
def test_without_json_or_identity_it_is_refused_with_a_reason(payload: bytes) -> None:
    with pytest.raises(InputError) as caught:
        parse(payload)
    assert caught.value.errors


@pytest.mark.parametrize("depth", [201, 5_000, 200_000])
def test_deep_nesting_is_refused(depth: int) -> None:
    with pytest.raises(InputError, match="deeply"):
        parse(b'{"data": {"id": "i1", "attributes": ' + b"[" * depth + b"]" * depth + b"}}")


def test_nesting_within_the_limit_is_read() -> None:
    payload = b'{"data": {"id": "i1", "attributes": {"x": ' + b"[" * 150 + b"1" + b"]" * 150 + b"}}}"
    assert [one.raw for one in parse(payload).other if "/x/" in one.path] == [1]


def test_brackets_in_text_are_not_nesting() -> None:
    assert parse(raw(document({"incidentDescription": "[" * 1000 + '"\\'}))).narrative.startswith("[[")


def test_unreadable_base64_is_a_failed_file() -> None:
    payload = raw(document({}, entity("attachment", "a1", {"fileName": "x.pdf", "content": "***"})))
    assert parse(payload).attachments[0].state == "failed"
    assert attachment_bytes(payload, 1) is None


def test_an_anonymous_report_says_what_is_missing() -> None:
    report = parse(raw(document({})))
    assert gap_keys(report) >= {"no_narrative", "no_place", "no_contact"}


def test_a_second_submission_id_is_noticed() -> None:
    other = entity("submission", "s2", {"submissionId": "another"})
    report = parse(raw(document({}, other)))
    assert report.submission.submission_id == payloads.SUBMISSION_ID
    assert "several_submissions" in gap_keys(report)


def test_a_submission_without_a_time_says_so() -> None:
    assert "no_submit_time" in gap_keys(parse(raw(document({}, sent=submission(submitTime=None)))))
