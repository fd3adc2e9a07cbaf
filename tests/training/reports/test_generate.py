"""The generator as a whole: same seed same bytes, the mix of kinds, repeats, duplicates and versions."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from triage.models.clock import london
from triage.models.sdm.parse import parse
from triage.training.reports import KINDS, GeneratedReport, generate, payload, write_samples
from triage.training.reports.generate import Series

NOW = datetime(2026, 11, 20, 6, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def two_thousand() -> list[GeneratedReport]:
    return list(generate(2000, 5, now=NOW))


@pytest.fixture(scope="module")
def thousand(two_thousand: list[GeneratedReport]) -> list[GeneratedReport]:
    return two_thousand[:1000]


def submission(report: GeneratedReport) -> dict[str, Any]:
    found = next(one for one in report.document["included"] if one["type"] == "submission")
    attributes: dict[str, Any] = found["attributes"]
    return attributes


def narrative(report: GeneratedReport) -> str:
    """What the reporter wrote, taken from the form's text."""
    story = submission(report)["submissionContent"].split("\n\n", 3)[3]
    return str(story.partition("\n\nWHERE AND WHEN\n")[0].split("\n", 1)[1])


def sent(report: GeneratedReport) -> datetime:
    return datetime.fromisoformat(submission(report)["submitTime"])


def test_the_same_seed_and_moment_give_the_same_bytes() -> None:
    once, again = ([payload(report) for report in generate(120, 3, now=NOW)] for _ in range(2))
    assert once == again


def test_another_seed_gives_other_reports() -> None:
    first = {report.submission_id for report in generate(50, 1, now=NOW)}
    assert first.isdisjoint(report.submission_id for report in generate(50, 2, now=NOW))


def test_the_moment_may_come_in_any_time_zone() -> None:
    one = [payload(report) for report in generate(20, 1, now=NOW)]
    assert one == [payload(report) for report in generate(20, 1, now=london(NOW))]


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="aware"):
        generate(1, 1, now=datetime(2026, 11, 20))  # noqa: DTZ001


def test_nothing_is_made_before_it_is_asked_for() -> None:
    first = next(generate(10**7, 1, now=NOW))
    assert first.document["data"]["type"] == "incident"


@given(count=st.integers(0, 12), seed=st.integers(-(2**40), 2**70))
def test_any_count_and_seed_give_that_many_readable_reports(count: int, seed: int) -> None:
    made = list(generate(count, seed, now=NOW))
    assert len(made) == count
    assert all(parse(payload(report)).submission.submission_id == report.submission_id for report in made)


def test_every_original_has_its_own_identity(two_thousand: list[GeneratedReport]) -> None:
    fresh = [report.submission_id for report in two_thousand if report.version_of is None]
    assert len(set(fresh)) == len(fresh)


def test_every_kind_occurs_in_two_thousand(two_thousand: list[GeneratedReport]) -> None:
    assert {report.kind for report in two_thousand} == {kind.key for kind in KINDS}


def test_the_mix_follows_the_shares(two_thousand: list[GeneratedReport]) -> None:
    seen = Counter(report.kind for report in two_thousand)
    total = sum(kind.share for kind in KINDS)
    wrong = [
        kind.key
        for kind in KINDS
        if not 0.5 < (seen[kind.key] + 5) / (len(two_thousand) * kind.share / total + 5) < 1.6
    ]
    assert wrong == []


def test_more_than_nine_hundred_of_a_thousand_narratives_differ(thousand: list[GeneratedReport]) -> None:
    assert len({narrative(report) for report in thousand}) > 900


def test_narratives_run_from_one_line_to_four_thousand_characters(two_thousand: list[GeneratedReport]) -> None:
    lengths = [len(narrative(report)) for report in two_thousand]
    assert min(lengths) < 40
    assert 2500 < max(lengths) <= 4000


def test_a_second_version_keeps_the_identity_and_changes_the_content(two_thousand: list[GeneratedReport]) -> None:
    first = {report.submission_id: report for report in two_thousand if report.version_of is None}
    versions = [report for report in two_thousand if report.version_of]
    assert len(versions) > 10
    for report in versions:
        assert report.version_of == report.submission_id
        assert sent(report) > sent(first[report.submission_id])
        assert submission(report)["submissionContent"] != submission(first[report.submission_id])["submissionContent"]


def test_a_near_duplicate_tells_of_the_same_place_in_other_words(two_thousand: list[GeneratedReport]) -> None:
    by_id = {report.submission_id: report for report in two_thousand if report.version_of is None}
    pairs = [(report, by_id[report.duplicate_of]) for report in two_thousand if report.duplicate_of]
    assert len(pairs) > 20
    for second, first in pairs:
        assert second.kind == first.kind
        assert narrative(second) != narrative(first)
        assert _where(second) == _where(first)


def _where(report: GeneratedReport) -> str:
    lines = submission(report)["submissionContent"].splitlines()
    told = [line for line in lines if line.startswith("Where did it happen?")]
    return str(told[0].rsplit(",", 1)[-1]) if told else ""


def test_some_households_report_again_and_again(thousand: list[GeneratedReport]) -> None:
    homes = Counter(
        line
        for report in thousand
        for line in submission(report)["submissionContent"].splitlines()
        if line.startswith("Address:")
    )
    assert sum(1 for _, times in homes.items() if times >= 4) >= 8


def test_a_repeat_caller_is_sometimes_spelt_or_reached_otherwise(two_thousand: list[GeneratedReport]) -> None:
    phones: dict[str, set[str]] = {}
    for report in two_thousand:
        lines = dict(
            line.split(": ", 1) for line in submission(report)["submissionContent"].splitlines() if ": " in line
        )
        if "Address" in lines and "Name" in lines:
            phones.setdefault(f"{lines['Address']}{lines['Date of birth']}", set()).add(
                f"{lines['Name']} {lines['Phone']}"
            )
    assert any(len(ways) > 1 for ways in phones.values())


def test_reports_come_in_the_order_in_which_they_were_sent(thousand: list[GeneratedReport]) -> None:
    times = [sent(report) for report in thousand]
    assert times == sorted(times)
    assert NOW - timedelta(days=14) <= times[0]
    assert times[-1] <= NOW


def test_more_is_sent_by_day_than_by_night(thousand: list[GeneratedReport]) -> None:
    hours = Counter(sent(report).hour for report in thousand)
    assert sum(hours[hour] for hour in range(9, 18)) > 4 * sum(hours[hour] for hour in range(6))


def test_submit_times_carry_the_local_offset() -> None:
    summer = next(generate(1, 1, now=datetime(2026, 7, 1, 12, tzinfo=UTC)))
    assert submission(summer)["submitTime"].endswith("+01:00")


def test_nothing_is_reported_before_it_happened(thousand: list[GeneratedReport]) -> None:
    for report in thousand[:300]:
        when = parse(payload(report)).when
        if when is not None and when.start is not None and "T" in when.start.text:
            assert datetime.fromisoformat(when.start.text) <= sent(report)


def test_notes_say_where_a_risk_is_hidden(two_thousand: list[GeneratedReport]) -> None:
    buried = [report for report in two_thousand if "hidden among trivia" in report.note]
    assert len(buried) >= 5
    assert all(len(narrative(report)) > 300 for report in buried)


def test_there_are_anonymous_and_welsh_reports(two_thousand: list[GeneratedReport]) -> None:
    texts = [narrative(report) for report in two_thousand]
    assert sum(any(letter in text for letter in "ŵŷ") for text in texts) > 5
    assert sum("stay anonymous? Yes" in submission(report)["submissionContent"] for report in two_thousand) > 10


def test_the_parser_names_the_same_kind(thousand: list[GeneratedReport]) -> None:
    sample = thousand[:300]
    assert [parse(payload(report)).kind for report in sample] == [report.kind for report in sample]


def test_the_parser_reads_the_same_story(thousand: list[GeneratedReport]) -> None:
    modelled = [report for report in thousand[:250] if "incidentInvolvement" in report.document["data"]["attributes"]]
    assert all(parse(payload(report)).narrative == narrative(report) for report in modelled)


def test_samples_are_written_in_order(tmp_path: Path) -> None:
    paths = write_samples(tmp_path / "samples", 5, 1)
    assert [path.name[:5] for path in paths] == ["00000", "00001", "00002", "00003", "00004"]
    assert paths[0].read_bytes() == payload(next(generate(5, 1, now=NOW)))


def calls(work: Callable[[], object]) -> int:
    """How many functions the work calls, Python's and C's: its cost without a clock, alike on every machine."""
    made = 0

    def count(frame: FrameType, event: str, argument: object) -> None:
        nonlocal made
        made += event in {"call", "c_call"}

    sys.setprofile(count)
    try:
        work()
    finally:
        sys.setprofile(None)
    return made


def test_a_late_report_costs_no_more_than_an_early_one() -> None:
    series = Series(100_000, 1, NOW, "77")
    early = calls(lambda: [series.report(number) for number in range(200)])
    late = calls(lambda: [series.report(number) for number in range(99_500, 99_700)])
    assert late < 1.2 * early


def test_a_report_costs_no_more_than_it_did() -> None:
    """Some 700 calls; a bench makes a hundred thousand of them before it begins."""
    next(generate(1, 6, now=NOW))  # what is read once and kept
    assert calls(lambda: [payload(report) for report in generate(200, 6, now=NOW)]) < 200 * 1000
