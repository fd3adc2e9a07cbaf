"""What a text names is found where it stands, in the form a field takes, and nothing else is."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from triage.insight.extract.everything import PIECE, extract, pieces
from triage.models.mention import MentionKind

WRITTEN = datetime(2026, 11, 28, 9, 0, tzinfo=UTC)
"""A Saturday morning."""


def values(text: str, named: MentionKind) -> list[str]:
    return [found.value for found in extract(text, WRITTEN) if found.kind is named]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("we live at CO4 3QQ now", ["CO4 3QQ"]),
        ("near sw1a2aa by the gate", ["SW1A 2AA"]),
        ("it was C04 3QQ", ["CO4 3QQ"]),
        ("EC1V 9NR, W1T 3JH and M1 1AE", ["EC1V 9NR", "W1T 3JH", "M1 1AE"]),
        ("the S11 2BX one and SI1 2BX", ["S11 2BX", "S11 2BX"]),
        ("so 1 in 10 of us", []),
        ("part number X99 9ZC", []),
        ("mail AB1@2CD.example", []),
    ],
)
def test_postcodes(text: str, expected: list[str]) -> None:
    assert values(text, MentionKind.POSTCODE) == expected


def test_a_mended_postcode_is_not_sure() -> None:
    (found,) = extract("it was C04 3QQ", WRITTEN)
    assert (found.value, found.quote, found.sure) == ("CO4 3QQ", "C04 3QQ", False)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a black golf, reg wx07 abc, drove off", ["WX07 ABC"]),
        ("plate was AB1Z CDE", []),
        ("the car was AB12CDE", ["AB12 CDE"]),
        ("the car was ABI2 CDE", ["AB12 CDE"]),
        ("van A123 BCD parked outside", ["A123 BCD"]),
        ("an old mini, ABC 123A", ["ABC 123A"]),
        ("Belfast taxi number plate DRZ 4521", ["DRZ 4521"]),
        ("registration plate was ABC 123", ["ABC 123"]),
        ("I live at flat AB 12", []),
        ("model A4 PDF printer and Q3 ads", []),
        ("it is in room B12 and then C1 out", []),
        ("bus 12 AND a car", []),
    ],
)
def test_registrations(text: str, expected: list[str]) -> None:
    assert values(text, MentionKind.REGISTRATION) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ring 020 7946 0321 after six", ["+44 20 7946 0321"]),
        ("text from 07700900123", ["+44 7700 900123"]),
        ("+44 (0)7700 900 456", ["+44 7700 900456"]),
        ("sort code 20-00-00 account 55779911", []),
        ("order 1234567890123", []),
        ("from +353 1 679 3200 in Dublin", ["+353 1 679 3200"]),
    ],
)
def test_phones(text: str, expected: list[str]) -> None:
    assert values(text, MentionKind.PHONE) == expected


def test_emails() -> None:
    assert values("write to Jane.O'Brien+x@Mail.Example.org, not a@b", MentionKind.EMAIL) == [
        "Jane.O'Brien+x@mail.example.org"
    ]
    assert values("a..b@example.org and x@y", MentionKind.EMAIL) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("yesterday at about 10.15pm", ["2026-11-27T22:15:00+00:00"]),
        ("at 3pm yesterday", ["2026-11-27T15:00:00+00:00"]),
        ("last night around half ten", ["2026-11-27T22:30:00+00:00"]),
        ("last night at 2am", ["2026-11-28T02:00:00+00:00"]),
        ("on 14/11 at 2215hrs", ["2026-11-14T22:15:00+00:00"]),
        ("on the 3rd of July at quarter to nine in the morning", ["2026-07-03T07:45:00+00:00"]),
        ("saturday about half ten at night", ["2026-11-21T22:30:00+00:00"]),
        ("Tuesday evening at 7", ["2026-11-24"]),
        ("two days ago", ["2026-11-26"]),
        ("December 24th 2025, midnight", ["2025-12-24T00:00:00+00:00"]),
        ("on 24 December", ["2025-12-24"]),
        ("version 1.2.3 of it", []),
        ("at 3pm", []),
        ("31/02/2026 at 10:00", []),
        ("the sun was out and she may come", []),
    ],
)
def test_moments(text: str, expected: list[str]) -> None:
    assert values(text, MentionKind.MOMENT) == expected


def test_an_hour_that_came_twice_is_not_sure() -> None:
    (found,) = extract("25/10/2026 at 01:30", WRITTEN)
    assert (found.sure, found.note) == (False, "the clocks changed that night")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("crime ref 42/12345/26", ["42/12345/26"]),
        ("CAD 1234 of 20NOV26", ["1234 OF 20NOV26"]),
        ("my incident number is 44240123456", ["44240123456"]),
        ("reference TYA-1-23-0100-000", ["TYA-1-23-0100-000"]),
        ("a case of beer and 4 cads", []),
    ],
)
def test_references(text: str, expected: list[str]) -> None:
    assert values(text, MentionKind.REFERENCE) == expected


def test_money() -> None:
    assert values("£1,200.50, 300 quid, £2k and 5 grand pounds", MentionKind.MONEY) == [
        "1200.50",
        "300.00",
        "2000.00",
        "5000.00",
    ]


def test_numbers_of_a_person_are_masked() -> None:
    found = extract("NHS number 943 476 5919, not 943 476 5918. NI: AB 12 34 56 C or QQ123456C", WRITTEN)
    assert [(one.kind, one.value) for one in found] == [
        (MentionKind.NHS_NUMBER, "••• ••• 5919"),
        (MentionKind.NI_NUMBER, "•• •• •• 56 C"),
    ]


def test_what3words() -> None:
    assert values("at ///Filled.Count.Soap by the weir; w3w is index.home.raft", MentionKind.WHAT3WORDS) == [
        "filled.count.soap",
        "index.home.raft",
    ]
    assert values("www.some.site and one.two.three", MentionKind.WHAT3WORDS) == []


_PIECES = st.sampled_from(
    ["AB12 CDE", "CO4 3QQ", "07700 900123", "a@b.example", "yesterday at 3pm", "£20", "CAD 12 of", "///a.b.c", "12/11",
     "reg", "car", " ", "\n", ".", "0", "O", "at", "half past", "943 476 5919", "\u202e", "é", "of"]
)  # fmt: skip


@given(st.lists(_PIECES | st.text(max_size=6), max_size=25).map("".join))
def test_every_find_quotes_the_text_and_none_overlap(text: str) -> None:
    found = extract(text, WRITTEN)
    assert all(one.quote == text[one.start : one.end] and one.value for one in found)
    assert all(one.end <= after.start for one, after in pairwise(found))


@given(st.lists(st.sampled_from(("word", "a longer one.", "\n", "020 7946 0018", "x" * 5000)), max_size=1500))
def test_a_long_text_is_looked_through_in_pieces_that_are_the_whole_of_it(words: list[str]) -> None:
    text = " ".join(words)
    cut = list(pieces(text))
    assert "".join(piece for _, piece in cut) == text
    assert all(text[begin : begin + len(piece)] == piece for begin, piece in cut)
    assert all(len(piece) <= PIECE or " " not in piece[PIECE:-1] for _, piece in cut)


def test_places_in_a_later_piece_are_places_in_the_text() -> None:
    text = "Nothing to see here, and more of it. " * 600 + "Ring 020 7946 0018 about AB12 CDE."
    assert [text[one.start : one.end] for one in extract(text, WRITTEN)] == ["020 7946 0018", "AB12 CDE"]
