"""A mention goes where it can only be meant, once, and back again with the draft before it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from tests.builders import a_report
from triage.models.adopting import adopt, adopted_thing, adoption_of, is_told
from triage.models.answer import Moment
from triage.models.composed import composed
from triage.models.draft import empty_draft
from triage.models.ids import PersonKey
from triage.models.mention import Mention, MentionKind
from triage.models.person import Contact, Person
from triage.models.report import Report, When
from triage.models.things import Place, PropertyItem, Vehicle

AT = datetime(2026, 11, 28, 9, 0, tzinfo=UTC)


def mention(kind: MentionKind, value: str, quote: str, text: str) -> Mention:
    start = text.index(quote)
    return Mention(kind=kind, value=value, quote=quote, start=start, end=start + len(quote))


def adopted(report: Report, found: Mention) -> Report:
    before = empty_draft(report.report_id, report.version)
    draft = adopt(before, report, found, by="Ann", at=AT)
    whole = composed(report, draft)
    assert is_told(found, whole)
    assert adopt(draft, report, found, by="Ann", at=AT) == draft, "adopted once"
    assert composed(report, before) == report, "the draft before takes it back"
    return whole


def bare(text: str, **parts: object) -> Report:
    empty: dict[str, object] = {"people": (), "places": (), "vehicles": (), "property_items": (), "when": None}
    return replace(a_report(), narrative=text, **{**empty, **parts})  # type: ignore[arg-type]


def test_a_registration_makes_a_vehicle_or_completes_the_one_without() -> None:
    text = "a golf, wx07 abc, drove off"
    found = mention(MentionKind.REGISTRATION, "WX07 ABC", "wx07 abc", text)
    assert [one.registration for one in adopted(bare(text), found).vehicles] == ["WX07 ABC"]
    golf = Vehicle(key="v1", make="VW")
    (mended,) = adopted(bare(text, vehicles=(golf,)), found).vehicles
    assert (mended.key, mended.registration) == ("v1", "WX07 ABC")


def test_a_slip_is_mended_in_the_new_thing() -> None:
    text = "the car was ABI2 CDE"
    found = mention(MentionKind.REGISTRATION, "AB12 CDE", "ABI2 CDE", text)
    assert [one.registration for one in adopted(bare(text), found).vehicles] == ["AB12 CDE"]


def test_a_postcode_completes_where_it_happened() -> None:
    text = "by the gate at co4 3qq"
    found = mention(MentionKind.POSTCODE, "CO4 3QQ", "co4 3qq", text)
    park = Place(key="l1", roles=("incident",), description="The park")
    (mended,) = adopted(bare(text, places=(park,)), found).places
    assert (mended.key, mended.postcode) == ("l1", "CO4 3QQ")
    (made,) = adopted(bare(text), found).places
    assert (made.postcode, made.roles) == ("CO4 3QQ", ("incident",))


@pytest.mark.parametrize(
    ("text", "owner"),
    [
        ("He rings me off 07700 900123 all night", None),
        ("His number is 07700 900123", "suspect"),
        ("My number is 07700 900123", "reporter"),
        ("the poster says 07700 900123", None),
    ],
)
def test_a_number_goes_to_the_one_whose_it_is_said_to_be(text: str, owner: str | None) -> None:
    people = (
        Person(key=PersonKey("p1"), roles=("reporter",), contacts=(Contact(kind="phone", value="01206 762212"),)),
        Person(key=PersonKey("p2"), roles=("suspect",)),
    )
    report = bare(text, people=people)
    found = mention(MentionKind.PHONE, "+44 7700 900123", "07700 900123", text)
    if owner is None:
        assert adoption_of(found, report) is None
        return
    (person,) = adopted(report, found).with_role(owner)
    assert "+44 7700 900123" in [way.value for way in person.contacts]


def test_a_number_the_report_has_is_told() -> None:
    ours = Contact(kind="phone", value="07700 900123")
    report = bare("ring 07700 900123", people=(Person(key=PersonKey("p1"), roles=("reporter",), contacts=(ours,)),))
    assert is_told(mention(MentionKind.PHONE, "+44 7700 900123", "07700 900123", report.narrative), report)


def test_a_time_fills_an_empty_when_in_local_time() -> None:
    text = "on 3 July at 8.45 in the morning"
    found = mention(MentionKind.MOMENT, "2026-07-03T07:45:00+00:00", text, text)
    when = adopted(bare(text), found).when
    assert when is not None
    assert when.start == Moment(text="Fri 3 Jul 2026, 08:45", at="2026-07-03T07:45:00Z")
    assert is_told(found, bare(text, when=When(start=Moment(text="yesterday"))))


def test_a_sum_goes_to_the_only_thing_without_a_value() -> None:
    text = "my bike, £1,200"
    found = mention(MentionKind.MONEY, "1200.00", "£1,200", text)
    bike = PropertyItem(key="i1", kind="Bicycle")
    (item,) = adopted(bare(text, property_items=(bike,)), found).property_items
    assert item.value == "£1,200.00"
    assert adoption_of(found, bare(text)) is None


def test_numbers_of_a_person_have_no_place() -> None:
    text = "NHS 943 476 5919"
    assert adoption_of(mention(MentionKind.NHS_NUMBER, "••• ••• 5919", "943 476 5919", text), bare(text)) is None


def test_the_focus_goes_to_what_was_filled() -> None:
    text = "a golf, WX07 ABC"
    report = bare(text)
    before = empty_draft(report.report_id, report.version)
    found = mention(MentionKind.REGISTRATION, "WX07 ABC", "WX07 ABC", text)
    assert adopted_thing(before, adopt(before, report, found, by="Ann", at=AT)) == "vehicles/a1/registration"
    assert adopted_thing(before, before) == ""
