"""Whether two people told of are one, and why: what must hold for all, and the ways in which names are written."""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from triage.insight.people.blocks import asked, blocks
from triage.insight.people.linkage import Linkage, counted_values, household
from triage.insight.people.nicknames import kindred
from triage.insight.people.traits import Traits, traits
from triage.insight.people.weights import Shares

NAMES = ("Ann", "Anna", "Annie", "Siân", "Mohammed", "Md", "Xiao Ming", "Kaur", "Harpreet", "J", "O'Brien", "Smith", "")
SURNAMES = (
    "Smith",
    "Smyth",
    "Kowalska",
    "Kowalski",
    "Mc Donald",
    "MacDonald",
    "O’Brien",
    "Smith-Jones",
    "Wang",
    "Singh",
    "",
)
BORN = ("", "1990-05-03", "1990-03-05", "1990-05-04", "1991-05-03", "1970-12-31", "1980-01-01")
PHONES = ((), ("07700 900123",), ("+44 7700 900124",), ("01632 960001",))
HOMES = (
    {},
    {"lines": ("14 High Street",), "code": "LS1 4AP"},
    {"lines": ("Flat 2", "14 High St"), "code": "LS1 4AP", "uprn": "0100"},
    {"lines": ("14 High Street",), "town": "Leeds"},
)


@st.composite
def people(draw: st.DrawFn) -> Traits:
    home = draw(st.sampled_from(HOMES))
    return traits(
        given=draw(st.sampled_from(NAMES)),
        surname=draw(st.sampled_from(SURNAMES)),
        born=draw(st.sampled_from(BORN)),
        phones=draw(st.sampled_from(PHONES)),
        emails=draw(st.sampled_from(((), ("jo.bloggs@example.com",), ("jo.bloggs@example.org",)))),
        **home,  # type: ignore[arg-type]
    )


@st.composite
def linkages(draw: st.DrawFn) -> Linkage:
    """Of a population in which some values are common."""
    known = draw(st.lists(people(), max_size=5))
    counts = Counter(value for person in known for value in counted_values(person))
    return Linkage(shares=Shares(counts=counts, total=draw(st.integers(0, 2_000_000))))


def person(given_: str = "", surname: str = "", **more: str | tuple[str, ...]) -> Traits:
    return traits(given=given_, surname=surname, **more)  # type: ignore[arg-type]


@given(linkages(), people(), people())
def test_which_comes_first_never_matters(linkage: Linkage, one: Traits, other: Traits) -> None:
    there, back = linkage.compare(one, other), linkage.compare(other, one)
    assert there.bits == pytest.approx(back.bits)
    assert {reason.level for reason in there.reasons} == {reason.level for reason in back.reasons}


@given(linkages(), people(), people())
def test_the_reasons_are_the_whole_score(linkage: Linkage, one: Traits, other: Traits) -> None:
    found = linkage.compare(one, other)
    assert found.bits == pytest.approx(found.prior + sum(reason.bits for reason in found.reasons))
    assert 0 <= found.probability <= 1
    assert all(reason.words and not reason.words.startswith(reason.field + ":") for reason in found.reasons)
    assert found.word == linkage.word(found.bits)


@given(linkages(), people())
def test_what_is_swapped_never_says_more_than_what_is_the_same(linkage: Linkage, one: Traits) -> None:
    same = linkage.compare(one, one).bits
    crossed = replace(one, given=one.surname, surname=one.given)
    assert linkage.compare(one, crossed).bits <= same + 1e-9
    if one.born:
        year, month, day = one.born.split("-")
        assert linkage.compare(one, replace(one, born=f"{year}-{day}-{month}")).bits <= same + 1e-9


@given(people(), people())
def test_the_likely_are_those_with_a_word(one: Traits, other: Traits) -> None:
    linkage = Linkage()
    found = dict(linkage.likely(one, [other, one]))
    for at, told in enumerate((other, one)):
        whole = linkage.compare(one, told)
        assert (at in found) == bool(whole.word)
        assert found.get(at, whole) == whole


@given(people())
def test_a_person_shares_a_key_with_themselves(one: Traits) -> None:
    assert set(asked(one)) <= set(blocks(one))
    assert bool(asked(one)) == bool(
        one.given or one.surname or one.phones or one.emails or one.postcode or one.uprn or one.born
    )


@pytest.mark.parametrize(
    ("one", "other", "words"),
    [
        (("Robert", "Smith"), ("Bob", "Smith"), "given name is another form of the same name"),
        (("Katarzyna", "Nowak"), ("Kasia", "Nowak"), "given name is another form of the same name"),
        (("Muhammad", "Khan"), ("Md", "Khan"), "given name is another form of the same name"),
        (("Siân", "Jones"), ("SIAN", "jones"), "same given name"),
        (("Xiao Ming", "Wang"), ("Xiaoming", "Wang"), "same given name"),
        (("Ming", "Wang"), ("Wang", "Ming"), "given name and surname the other way round"),
        (("Harpreet", "Kaur"), ("Kaur", "Harpreet"), "given name and surname the other way round"),
        (("Anna", "Kowalska"), ("Anna", "Kowalski"), "surname differs by one letter"),
        (("Ann", "Smith"), ("Ann", "Smithe"), "surname differs by one letter"),
        (("Ann", "Mc Donald"), ("Ann", "MacDonald"), "same surname"),
        (("Ann", "O Brien"), ("Ann", "O’Brien"), "same surname"),
        (("Rhys", "ap Gruffydd"), ("Rhys", "Gruffydd"), "same surname"),
        (("Ann", "Smith-Jones"), ("Ann", "Jones"), "one surname of several is the same"),
        (("Ann", "Jones-Smith"), ("Ann", "Smith Jones"), "same surname"),
        (("Ann", "Smith (née Jones)"), ("Ann", "Jones"), "one surname of several is the same"),
        (("Dr Ann", "Smith"), ("Ann", "Smith OBE"), "same surname"),
        (("J", "Smith"), ("John", "Smith"), "same initial of the given name"),
        (("James Robert", "Smith"), ("Robert", "Smith"), "one of the given names is the same"),
        (("", "John Smith"), ("John", "Smith"), "same given name"),
        (("Harpreet Kaur", "Gill"), ("Harpreet", "Gill"), "same given name"),
    ],
)  # fmt: skip
def test_ways_of_writing_a_name(one: tuple[str, str], other: tuple[str, str], words: str) -> None:
    born = {"born": "1984-02-11"}
    this, that = person(*one, **born), person(*other, **born)
    found = Linkage().compare(this, that)
    assert words in [reason.words for reason in found.reasons]
    assert found.word in ("fair", "strong")
    assert set(asked(this)) & set(blocks(that)), "no key brings them together"


def test_one_name_alone_is_looked_for_in_both_boxes() -> None:
    mononym = person("", "Suharto", phones=("07700900123",))
    known = person("Suharto", "", phones=("07700900123",))
    told = Linkage().compare(mononym, known)
    assert [reason.level for reason in told.reasons] == ["same", "same"]
    assert set(asked(mononym)) & set(blocks(person("Suharto", "Wibowo")))


def test_birth_and_numbers_are_explained() -> None:
    one = person("Ann", "Smith", born="1990-05-03", phones=("07700900123",), emails=("a.smith84@example.com",))
    other = person("Ann", "Smith", born="1990-03-05", phones=("07700900132",), emails=("a.smith84@example.org",))
    words = [reason.words for reason in Linkage().compare(one, other).reasons]
    assert "day and month of birth swapped" in words
    assert "telephone differs by one digit" in words
    assert "same name before the @ of the e-mail address" in words


def test_a_rare_name_says_more_than_a_common_one() -> None:
    counts = {("surname", "smith"): 12_000, ("surname", "featherstonehaugh"): 3}
    linkage = Linkage(shares=Shares(counts=counts, total=1_000_000))
    common = linkage.compare(person("Ann", "Smith"), person("Ann", "Smith"))
    rare = linkage.compare(person("Ann", "Featherstonehaugh"), person("Ann", "Featherstonehaugh"))
    assert rare.bits > common.bits + 5


def test_a_telephone_that_many_give_says_little() -> None:
    shop = Linkage(shares=Shares(counts={("phone", "01632960001"): 5_000}, total=100_000))
    own = Linkage(shares=Shares(counts={("phone", "01632960001"): 1}, total=100_000))
    one, other = person("Ann", "Smith", phones=("01632960001",)), person("Bob", "Jones", phones=("01632960001",))
    assert own.compare(one, other).bits > shop.compare(one, other).bits + 5
    assert shop.compare(one, other).word == ""


HOME = {"lines": ("14 High Street",), "code": "LS1 4AP", "phones": ("01632960001",)}


@pytest.mark.parametrize("first", ["Zoë", "Joan"])
def test_who_lives_together_is_a_household_and_not_one_person(first: str) -> None:
    john = person("John", "Smith", born="1980-04-02", **HOME)  # type: ignore[arg-type]
    beside = person(first, "Smith", born="1984-11-20", **HOME)  # type: ignore[arg-type]
    assert Linkage().compare(john, beside).word == ""
    told = household(john, beside)
    assert told is not None
    assert told.words == "same address"
    away = replace(beside, street="", doors=(), postcode="")
    told = household(john, away)
    assert told is not None
    assert told.words == "same landline"
    assert household(john, replace(away, phones=("07700900123",))) is None


def test_a_father_and_a_son_of_one_name_are_not_certain() -> None:
    father = person("John", "Smith", born="1950-04-02", **HOME)  # type: ignore[arg-type]
    son = person("John", "Smith", born="1984-11-20", **HOME)  # type: ignore[arg-type]
    assert Linkage().compare(father, son).word != "strong"


def test_common_name_alone_is_not_evidence_enough() -> None:
    assert Linkage().compare(person("John", "Smith"), person("John", "Smith")).word in ("", "weak")


def test_every_british_forename_is_found_again(shared_data: Path) -> None:
    """Whatever the name, the same person told twice shares a key and is recognised with the date of birth."""
    path = shared_data / "names_uk_forenames" / "uk_forenames.csv"
    with path.open(encoding="utf-8") as file:
        names = {row["name"] for row in csv.DictReader(file)}
    linkage = Linkage()
    for name in names:
        one, other = person(name, "Kettlewell", born="1984-02-11"), person(name.upper(), "Kettlewel", born="1984-02-11")
        assert set(asked(one)) & set(blocks(other)), name
        assert linkage.compare(one, other).word == "strong", name


def test_forms_of_a_name_lead_to_each_other() -> None:
    for one, other in (("bob", "robert"), ("bob", "rob"), ("gosia", "malgorzata")):
        assert kindred(one, other)
    assert not kindred("bob", "bill")
    assert not kindred("unheard", "of")
