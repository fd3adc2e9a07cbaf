"""Corrections lie beside the original; the original never changes."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.builders import NOW, a_draft, a_report
from triage.models.answer import Answer
from triage.models.corrections import CORRECTABLE, corrected, label_of, original_of, with_correction
from triage.models.draft import Correction
from triage.models.errors import InputError
from triage.models.report import Report


def a_correction(field: str, value: str, original: str | None = None) -> Correction:
    told = original_of(a_report(), field) if original is None else original
    return Correction(field=field, original=told, value=value, by="h1", at=NOW)


@pytest.mark.parametrize(
    ("field", "value", "read"),
    [
        ("people/p1/surname", "Probert", lambda r: r.people[0].surname),
        ("people/p1/phone", "07700 900456", lambda r: r.people[0].contacts[0].value),
        ("people/p1/born", "1981-02-28", lambda r: r.people[0].born),
        ("places/l1/postcode", "AB1 2CE", lambda r: r.places[0].postcode),
        ("vehicles/v1/registration", "TE57 VRN", lambda r: r.vehicles[0].registration),
        ("property/i1/value", "540", lambda r: r.property_items[0].value),
        ("when/start", "18/11/2026", lambda r: r.when.start.text),
    ],
)
def test_a_correction_shows_in_the_copy_and_not_in_the_original(field: str, value: str, read: object) -> None:
    report = a_report()
    before = original_of(report, field)
    after = corrected(report, (a_correction(field, value),))
    assert callable(read)
    assert read(after) == value
    assert original_of(after, field) == value
    assert original_of(report, field) == before != value


def test_an_address_is_corrected_line_by_line() -> None:
    after = corrected(a_report(), (a_correction("places/l1/lines", "Orme Baths, 2 Example Street"),))
    assert after.places[0].lines == ("Orme Baths", "2 Example Street")


def test_other_contacts_of_the_person_stay() -> None:
    after = corrected(a_report(), (a_correction("people/p1/phone", "07700 900456"),))
    assert [contact.kind for contact in after.people[0].contacts] == ["phone", "email"]


def test_a_person_without_phone_gets_one() -> None:
    report = a_report(people=(a_report().people[0].__class__(key=a_report().people[0].key),))
    after = corrected(report, (a_correction("people/p1/phone", "07700 900456", ""),))
    assert after.people[0].contacts[0].value == "07700 900456"


def test_a_correction_of_somebody_a_new_version_no_longer_has_changes_nothing() -> None:
    report = a_report(people=())
    assert corrected(report, (a_correction("people/p1/surname", "Probert", "Probart"),)) == report


@pytest.mark.parametrize("field", ["people/p1/roles", "nonsense", "people/p1", "submission/x/force"])
def test_what_cannot_be_corrected_is_refused_by_name(field: str) -> None:
    with pytest.raises(InputError) as refused:
        corrected(a_report(), (Correction(field=field, original="", value="x", by="h1", at=NOW),))
    assert refused.value.errors[0].pointer == field


def test_every_correctable_field_has_a_word_and_an_original() -> None:
    keys = {"people": "p1", "places": "l1", "vehicles": "v1", "property": "i1", "when": "", "answers": "data/0"}
    for room, attributes in CORRECTABLE.items():
        for attribute, word in attributes.items():
            field = "/".join(part for part in (room, keys[room], attribute) if part)
            assert label_of(field).startswith(word)
            assert isinstance(original_of(a_report(), field), str)


def test_a_second_correction_of_a_field_replaces_the_first() -> None:
    draft = with_correction(a_draft(a_report()), a_correction("people/p1/surname", "Probert"))
    draft = with_correction(draft, a_correction("people/p1/surname", "Probyn"))
    assert [correction.value for correction in draft.corrections] == ["Probyn"]


def test_correcting_back_to_the_original_takes_the_correction_away() -> None:
    draft = with_correction(a_draft(a_report()), a_correction("people/p1/surname", "Probert"))
    draft = with_correction(draft, a_correction("people/p1/surname", "Probart"))
    assert draft.corrections == ()


@pytest.mark.parametrize(
    ("field", "value", "read"),
    [
        ("people/p1/age", "41", lambda report: report.people[0].age == 41),
        ("people/p1/age", "old", lambda report: report.people[0].age == a_report().people[0].age),
        ("people/p1/under_18", "yes", lambda report: report.people[0].under_18 is True),
        ("people/p1/phone2", "07700 900999", lambda report: report.people[0].contacts[-1].value == "07700 900999"),
        ("places/l1/position", "51.5, -0.12", lambda report: report.places[0].longitude == -0.12),
        ("when/start", "Thu 19 Nov 2026, 22:10", lambda report: report.when.start.at == "2026-11-19T22:10:00Z"),
        ("when/start", "Wed 18 Nov 2026", lambda report: report.when.start.at == "2026-11-18"),
        ("when/start", "after tea", lambda report: report.when.start.at is None),
    ],
)
def test_a_corrected_value_has_its_own_type(field: str, value: str, read: Callable[[Report], bool]) -> None:
    assert read(corrected(a_report(), (a_correction(field, value),)))


def test_an_answer_of_the_form_is_corrected_by_its_place_in_the_payload() -> None:
    told = Answer(path="/data/attributes/hadWeapon", label="Weapon", text="No")
    report = a_report(answers=(told,))
    field = "answers/data/attributes/hadWeapon/text"
    assert original_of(report, field) == "No"
    assert corrected(report, (a_correction(field, "Yes", "No"),)).answers[0].text == "Yes"
