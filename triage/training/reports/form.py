"""The whole form as plain text, as the hub sends it in ``submissionContent``: banner, questions, answers."""

from __future__ import annotations

from triage.training.reports import codes
from triage.training.reports.case import Case
from triage.training.reports.people import Person

_STARS = "*" * 72
_BANNERS = (
    "OFFICIAL-SENSITIVE when complete. Share only where the work needs it.",
    "OFFICIAL-SENSITIVE [personal data]. Handle under the force's own instruction.",
)
_QUESTION = {
    "collision": "Tell us what happened, in the order it happened:",
    "missing": "Tell us about the person who is missing:",
    "event": "Tell us about the event:",
    "feedback": "Tell us what you would like us to know:",
    "lost_property": "Describe what has been lost or found:",
    "clares_law": "Tell us about your reason for asking:",
    "firearms_licensing": "Tell us what you need us to know:",
}


def content(case: Case) -> str:
    """The form's text, consistent with the structured part."""
    lines = [_STARS, case.draw.pick("banner", _BANNERS), _STARS, "", f"SINGLE ONLINE HOME - {case.kind.title.upper()}"]
    lines += [f"Reference: {case.reference}", f"Sent: {case.sent:%d/%m/%Y %H:%M}", ""]
    lines += ["ABOUT YOUR REPORT", f"How are you involved? {codes.INVOLVEMENT[case.involvement]}", ""]
    lines += [_QUESTION.get(case.kind.key, "Tell us what happened:"), case.text, ""]
    lines += _where_and_when(case) + _answers(case) + _things(case) + _you(case)
    if case.files:
        lines += ["", "FILES", *(f"File {n}: {file.name} ({file.media_type})" for n, file in enumerate(case.files, 1))]
    return "\n".join(lines)


def yes(told: bool) -> str:
    return "Yes" if told else "No"


def _where_and_when(case: Case) -> list[str]:
    when = case.telling.scene.when
    lines = ["WHERE AND WHEN"]
    if case.place:
        lines.append(f"Where did it happen? {_full_place(case)}")
    if case.kind.key in {"event", "clares_law", "firearms_licensing"}:
        return lines
    lines.append(f"Do you know exactly when? {yes(when.exact)}")
    lines.append(f"When did it start? {when.start:%d/%m/%Y %H:%M}")
    if when.end != when.start:
        lines.append(f"When did it end? {when.end:%d/%m/%Y %H:%M}")
    return lines


def _full_place(case: Case) -> str:
    venue = case.telling.scene.venue
    return ", ".join(part for part in (venue, case.place.full if case.place else "") if part)


def _answers(case: Case) -> list[str]:
    if case.kind.category != "OCR":
        return []
    told = case.telling.scene.narrative
    return [
        f"Was anyone physically hurt? {yes(told.injury)}",
        f"Was there a weapon? {yes(told.weapon)}",
        f"Were there threats or abuse? {yes(told.threat)}",
        f"Was it motivated by hostility towards who you are? {yes(told.hate)}",
        f"Do you know who did it? {yes(bool(told.sus))}",
    ]


def _things(case: Case) -> list[str]:
    lines = []
    for part, car in case.cars:
        whose = "Your vehicle" if part == "own" else "Other vehicle"
        lines.append(f"{whose}: {car.registration}, {car.colour} {car.make} {car.model}")
    for item in case.items:
        worth = f" (about £{item.value})" if item.value else ""
        lines.append(f"Property: {item.description}{worth}")
    return ["", "VEHICLES AND PROPERTY", *lines] if lines else []


def _you(case: Case) -> list[str]:
    person = case.reporter
    if person is None:
        return ["", "ABOUT YOU", "Would you like to stay anonymous? Yes"]
    return ["", "ABOUT YOU", *_about(person, case)]


def _about(person: Person, case: Case) -> list[str]:
    lines = [f"Name: {' '.join(part for part in (person.title, person.name) if part)}"]
    lines.append(f"Date of birth: {person.born:%d/%m/%Y}")
    lines.append(f"Gender: {codes.GENDERS[person.gender_code]}")
    lines.append(f"Ethnic group: {codes.ETHNICITY[person.ethnicity]}")
    lines.append(f"Address: {person.home.full}")
    return [*lines, f"Phone: {case.phone}", f"Email: {person.email}"]
