"""The training reports through the parser: nothing lost, the right kind, the right narrative."""

from __future__ import annotations

import json

import pytest

from tests.builders import NOW
from triage.models.sdm import attachment_bytes, parse
from triage.training.reports import generate, payload

COUNT = 150


@pytest.fixture(scope="module")
def generated() -> list[tuple[str, bytes]]:
    return [(one.kind, payload(one)) for one in generate(COUNT, 11, now=NOW)]


def test_each_report_is_of_its_kind(generated: list[tuple[str, bytes]]) -> None:
    assert [parse(raw).kind for _, raw in generated] == [kind for kind, _ in generated]


def test_each_report_tells_its_story_and_a_way_to_be_shown(generated: list[tuple[str, bytes]]) -> None:
    for _, raw in generated:
        report = parse(raw)
        assert report.narrative
        assert report.banner.startswith("OFFICIAL")
        assert "ABOUT YOU" not in report.narrative


def test_every_inline_file_can_be_fetched(generated: list[tuple[str, bytes]]) -> None:
    for _, raw in generated:
        for file in parse(raw).attachments:
            content = attachment_bytes(raw, file.number)
            assert (content is not None) == (file.state == "inline")
            assert content is None or len(content) == file.size


def test_almost_nothing_is_left_under_other_answers(generated: list[tuple[str, bytes]]) -> None:
    for _, raw in generated:
        left = [one for one in parse(raw).other if not one.shown_as]
        assert len(left) < len(json.dumps(json.loads(raw))) / 100
        assert len(left) <= 8
