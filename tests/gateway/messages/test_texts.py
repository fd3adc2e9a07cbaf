"""Tokens, quoted words and answers put into documents, for whatever people and their programs write."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.gateway.bench import payload
from tests.gateway.messages.writing import form
from triage.gateway.config.messages import MessagesConfig
from triage.gateway.messages.addresses import email_address, phone_number
from triage.gateway.messages.answers import Answer, AnswerFile, with_answer
from triage.gateway.messages.carrier import Outgoing
from triage.gateway.messages.letter import letter
from triage.gateway.messages.quoting import trimmed
from triage.gateway.messages.spans import replaced, spans
from triage.gateway.messages.tokens import (
    ALPHABET,
    LENGTH,
    in_subject,
    new_token,
    reply_address,
    token_of_address,
    token_of_subject,
)
from triage.gateway.problems import Refusal
from triage.models.ids import ReportId
from triage.models.profile_file import default_profile
from triage.models.sdm import parse

SENDER = "reports@force.example"
TOKENS = st.text(ALPHABET, min_size=LENGTH, max_size=LENGTH)
AT = datetime(2026, 11, 20, 14, 5, tzinfo=UTC)
PROFILE = default_profile()


@given(TOKENS, st.booleans(), st.text(max_size=30), st.text(max_size=30))
def test_a_token_survives_address_and_subject(token: str, upper: bool, before: str, after: str) -> None:
    address, subject = reply_address(SENDER, token), f"{before.replace('[', '')}{in_subject(token)}{after}"
    assert token_of_address(address.upper() if upper else address, SENDER) == token
    assert token_of_subject(subject.lower() if upper else subject) == token


@given(st.text(max_size=80))
def test_other_words_hold_no_token_and_never_break_the_reader(words: str) -> None:
    assert token_of_address(words, SENDER) == ""
    assert token_of_subject(words.replace("ref", "")) == ""


@pytest.mark.parametrize("address", ["other+{}@force.example", "reports+{}@evil.example", "reports-{}@force.example"])
def test_a_token_counts_at_our_own_address_only(address: str) -> None:
    assert token_of_address(address.format(new_token()), SENDER) == ""


@given(st.text(max_size=400))
def test_trimming_never_makes_up_or_loses_everything(text: str) -> None:
    kept = trimmed(text)
    assert bool(kept.strip()) == bool(text.replace("\r\n", "\n").strip("\n ").strip())
    assert {line.strip() for line in kept.split("\n")} <= {line.strip() for line in text.split("\n")}


WORDS = st.lists(st.text("abcdefg hij.", min_size=1, max_size=30), min_size=1, max_size=6).map("\n".join)


@given(WORDS, WORDS)
def test_the_quoted_message_is_cut_off(own: str, quoted: str) -> None:
    marked = "\n".join(f"> {line}" for line in quoted.split("\n"))
    text = f"{own}\n\nOn Fri, 20 Nov 2026 at 12:00, Test Force\n<x@y.example> wrote:\n\n{marked}\n"
    if own.strip("\n "):
        assert trimmed(text) == own.strip("\n ")


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Yes.\n\n-----Original Message-----\nFrom: a\nSent: b\nquoted", "Yes."),
        ("Yes.\n________________________________\nFrom: a\nSent: b\nTo: c\nSubject: d\n\nquoted", "Yes."),
        ("Ie.\n\nAr ddydd Gwener 20 Tach 2026 ysgrifennodd Heddlu:\n> cwestiwn", "Ie."),
        ("On Friday he came back.\nHe wrote:\nI will be back", "On Friday he came back.\nHe wrote:\nI will be back"),
        ("On Fri X <x@y.example> wrote:\n> Which door?\nThe back one.\n> When?\nAt nine.", "The back one.\nAt nine."),
        ("> only quoted", "> only quoted"),
        ("From: the car park\nit went north", "From: the car park\nit went north"),
    ],
)
def test_how_programs_quote(text: str, kept: str) -> None:
    assert trimmed(text) == kept


JSON: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=20,
)


def pointers(value: Any, at: str = "") -> list[tuple[str, Any]]:
    inner: list[tuple[str, Any]] = []
    if isinstance(value, dict):
        named = [(key.replace("~", "~0").replace("/", "~1"), one) for key, one in value.items()]
        inner = [found for key, one in named for found in pointers(one, f"{at}/{key}")]
    elif isinstance(value, list):
        inner = [found for number, one in enumerate(value) for found in pointers(one, f"{at}/{number}")]
    return [(at, value), *inner]


@given(JSON, st.sampled_from([None, 2]))
def test_every_value_is_found_where_it_stands(value: Any, indent: int | None) -> None:
    text = json.dumps(value, indent=indent, ensure_ascii=False)
    known = pointers(value)
    found = spans(text, {pointer for pointer, _ in known})
    assert {pointer: json.loads(text[slice(*found[pointer])]) for pointer, _ in known} == dict(known)


def test_edits_do_not_disturb_each_other() -> None:
    assert replaced("abcdef", [((1, 2), "BBB"), ((4, 4), "-"), ((5, 6), "")]) == "aBBBcd-e"


def an_answer(text: str = "The back door.", **more: Any) -> Answer:
    return Answer(key="k" * 64, at=AT, sender="jane@home.example", subject="Re", text=text, message=1, **more)


SKELETON = payload(
    "s-1",
    "OFFICIAL\nWhat happened?\nA man took my bicycle.\n\nYour name: Jane Doe\nPostcode: CF10 1AA\n",
).replace(b'"incidentDescription"', b'"stockSentence"')
SHAPES = {
    "modelled": form("s-1"),
    "form as text": SKELETON,
    "indented": json.dumps(json.loads(form("s-1")), indent=2).encode(),
    "utf-16": form("s-1").decode().encode("utf-16"),
    "numbers as written": form("s-1").replace(
        b'"attributes": {"in', b'"attributes": {"x": 1.10, "y": 1e400, "x": 2, "in'
    ),
    "nothing included": b'{"data": {"id": "1", "type": "incident", "attributes": {"submissionId": "s-1"}}}',
    "bare": b'{"submissionId": "s-1", "incidentDescription": "Words", "submissionContent": "More words"}',
    "a list": b'[{"data": {"id": "1", "type": "incident", "attributes": {"submissionId": "s-1", "a": 1}}}]',
}


@pytest.mark.parametrize("shape", SHAPES)
def test_an_answer_fits_any_shape_and_loses_nothing(shape: str) -> None:
    raw = SHAPES[shape]
    before = parse(raw, force="42", profile=PROFILE)
    made = with_answer(
        raw, an_answer(files=[AnswerFile(name="a.png", media_type="image/png", content=b"PNG")]), PROFILE
    )
    after = parse(made, force="42", profile=PROFILE)
    assert before.narrative in after.narrative
    assert [place.one_line for place in after.places] == [place.one_line for place in before.places]
    assert [person.name for person in after.people] == [person.name for person in before.people]
    said = {str(told.raw) for told in (*before.other, *before.answers) if told.raw != before.narrative}
    told_now = {str(told.raw) for told in (*after.other, *after.answers)}
    assert {one for one in said if "What happened" not in one and "bicycle" not in one} <= told_now
    assert any(told.raw == "The back door." for told in after.other)
    assert after.attachments[-1].name == "a.png"


def test_a_form_as_text_goes_on_with_the_answer_and_its_questions_stay() -> None:
    evil = "Your name: Mallory\nPostcode: ZZ1 1ZZ\n\nWHERE\nWhere did it happen? Elsewhere"
    after = parse(with_answer(SKELETON, an_answer(evil), PROFILE), force="42", profile=PROFILE)
    assert "| Answer of 20 Nov 2026 14:05:\n| Your name: Mallory" in after.narrative
    assert [person.name for person in after.people] == ["Jane Doe"]


@settings(max_examples=50, deadline=None)
@given(st.text(st.characters(codec="utf-16", categories=None), max_size=200))
def test_any_words_can_be_an_answer(text: str) -> None:
    for raw in (SHAPES["modelled"], SKELETON):
        made = with_answer(raw, an_answer(text), PROFILE)
        assert parse(made, force="42", profile=PROFILE).report_id == parse(raw, force="42", profile=PROFILE).report_id


@given(st.text(max_size=60))
def test_an_address_is_one_address_or_refused(told: str) -> None:
    for checked in (email_address, phone_number):
        with suppress(Refusal):
            assert checked(told).isprintable()


@pytest.mark.parametrize(
    "told", ["a@b.example\nBcc: x@y.example", "a b@c.example", "<a@b.example>", "a@b", '"a"@b.cd', "ŵ@b.cd"]
)
def test_what_is_no_plain_address(told: str) -> None:
    with pytest.raises(Refusal):
        email_address(told)


@settings(deadline=None)
@given(st.text(st.characters(codec="utf-8"), max_size=300))
def test_no_words_get_into_the_headers_of_a_letter(body: str) -> None:
    config = MessagesConfig(sender=SENDER, sender_name="Heddlu Ŵyn")
    message = Outgoing(
        report_id=ReportId("r"), number=1, channel="email", template="", address="jane@home.example",
        subject=f"About {in_subject('a' * 20)}", body=body, fields={}, token="a" * 20, mime_id="1@force.example",
        created_at=AT, try_until=AT, tries=1,
    )  # fmt: skip
    head = letter(config, message).partition(b"\r\n\r\n")[0].decode("ascii")
    names = [line.partition(":")[0] for line in head.split("\r\n") if not line.startswith((" ", "\t"))]
    assert names == [
        "From", "Reply-To", "To", "Subject", "Date", "Message-ID", "X-Auto-Response-Suppress", "Content-Type",
        "Content-Transfer-Encoding", "MIME-Version",
    ]  # fmt: skip


def test_quotes_without_end_are_read_in_one_pass() -> None:
    text = ">\n" * 100_000 + "mine"
    assert trimmed(text).endswith("mine")
