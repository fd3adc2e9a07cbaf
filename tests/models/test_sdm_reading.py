"""What the parser makes of whole, tidy documents."""

from __future__ import annotations

import hashlib

import pytest

from tests import payloads
from tests.payloads import document, entity, raw, submission
from triage.models.ids import PersonKey, report_id_for
from triage.models.report import Report
from triage.models.sdm import attachment_bytes, parse


@pytest.fixture(scope="module")
def theft() -> Report:
    return parse(raw(payloads.theft()))


def test_the_report_is_identified_by_force_and_submission(theft: Report) -> None:
    assert theft.report_id == report_id_for("77", payloads.SUBMISSION_ID)


def test_the_force_that_is_given_wins_over_the_one_told() -> None:
    assert parse(raw(payloads.theft()), force="12").report_id == report_id_for("12", payloads.SUBMISSION_ID)


def test_one_person_may_have_several_roles(theft: Report) -> None:
    person = theft.people[0]
    assert set(person.roles) == {"reporter", "victim", "witness"}
    assert person.name == "Dilys Mair Probart-O'Dell"


def test_codes_become_words(theft: Report) -> None:
    person = theft.people[0]
    assert (person.gender, person.ethnicity, person.contact_preference) == ("Female", "White: British", "Email")


def test_an_unknown_code_is_shown_as_it_is() -> None:
    report = parse(raw(document({}, entity("person", "p1", {"gender": "GNDR_0099"}), victim=("person", "p1"))))
    assert report.people[0].gender == "GNDR_0099"


def test_contacts_hang_on_the_person(theft: Report) -> None:
    assert [(one.kind, one.value) for one in theft.people[0].contacts] == [
        ("email", "dilys@example.com"),
        ("phone", "07700 900123"),
    ]


def test_places_have_roles_and_text_uprn(theft: Report) -> None:
    incident, home = theft.places
    assert (incident.roles, incident.one_line) == (("incident",), "Orme Baths, Example Street, Aberwen")
    assert (home.lines, home.postcode, home.uprn) == (("2 Sample Road",), "AB1 2CD", "000123")
    assert theft.people[0].place_key == home.key


def test_an_approximate_age_is_a_range(theft: Report) -> None:
    suspect = theft.person(PersonKey("p2"))
    assert suspect is not None
    assert (suspect.about_age, suspect.roles, suspect.name) == ("30 to 35", ("suspect",), "Name not given")


def test_vehicles_and_property(theft: Report) -> None:
    assert (theft.vehicles[0].registration, theft.vehicles[0].colour) == ("TE57 VRM", "Red")
    assert (theft.property_items[0].kind, theft.property_items[0].value) == ("Bicycle", "450")
    assert theft.property_items[0].roles == ("stolen property",)


def test_an_inline_file_is_measured_but_not_carried(theft: Report) -> None:
    file = theft.attachments[0]
    assert (file.name, file.media_type, file.size, file.state) == ("lock.txt", "text/plain", 5, "inline")
    assert file.sha256 == hashlib.sha256(b"hello").hexdigest()
    assert all("aGVsbG8" not in str(one.raw) for one in file.details)


def test_the_bytes_of_a_file_are_fetched_by_number() -> None:
    payload = raw(payloads.theft())
    assert attachment_bytes(payload, 1) == b"hello"
    assert attachment_bytes(payload, 2) is None


def test_files_inside_an_entity_are_found_too() -> None:
    files = [{"fileName": "a.bin", "content": "AAEC"}, {"fileName": "b.bin", "content": "data:x/y;base64,AQ=="}]
    payload = raw(document({}, sent=submission(attachments=files)))
    assert [one.name for one in parse(payload).attachments] == ["a.bin", "b.bin"]
    assert (attachment_bytes(payload, 1), attachment_bytes(payload, 2)) == (b"\0\1\2", b"\1")


@pytest.mark.parametrize(
    ("url", "state"), [("https://media.example.org/1", "link"), ("http://media.example.org/1", "failed")]
)
def test_a_link_is_kept_for_the_gateway_only_when_secure(url: str, state: str) -> None:
    report = parse(raw(document({}, entity("media", "m1", {"fileName": "clip.mp4", "url": url, "size": "12"}))))
    file = report.attachments[0]
    assert (file.state, file.source, file.size) == (state, url, 12)


def test_when_it_happened(theft: Report) -> None:
    when = theft.when
    assert when is not None
    assert when.start is not None
    assert when.end is not None
    assert (when.start.at, when.end.at, when.exact) == ("2026-11-19T08:00:00Z", "2026-11-19T09:30:00Z", False)


def test_a_known_question_is_an_answer_and_an_unknown_one_is_other(theft: Report) -> None:
    labels = {one.label: one.text for one in theft.answers}
    assert labels["Was there a weapon?"] == "No"
    assert labels["How involved in the crime"] == "Victim"
    assert [one.text for one in theft.other if "somethingNew" in one.path] == ["deep"]


def test_the_kind_comes_from_the_subcode(theft: Report) -> None:
    assert (theft.kind, theft.title) == ("theft", "Theft")


@pytest.mark.parametrize(
    ("category", "narrative", "kind"),
    [
        ("RTI", "Another car drove into mine: a collision on the ring road.", "collision"),
        ("OCR", "We were burgled, they kicked the back door in", "burglary"),
        ("", "my dog attack report: bitten by a dog in the park", "dangerous_dog"),
        ("ZZZ", "xyzzy", "other"),
        ("MIS", "xyzzy", "missing"),
    ],
)
def test_the_kind_without_a_subcode_comes_from_category_and_words(category: str, narrative: str, kind: str) -> None:
    sent = submission(category=category, categorySubcode="")
    assert parse(raw(document({"incidentDescription": narrative}, sent=sent))).kind == kind
