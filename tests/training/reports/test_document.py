"""The shape of a document: the hub's data model, its codes, and its untidiness."""

from __future__ import annotations

import json
import re
from base64 import b64decode
from datetime import UTC, datetime
from typing import Any

import pytest

from triage.models.sdm.parse import parse
from triage.training.reports import GeneratedReport, codes, generate, payload
from triage.training.reports.document import SKELETON_SENTENCE

NOW = datetime(2026, 11, 20, 6, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def reports() -> list[GeneratedReport]:
    return list(generate(1500, 21, now=NOW, force="42"))


def entities(report: GeneratedReport, kind: str) -> list[dict[str, Any]]:
    return [one for one in report.document["included"] if one["type"] == kind]


def links(relation: Any) -> list[dict[str, str]]:
    return relation["data"] if isinstance(relation["data"], list) else [relation["data"]]


def full(reports: list[GeneratedReport]) -> list[GeneratedReport]:
    return [report for report in reports if "incidentInvolvement" in report.document["data"]["attributes"]]


def test_every_link_leads_to_an_included_entity(reports: list[GeneratedReport]) -> None:
    for report in reports:
        keys = [(one["type"], one["id"]) for one in report.document["included"]]
        assert len(set(keys)) == len(keys)
        holders = (report.document["data"], *report.document["included"])
        for relation in (one for holder in holders for one in holder.get("relationships", {}).values()):
            assert {(link["type"], link["id"]) for link in links(relation)} <= set(keys)


def test_every_report_has_one_submission_with_the_whole_form(reports: list[GeneratedReport]) -> None:
    for report in reports:
        (told,) = (one["attributes"] for one in entities(report, "submission"))
        assert told["submissionId"] == report.submission_id
        assert told["forceIdentifier"] == "42"
        assert re.match(r"\*{72}\nOFFICIAL-SENSITIVE", told["submissionContent"])
        assert re.fullmatch(r"[A-Z]{3}-\d-\d\d-\d{4}-\d{3}", told["customerReferenceNumber"])


def test_the_form_tells_the_same_as_the_structured_part(reports: list[GeneratedReport]) -> None:
    for report in full(reports):
        content = entities(report, "submission")[0]["attributes"]["submissionContent"]
        assert report.document["data"]["attributes"]["incidentDescription"] in content
        for one in (*entities(report, "email"), *entities(report, "telephone")):
            assert next(iter(one["attributes"].values())) in content


def test_a_skeleton_has_only_the_stock_sentence_and_the_form(reports: list[GeneratedReport]) -> None:
    skeletons = [
        one for one in reports if one.document["data"]["attributes"].get("incidentDescription") == SKELETON_SENTENCE
    ]
    assert len(skeletons) > 100
    for report in skeletons:
        assert not entities(report, "person")
    assert all(parse(payload(report)).skeleton for report in skeletons[:60])


def test_coded_values_are_known_codes(reports: list[GeneratedReport]) -> None:
    known = {*codes.GENDERS, *codes.CONTACT, *codes.INVOLVEMENT, *codes.BEFORE, *codes.ETHNIC_GROUPS.values()}
    known |= {f"ESDD_{code}" for code in codes.ETHNICITY}
    used = {code for report in reports for code in re.findall(r'"([A-Z]{4}_[A-Z0-9]+)"', payload(report).decode())}
    assert used <= known
    assert len(used) > 25


def test_a_reporter_who_is_also_the_victim_has_two_roles(reports: list[GeneratedReport]) -> None:
    both = [
        report
        for report in reports[:300]
        if any({"reporter", "victim"} <= set(one.roles) for one in parse(payload(report)).people)
    ]
    assert len(both) > 60


def test_somebody_who_tells_second_is_a_witness(reports: list[GeneratedReport]) -> None:
    second = [report for report in full(reports) if report.duplicate_of]
    assert second
    for report in second:
        assert "victim" not in report.document["data"]["relationships"]


@pytest.mark.parametrize(
    "oddity",
    [
        pytest.param(r'"hadWeapon":"(?:true|false|True|False)"', id="booleans as words"),
        pytest.param(r'"incidentEndDateTime":"\d\d:\d\d:\d\d"', id="a bare time"),
        pytest.param(r'"surname":"[A-Z\']{4,}"', id="a surname in capitals"),
        pytest.param(r'"surname":"[a-z]{3,}', id="a surname in small letters"),
        pytest.param(r'"howDidYouHear":null', id="a null"),
        pytest.param(r'"sohJourneyVersion"', id="an unknown attribute"),
        pytest.param(r'"type":"(?:surveyResponse|formFeedback|accessibilityNote)"', id="an unknown entity"),
        pytest.param(r'"incidentLocation":\{"data":\{', id="a single link"),
        pytest.param(r'"postcode":""', id="an empty text"),
    ],
)
def test_payloads_are_as_untidy_as_real_ones(reports: list[GeneratedReport], oddity: str) -> None:
    seen = sum(re.search(oddity, payload(report).decode()) is not None for report in reports)
    assert 3 <= seen <= len(reports) * 0.5


def test_inline_files_hold_the_bytes_they_promise(reports: list[GeneratedReport]) -> None:
    files = [one["attributes"] for report in reports for one in entities(report, "sohAttachment")]
    assert {one["mediaType"] for one in files} == {"image/png", "application/pdf", "video/x-msvideo"}
    assert all(len(b64decode(one["content"], validate=True)) == one["size"] for one in files)


def test_large_files_come_as_links(reports: list[GeneratedReport]) -> None:
    linked = [one["attributes"] for report in reports for one in entities(report, "media")]
    assert len(linked) > 20
    assert all(one["url"].startswith("https://media.example.org/") and one["size"] > 100_000 for one in linked)


def test_the_parser_finds_every_file(reports: list[GeneratedReport]) -> None:
    for report in reports[:200]:
        wanted = len(entities(report, "sohAttachment")) + len(entities(report, "media"))
        assert len(parse(payload(report)).attachments) == wanted


def test_the_payload_is_json_with_letters_as_themselves(reports: list[GeneratedReport]) -> None:
    welsh = next(report for report in reports if "ŵ" in str(report.document))
    assert json.loads(payload(welsh)) == welsh.document
    assert "ŵ" in payload(welsh).decode()
