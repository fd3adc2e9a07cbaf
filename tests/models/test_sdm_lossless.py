"""Nothing is lost: every leaf of any document is exactly one answer, and the report can always be stored."""

from __future__ import annotations

import contextlib
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import payloads
from triage.models import codec
from triage.models.answer import Answer
from triage.models.errors import InputError
from triage.models.report import Report
from triage.models.sdm import parse

NAMES = st.sampled_from(
    ["type", "id", "data", "attributes", "relationships", "included", "surname", "givenName", "submissionId",
     "Victim", "postcode", "incidentStartDateTime", "dateFrom", "submissionContent", "fileName", "content", "url",
     "mediaType", "emailAddress", "age", "a/b~c", ""]
) | st.text(max_size=6)  # fmt: skip
WORDS = st.sampled_from(
    ["incident", "person", "location", "email", "media", "submission", "p1", "p2", "2026-11-20T22:00:00", "22:30",
     "yes", "GNDR_0001", "aGVsbG8=", "https://media.example.org/1", "data:,x", "31/12/2026 25:61",
     "OFFICIAL\nWhat happened?\nIt broke\nName: X"]
)  # fmt: skip
LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | WORDS | st.text(max_size=12)
ANYTHING = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES, inner, max_size=5), max_leaves=25
)
REF = st.fixed_dictionaries({}, optional={"type": WORDS | LEAVES, "id": WORDS | LEAVES, "attributes": ANYTHING})
RELATIONS = st.dictionaries(
    st.sampled_from(
        ["victim", "suspect", "incidentLocation", "personalEmail", "currentAddress", "submission", "vehicle"]
    )
    | NAMES,
    st.fixed_dictionaries({"data": REF | st.lists(REF, max_size=3)}) | ANYTHING,
    max_size=4,
)
ENTITY = st.fixed_dictionaries(
    {},
    optional={
        "type": WORDS | LEAVES,
        "id": WORDS | LEAVES,
        "attributes": st.dictionaries(NAMES, ANYTHING, max_size=6) | ANYTHING,
        "relationships": RELATIONS | ANYTHING,
        "links": ANYTHING,
    },
)
DOCUMENT = st.fixed_dictionaries(
    {"data": ENTITY | st.lists(ENTITY, max_size=3) | ANYTHING},
    optional={"included": st.lists(ENTITY | ANYTHING, max_size=5) | ANYTHING, "meta": ANYTHING, "jsonapi": ANYTHING},
)


EMPTY = "(empty)"


def leaves(node: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Our own plain reading of a document: pointer and value as JSON text, doubled names included."""
    if isinstance(node, tuple) and node:
        for key, value in node:
            yield from leaves(value, f"{path}/{key.replace('~', '~0').replace('/', '~1')}")
    elif isinstance(node, list) and node:
        for at, value in enumerate(node):
            yield from leaves(value, f"{path}/{at}")
    else:
        yield path, EMPTY if isinstance(node, list | tuple) else json.dumps(node)


def read_plainly(text: str) -> Any:
    """Objects as tuples of pairs, so that a name told twice stays."""
    return json.loads(text, object_pairs_hook=tuple)


def all_answers(report: Report) -> Iterator[Answer]:
    yield from report.answers
    yield from report.other
    yield from report.submission.details
    for group in (report.people, report.places, report.vehicles, report.property_items, report.attachments):
        for one in group:
            yield from one.details


def shown(report: Report) -> Counter[str]:
    return Counter(one.path for one in all_answers(report) if one.shown_as != "form line")


def parsed(payload: Any) -> tuple[str, Report] | None:
    text = json.dumps(payload)
    try:
        return text, parse(text.encode(), keep_files=True)
    except InputError:
        return None


def has_unkept(text: str) -> bool:
    return "\\ud" in text or "\\u0000" in text


@given(DOCUMENT)
def test_every_leaf_is_exactly_one_answer(payload: Any) -> None:
    payload["meta"] = {"submissionId": "abc"}
    text = json.dumps(payload)
    told, expected = (
        shown(parse(text.encode(), keep_files=True)),
        Counter(path for path, _ in leaves(read_plainly(text))),
    )
    assert sum(told.values()) == sum(expected.values())
    if not has_unkept(text):  # characters that cannot be kept change a name, never the number of leaves
        assert told == expected


@given(DOCUMENT)
def test_every_value_comes_out_as_it_went_in(payload: Any) -> None:
    payload["meta"] = {"submissionId": "abc"}
    text = json.dumps(payload)
    if has_unkept(text):
        return
    report = parse(text.encode(), keep_files=True)
    told = {one.path: one for one in all_answers(report) if one.shown_as != "form line"}
    for path, value in leaves(read_plainly(text)):
        raw = told[path].raw
        if value == EMPTY:
            assert raw is None
        else:  # a number that no float holds is its own text
            assert value in {json.dumps(raw), raw}


@given(DOCUMENT | ANYTHING)
def test_any_document_is_read_or_refused_and_what_is_read_can_be_stored(payload: Any) -> None:
    result = parsed(payload)
    if result is not None:
        assert codec.decode(Report, codec.encode(result[1])) == result[1]


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(payload: bytes) -> None:
    with contextlib.suppress(InputError):
        parse(payload)


def test_our_own_example_is_lossless_without_the_files_too() -> None:
    payload = payloads.theft()
    report = parse(payloads.raw(payload))
    assert shown(report) == Counter(path for path, _ in leaves(read_plainly(json.dumps(payload))))


def test_a_doubled_subtree_is_kept() -> None:
    text = '{"submissionId": "x", "data": {"id": "1", "attributes": {"a": [1, {}]}}, "data": {"id": "2"}}'
    assert shown(parse(text.encode())) == Counter(path for path, _ in leaves(read_plainly(text)))


def test_a_wide_document_is_read_without_recursion() -> None:
    things = [payloads.entity("thing", str(at), {"a": at}) for at in range(5_000)]
    report = parse(payloads.raw(payloads.document({}, *things)))
    assert sum(shown(report).values()) > 15_000


def evil(data: Path) -> list[Path]:
    return sorted((data / "evil_json_nst").rglob("*.json"))


def test_the_evil_set_is_refused_or_read_but_never_breaks(shared_data: Path) -> None:
    files = evil(shared_data)
    assert files
    for path in files:
        content = path.read_bytes()
        for payload in (content, b'{"submissionId": "abc", "x": ' + content + b"}"):
            with contextlib.suppress(InputError):
                report = parse(payload)
                assert codec.decode(Report, codec.encode(report)) == report, path.name


def test_valid_values_of_the_evil_set_are_accepted_inside_a_report(shared_data: Path) -> None:
    for path in evil(shared_data):
        if path.name.startswith("y_"):
            assert parse(b'{"submissionId": "abc", "x": ' + path.read_bytes() + b"}"), path.name


@pytest.mark.parametrize("name", ["a/b", "a~b", "~1", "é", " "])
def test_paths_are_json_pointers(name: str) -> None:
    report = parse(payloads.raw({"submissionId": "abc", name: 1}))
    token = name.replace("~", "~0").replace("/", "~1")
    assert [one.path for one in all_answers(report) if one.raw == 1] == [f"/{token}"]
