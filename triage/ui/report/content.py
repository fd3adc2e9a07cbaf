"""What the cards of the report column say, as plain rows: label, value, and the original where it was corrected."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import overload

from triage.models.answer import Answer
from triage.models.corrections import CORRECTABLE, original_of
from triage.models.draft import Correction
from triage.models.person import Contact, Person
from triage.models.report import Report
from triage.models.things import Place, PropertyItem, Vehicle
from triage.ui.report.dates import long_date, long_moment, read_answer

Corrections = dict[str, Correction]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One field of a row. ``field`` is its pointer ("" = cannot be corrected); ``original`` and ``value`` as stored,
    ``shown_*`` as read. ``by``/``at``: who corrected it, and when."""

    field: str = ""
    label: str
    original: str
    value: str
    shown_original: str
    shown_value: str
    by: str = ""
    at: datetime | None = None

    @property
    def changed(self) -> bool:
        return self.value != self.original


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A line of a card: one or several parts ("Name" = title, first name, surname)."""

    label: str
    parts: tuple[Part, ...]
    joint: str = " "
    note: str = ""
    absent: str = "Not told"

    @property
    def correctable(self) -> bool:
        return any(part.field for part in self.parts)

    @property
    def text(self) -> str:
        told = self.joint.join(part.shown_value for part in self.parts if part.shown_value)
        return told or self.absent

    @property
    def spoken(self) -> str:
        """The row as one sentence for a screen reader: what it says, what it said, who changed it."""
        said = [f"{self.label}: {self.text}"]
        for part in self.parts:
            if part.changed:
                said.append(f"{part.label} was {part.shown_original or 'not told'}, corrected by {part.by}")
        return "; ".join([*said, self.note] if self.note else said)


@dataclass(frozen=True, slots=True, kw_only=True)
class CardContent:
    """A card: ``rows`` always shown, ``more`` behind "Show all"."""

    key: str
    title: str
    rows: tuple[Row, ...]
    more: Sequence[Row] = ()
    chips: tuple[str, ...] = field(default=())


def by_field(corrections: Iterable[Correction]) -> Corrections:
    return {correction.field: correction for correction in corrections}


def person_card(report: Report, person: Person, corrections: Corrections) -> CardContent:
    """A person with roles, name, ages, contacts and address; everything else told about them under "more"."""
    home = report.place(person.place_key) if person.place_key else None
    report = replace(report, people=(person,), places=(home,) if home else ())  # look-ups stay short
    part = _Parts(report, corrections, f"people/{person.key}")
    name = Row(
        label="Name",
        parts=tuple(part(attribute) for attribute in ("title", "given", "middle", "surname")),
        absent="Anonymous" if person.anonymous else "Name not given",
    )
    rows = [name, *_age_rows(person, part), *_told(part, "gender", "ethnicity"), *_contact_rows(person, part)]
    if person.contact_preference:
        rows.append(plain("Prefers", person.contact_preference))
    if home:
        rows.append(address_row(report, home, corrections))
    rows += _told(part, "description")
    title = " · ".join(person.roles) or "Person"
    return CardContent(key=f"people/{person.key}", title=title, rows=tuple(rows), more=answer_rows(person.details))


def place_card(report: Report, place: Place, corrections: Corrections) -> CardContent:
    report = replace(report, places=(place,))
    part = _Parts(report, corrections, f"places/{place.key}")
    rows = [*_told(part, "description"), address_row(report, place, corrections)]
    if place.uprn:
        rows.append(plain("UPRN", place.uprn))
    if place.latitude is not None and place.longitude is not None:
        rows.append(plain("Map position", f"{place.latitude:.5f}, {place.longitude:.5f}"))
    title = "Where" if "incident" in place.roles else " · ".join(place.roles) or "Place"
    return CardContent(key=f"places/{place.key}", title=title, rows=tuple(rows), more=answer_rows(place.details))


def when_card(report: Report, corrections: Corrections) -> CardContent:
    part = _Parts(report, corrections, "when")
    rows = [Row(label="From", parts=(part("start"),)), Row(label="To", parts=(part("end"),))]
    if report.when and report.when.exact is not None:
        rows.append(plain("Exact time known", "Yes" if report.when.exact else "No"))
    if report.submission.submitted:
        rows.append(plain("Reported", long_moment(report.submission.submitted)))
    return CardContent(key="when", title="When", rows=tuple(rows))


def vehicle_card(report: Report, vehicle: Vehicle, corrections: Corrections) -> CardContent:
    part = _Parts(report, corrections, f"vehicles/{vehicle.key}")
    rows = [Row(label="Registration", parts=(part("registration"),)), *_told(part, "make", "model", "colour")]
    if vehicle.description:
        rows.append(plain("Description", vehicle.description))
    title = " · ".join(("Vehicle", *vehicle.roles))
    return CardContent(key=f"vehicles/{vehicle.key}", title=title, rows=tuple(rows), more=answer_rows(vehicle.details))


def property_card(report: Report, item: PropertyItem, corrections: Corrections) -> CardContent:
    part = _Parts(report, corrections, f"property/{item.key}")
    rows = [Row(label="Item", parts=(part("kind"),)), *_told(part, "description", "value", "identifiers")]
    title = " · ".join(("Property", *item.roles))
    return CardContent(key=f"property/{item.key}", title=title, rows=tuple(rows), more=answer_rows(item.details))


def address_row(report: Report, place: Place, corrections: Corrections) -> Row:
    part = _Parts(report, corrections, f"places/{place.key}")
    parts = tuple(part(attribute) for attribute in ("lines", "town", "county", "postcode"))
    return Row(label="Address", parts=parts, joint=", ")


class AnswerRows(Sequence[Row]):
    """Rows of answers, made only when they are looked at: a report may have a hundred thousand of them."""

    def __init__(self, answers: tuple[Answer, ...]) -> None:
        self._answers = answers

    def __len__(self) -> int:
        return len(self._answers)

    @overload
    def __getitem__(self, index: int) -> Row: ...
    @overload
    def __getitem__(self, index: slice) -> AnswerRows: ...
    def __getitem__(self, index: int | slice) -> Row | AnswerRows:
        if isinstance(index, slice):
            return AnswerRows(self._answers[index])
        answer = self._answers[index]
        return plain(answer.label, read_answer(answer.text))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, AnswerRows) and self._answers == other._answers

    def __hash__(self) -> int:
        return hash(self._answers)


def answer_rows(answers: Iterable[Answer]) -> AnswerRows:
    """Answers that no typed field carries, as plain rows; what has no text is shown as such, never left out."""
    return AnswerRows(tuple(answer for answer in answers if not answer.shown_as))


def answers_card(key: str, title: str, answers: Iterable[Answer], shown: int = 12) -> CardContent:
    """A card of answers, all but the first ``shown`` behind "Show all"."""
    rows = answer_rows(answers)
    return CardContent(key=key, title=title, rows=tuple(rows[:shown]), more=rows[shown:])


def plain(label: str, text: str, note: str = "") -> Row:
    part = Part(label=label, original=text, value=text, shown_original=text, shown_value=text)
    return Row(label=label, parts=(part,), note=note, absent="No answer")


def _age_rows(person: Person, part: _Parts) -> list[Row]:
    rows = _told(part, "born")
    if person.age is not None:
        rows.append(plain("Age", f"{person.age}"))
    rows += _told(part, "about_age")
    if person.under_18:
        rows.append(plain("Under 18", "Yes"))
    return rows


def _contact_rows(person: Person, part: _Parts) -> list[Row]:
    """The first phone and e-mail can be corrected (they are what is used); others are shown as told."""
    rows: list[Row] = []
    for kind, label in (("phone", "Phone"), ("email", "E-mail")):
        told = [contact for contact in person.contacts if contact.kind == kind]
        corrected = part(kind)
        if told or corrected.changed:
            rows.append(Row(label=label, parts=(corrected,), note=_safety(told[0]) if told else ""))
        rows += [plain(contact.label or label, contact.value, _safety(contact)) for contact in told[1:]]
    return rows


def _safety(contact: Contact) -> str:
    if contact.safe is None:
        return ""
    return "safe to use" if contact.safe else "not safe to use"


def _told(part: _Parts, *attributes: str) -> list[Row]:
    """A row for each attribute that was told or corrected."""
    parts = [part(attribute) for attribute in attributes]
    return [Row(label=one.label, parts=(one,)) for one in parts if one.original or one.changed]


class _Parts:
    """Makes the parts of one thing of the report: original, correction, and how both are read."""

    def __init__(self, report: Report, corrections: Corrections, base: str) -> None:
        self._report = report
        self._corrections = corrections
        self._base = base

    def __call__(self, attribute: str) -> Part:
        pointer = f"{self._base}/{attribute}"
        room = self._base.partition("/")[0]
        original = original_of(self._report, pointer)
        correction = self._corrections.get(pointer)
        value = correction.value if correction else original
        return Part(
            field=pointer,
            label=CORRECTABLE[room][attribute],
            original=original,
            value=value,
            shown_original=self._read(room, attribute, original, told=True),
            shown_value=self._read(room, attribute, value, told=correction is None),
            by=correction.by if correction else "",
            at=correction.at if correction else None,
        )

    def _read(self, room: str, attribute: str, text: str, *, told: bool) -> str:
        if attribute == "born":
            return long_date(text)
        if room == "when" and told and self._report.when:
            moment = self._report.when.start if attribute == "start" else self._report.when.end
            return long_moment(moment) if moment else ""
        return text
