"""The door and the parser never disagree on whose a payload is, nor on whether it is anybody's."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from triage.gateway.digest import content_of
from triage.gateway.identity import recognise
from triage.models.errors import InputError
from triage.models.sdm import parse
from triage.training.reports import generate, payload

HOSTILE = (
    b"", b"null", b"7", b"[]", b"{}", b"[" * 300, b'{"submissionId": "a"}', b'{"submissionId": 7}',
    b'{"submissionId": ["a", "b"]}', b'{"submissionId": {"value": "a"}}', b'{"submissionId": " "}',
    b'{"submissionId": "a", "submissionId": "b"}', b'{"x": {"submissionId": "a"}, "x": {}, "data": {"id": "1"}}',
    b'{"Submission_ID": " a "}', b'{"submission\\u0130d": "a"}', b'{"submi\\u0000ssionId": "a"}',
    b'{"sub\\ud800missionId": "a"}', b'{"submissionId": "a\\u0000b"}', b'{"submissionId": "a\\ud800b"}',
    b'{"submissionId": true}', b'{"submissionId": "a", "n": NaN}', b'{"submissionId": "a\x01b"}',
    b'{"submissionId": "\xff"}', b'\xef\xbb\xbf{"submissionId": "a"}', '{"submissionId": "é"}'.encode("utf-16"),
    b'{"meta": {"submissionId": "a"}, "data": {"id": "1", "type": "incident"}}',
    b'{"submissionId": "a", "more": ["x", {"submissionId": ["b"]}]}', b'{"submissionId": "\\u0000int:7"}',
)  # fmt: skip


def of_parser(raw: bytes) -> object:
    try:
        report = parse(raw, force="77")
    except InputError as error:
        return error.what, error.errors
    return report.report_id, report.submission.submission_id


def of_door(raw: bytes) -> object:
    try:
        found = recognise(raw, "77")
    except InputError as error:
        return error.what, error.errors
    return found.report_id, found.submission_id


@pytest.mark.parametrize("raw", HOSTILE)
def test_of_hostile_payloads(raw: bytes) -> None:
    assert of_door(raw) == of_parser(raw)


def test_of_generated_reports_whole_and_cut() -> None:
    for report in generate(150, 3, now=datetime(2026, 11, 20, 6, tzinfo=UTC)):
        raw = payload(report)
        for one in (raw, raw[: len(raw) // 2], json.dumps(json.loads(raw), indent=1).encode()):
            assert of_door(one) == of_parser(one)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (b'{"a": 1, "b": {"c": [true, null]}}', b' {"b":{"c":[true,null]},\n"a":1}', True),
        (b'{"a": 1.10}', b'{"a": 1.1}', False),
        (b'{"a": 12345678901234567890123}', b'{"a": 12345678901234567890124}', False),
        (b'{"a": "x", "a": "y"}', b'{"a": "y"}', False),
        (b'{"a": "x", "a": "y"}', b'{"a": "z", "a": "y"}', False),
        (b'{"a": "he said \\"no\\": twice"}', b'{"a":"he said \\"no\\": twice"}', True),
        (b'{"a": "\\u0000float:1.5"}', b'{"a": 1.5}', False),
        (b'{"a": "\\ud800"}', b'{"a": "\\ud801"}', False),
        (b'{"a": NaN}', b'{"a": null}', False),
        (b'{"a": 7}', b'{"a": "7"}', False),
    ],
)
def test_the_same_content_is_told_from_other_content(one: bytes, other: bytes, same: bool) -> None:
    """Not by blanks or the order of names; by every digit, and by both values of a name that stands twice."""
    assert (content_of(one).sha256 == content_of(other).sha256) is same


CHARACTERS = st.tuples(st.sampled_from('ab": \té'), st.booleans())
BLANKS = st.sampled_from(["", " ", "\n "])


def quoted(characters: list[tuple[str, bool]]) -> str:
    """A JSON text, each character as it is or escaped by its number."""
    told = (
        f"\\u{ord(one):04x}" if escaped else json.dumps(one, ensure_ascii=False)[1:-1] for one, escaped in characters
    )
    return f'"{"".join(told)}"'


TOLD = st.lists(CHARACTERS, max_size=4).map(quoted)


@given(st.lists(st.tuples(TOLD, BLANKS, TOLD), min_size=1, max_size=4))
def test_a_name_that_stands_twice_is_never_passed_over(pairs: list[tuple[str, str, str]]) -> None:
    """However names and texts are escaped, and whatever in a text looks like a name."""
    raw = "{" + ",".join(f"{name}{blank}:{blank}{text}" for name, blank, text in pairs) + "}"
    names = [json.loads(name) for name, _, _ in pairs]
    content = content_of(raw.encode())
    assert (content.tree is None) == (len(set(names)) < len(names))
    plain = json.loads(raw)
    if content.tree is not None:
        assert content.tree == plain
    else:
        assert content.sha256 != content_of(json.dumps(plain, ensure_ascii=False).encode()).sha256
