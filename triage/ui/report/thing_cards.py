"""The cards of people, places, time, vehicles and property: what was told, put right, joined or added.

What was told comes first; fields that nothing was told about are behind "Add a detail", so that every one of them can
be filled in.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from triage.models.additions import Addition, Merge, joined
from triage.models.clock import london
from triage.models.draft import Draft
from triage.models.person import Contact, Person
from triage.models.report import Report
from triage.models.things import Place, PropertyItem, Vehicle
from triage.ui.report.content import CardContent, Corrections, Parts, Row, answer_rows, by_field, plain
from triage.ui.report.dates import long_date, long_moment

REMOVE, SEPARATE, WORDS = "remove", "separate", "words"
"""Acts of a card: take an added thing away, part joined people, show the words a thing was made from."""


@dataclass(frozen=True, slots=True)
class Laid:
    """What the handler laid over the report: corrections by field, additions by thing, merges by who was kept."""

    corrections: Corrections = field(default_factory=dict)
    additions: dict[str, Addition] = field(default_factory=dict)
    merges: dict[str, tuple[Merge, ...]] = field(default_factory=dict)


def laid_over(draft: Draft) -> Laid:
    """What this draft lays over its report."""
    merges: dict[str, tuple[Merge, ...]] = {}
    for entry in draft.merges:
        merges[str(entry.kept)] = (*merges.get(str(entry.kept), ()), entry)
    return Laid(by_field(draft.corrections), {entry.thing: entry for entry in draft.additions}, merges)


def person_card(report: Report, person: Person, laid: Laid) -> CardContent:
    """A person with roles, name, ages, contacts and address; everything else told about them under "more"."""
    home = report.place(person.place_key) if person.place_key else None
    others = [(merge, gone) for merge in _merges_of(person, laid) if (gone := report.person(merge.gone))]
    short = replace(report, people=(person,), places=(home,) if home else ())  # look-ups stay short
    part = Parts(short, laid.corrections, f"people/{person.key}")
    name = Row(
        label="Name",
        parts=tuple(part(attribute) for attribute in ("title", "given", "middle", "surname")),
        absent="Anonymous" if person.anonymous else "Name not given",
    )
    told, untold = _split(part, "born", "age", "about_age", "under_18", "gender", "ethnicity")
    contacts, no_contacts = _contact_rows(person, part)
    last, no_last = _split(part, "contact_preference", "description")
    rows = [name, *told, *contacts, *last[:-1]]
    if home:
        rows.append(address_row(short, home, laid.corrections))
    rows += last[-1:]
    for merge, gone in others:
        rows += _joined_rows(person, gone, merge)
    roles = dict.fromkeys((*person.roles, *(role for _, gone in others for role in gone.roles)))
    return _card(
        f"people/{person.key}",
        " · ".join(roles) or "Person",
        rows,
        (*untold, *no_contacts, *no_last),
        laid,
        more=answer_rows(
            (*person.details, *(answer for _, gone in others for answer in gone.details)), laid.corrections
        ),
        acts=((SEPARATE, "Separate"),) if others else (),
    )


def place_card(report: Report, place: Place, laid: Laid) -> CardContent:
    report = replace(report, places=(place,))
    part = Parts(report, laid.corrections, f"places/{place.key}")
    told, untold = _split(part, "description", "uprn", "position")
    first, rest = (told[:1], told[1:]) if told and told[0].parts[0].field.endswith("description") else ([], told)
    title = "Where" if "incident" in place.roles else " · ".join(place.roles) or "Place"
    rows = [*first, address_row(report, place, laid.corrections), *rest]
    return _card(f"places/{place.key}", title, rows, untold, laid, more=answer_rows(place.details, laid.corrections))


def when_card(report: Report, laid: Laid) -> CardContent:
    part = Parts(report, laid.corrections, "when")
    told, untold = _split(part, "exact")
    rows = [Row(label="From", parts=(part("start"),)), Row(label="To", parts=(part("end"),)), *told]
    if report.submission.submitted:
        rows.append(plain("Reported", long_moment(report.submission.submitted)))
    return _card("when", "When", rows, untold, laid)


def vehicle_card(report: Report, vehicle: Vehicle, laid: Laid) -> CardContent:
    report = replace(report, vehicles=(vehicle,))
    part = Parts(report, laid.corrections, f"vehicles/{vehicle.key}")
    told, untold = _split(part, "make", "model", "colour", "description")
    rows = [Row(label="Registration", parts=(part("registration"),)), *told]
    title = " · ".join(("Vehicle", *vehicle.roles))
    more = answer_rows(vehicle.details, laid.corrections)
    return _card(f"vehicles/{vehicle.key}", title, rows, untold, laid, more=more)


def property_card(report: Report, item: PropertyItem, laid: Laid) -> CardContent:
    report = replace(report, property_items=(item,))
    part = Parts(report, laid.corrections, f"property/{item.key}")
    told, untold = _split(part, "description", "value", "identifiers")
    rows = [Row(label="Item", parts=(part("kind"),)), *told]
    title = " · ".join(("Property", *item.roles))
    more = answer_rows(item.details, laid.corrections)
    return _card(f"property/{item.key}", title, rows, untold, laid, more=more)


def address_row(report: Report, place: Place, corrections: Corrections) -> Row:
    part = Parts(report, corrections, f"places/{place.key}")
    parts = tuple(part(attribute) for attribute in ("lines", "town", "county", "postcode"))
    return Row(label="Address", parts=parts, joint=", ")


def _card(
    key: str,
    title: str,
    rows: list[Row],
    untold: tuple[Row, ...] | list[Row],
    laid: Laid,
    *,
    more: object = (),
    acts: tuple[tuple[str, str], ...] = (),
) -> CardContent:
    """The card, with where it was made from when the handler added it."""
    added = laid.additions.get(key)
    chips: tuple[str, ...] = ()
    if added is not None:
        who = f"added by {added.by}, {london(added.at):%H:%M}"
        rows = [*rows, plain("Words used", f"“{added.source.quote}”", who)]
        acts = (*acts, (WORDS, "Show the words"), (REMOVE, "Remove"))
        chips = ("Added",)
    return CardContent(
        key=key,
        title=title,
        rows=tuple(rows),
        more=more,  # type: ignore[arg-type]
        chips=chips,
        untold=tuple(untold),
        acts=acts,
    )


def _joined_rows(person: Person, gone: Person, merge: Merge) -> list[Row]:
    """Who was joined into this person, and what was told about them that was not told here."""
    whole, name = joined(person, gone), gone.name
    roles = f" ({', '.join(gone.roles)})" if gone.roles else ""
    rows = [plain("One with", f"{name}{roles}", f"joined by {merge.by}, {london(merge.at):%H:%M}")]
    for label, ours, theirs in (
        ("Date of birth", long_date(person.born), long_date(gone.born)),
        ("About age", person.about_age, gone.about_age),
        ("Gender", person.gender, gone.gender),
        ("Ethnicity", person.ethnicity, gone.ethnicity),
        ("Description", person.description, gone.description),
    ):
        if theirs and theirs != ours:
            rows.append(plain(label, theirs, f"told of {name}"))
    new = [contact for contact in whole.contacts if contact not in person.contacts]
    rows += [plain({"phone": "Phone", "email": "E-mail"}.get(one.kind, one.kind), one.value, f"told of {name}")
             for one in new]  # fmt: skip
    return rows


def _merges_of(person: Person, laid: Laid) -> tuple[Merge, ...]:
    """Everybody joined into this person, also by way of somebody who was joined into them."""
    found: list[Merge] = []
    waiting = list(laid.merges.get(str(person.key), ()))
    while waiting:
        merge = waiting.pop(0)
        found.append(merge)
        waiting += laid.merges.get(str(merge.gone), ())
    return tuple(found)


def _contact_rows(person: Person, part: Parts) -> tuple[list[Row], list[Row]]:
    """Every phone and e-mail told, and those that could be."""
    told: list[Row] = []
    untold: list[Row] = []
    for kind, label in (("phone", "Phone"), ("email", "E-mail")):
        there = [contact for contact in person.contacts if contact.kind == kind]
        first = part(kind)
        row = Row(label=label, parts=(first,), note=_safety(there[0]) if there else "")
        (told if there or first.changed else untold).append(row)
        for number, contact in enumerate(there[1:], start=2):
            named = contact.label or label
            told.append(Row(label=named, parts=(part(f"{kind}{number}"),), note=_safety(contact)))
    return told, untold


def _safety(contact: Contact) -> str:
    if contact.safe is None:
        return ""
    return "safe to use" if contact.safe else "not safe to use"


def _split(part: Parts, *attributes: str) -> tuple[list[Row], list[Row]]:
    """A row for each attribute: those told or corrected, and those that nothing is known about."""
    made = [part(attribute) for attribute in attributes]
    told = [Row(label=one.label, parts=(one,)) for one in made if one.original or one.changed]
    untold = [Row(label=one.label, parts=(one,)) for one in made if not (one.original or one.changed)]
    return told, untold
