"""The shape of postcodes: packing keeps order and loses nothing, slips are mended, a text gives up what it holds."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from triage.insight.reference.postcode import find, lettered, pack, readings, span_of, tidy, unpack

LETTER = st.sampled_from(string.ascii_uppercase)
DIGIT = st.sampled_from(string.digits)
AREA = st.one_of(LETTER, st.tuples(LETTER, LETTER).map("".join))
DISTRICT = st.one_of(DIGIT, st.tuples(DIGIT, st.one_of(DIGIT, LETTER)).map("".join))
OUTWARD = st.tuples(AREA, DISTRICT).map("".join)
INWARD = st.tuples(DIGIT, LETTER, LETTER).map("".join)
WHOLE = st.tuples(OUTWARD, INWARD).map(" ".join)


@given(WHOLE)
def test_a_postcode_comes_back_as_it_went_in(postcode: str) -> None:
    number = pack(postcode)
    assert number is not None
    assert 0 <= number < 2**32
    assert unpack(number) == postcode
    assert pack(postcode.lower().replace(" ", "")) == number == pack(f"  {postcode.replace(' ', '   ')}. ")


@given(WHOLE, WHOLE)
def test_two_postcodes_never_share_a_number(one: str, other: str) -> None:
    assert (pack(one) == pack(other)) is (tidy(one) == tidy(other))


@given(OUTWARD, INWARD)
def test_every_unit_lies_in_the_span_of_its_district_and_sector(outward: str, inward: str) -> None:
    number = pack(f"{outward} {inward}")
    assert number is not None
    for text in (outward, f"{outward} {inward[0]}"):
        span = span_of(text)
        assert span is not None
        assert span.first <= number < span.last


@given(st.text(max_size=12))
def test_any_text_is_a_postcode_or_is_not(text: str) -> None:
    number = pack(text)
    assert number is None or tidy(unpack(number)) == tidy(text)
    for reading in readings(text):
        assert pack(reading) is not None
    span_of(text)


@given(st.text(max_size=200))
def test_a_search_in_any_text_points_into_it(text: str) -> None:
    for found in find(text):
        assert 0 <= found.start < found.end <= len(text)
        assert found.readings


@given(WHOLE, st.sampled_from(["", "I live at ", "(", "near:\n"]), st.sampled_from(["", ", top floor", ".", ") now"]))
def test_a_postcode_is_found_in_what_is_said_around_it(postcode: str, before: str, after: str) -> None:
    said = [found.readings[0] for found in find(f"{before}{postcode}{after}")]
    assert said == [tidy(postcode)]


@pytest.mark.parametrize(
    ("written", "meant"),
    [("SM1 IAA", "SM11AA"), ("SMl 1AA", "SM11AA"), ("S0I4 OAA", "SO140AA"), ("M1 1AO", "M11AO"), ("gir 0aa", "GIR0AA")],
)
def test_slips_are_mended(written: str, meant: str) -> None:
    assert meant in (*readings(written), tidy(written))


def test_what_is_written_right_is_read_first() -> None:
    assert readings("SO1 1AI")[0] == "SO11AI"


def test_a_district_that_a_letter_splits() -> None:
    span, whole = span_of("SW1"), pack("SW1A 1AA")
    assert span is not None
    assert whole is not None
    assert not span.first <= whole < span.last
    assert lettered(span).first <= whole < lettered(span).last


def test_gir_stands_for_itself() -> None:
    assert unpack(pack("GIR 0AA") or 0) == "GIR 0AA"


@pytest.mark.parametrize("text", ["", "SW", "SW4 7A", "12345", "SW47AAA", "S W4", "1AA 1AA", "£W1 1AA", "Ⅷ1 1AA"])
def test_no_postcode(text: str) -> None:
    assert pack(text) is None
