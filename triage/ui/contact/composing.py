"""Changes of a message being written, each a pure function; and what a person reads about the ways to send it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from triage.models.decision import Reference
from triage.models.draft import Draft
from triage.models.messages import Template
from triage.models.outcome_draft import Question
from triage.models.profile import Profile
from triage.models.report import Report
from triage.models.safe_contact import Safety, Way
from triage.models.wording import find_template, letter

OWN = "own"
"""The choice of own words in place of a template."""
CHANNEL_OF = {"email": "email", "phone": "sms"}
"""Kind of a way → channel of a message."""
_SAFETY = {
    Safety.SAFE: "marked safe",
    Safety.OPEN: "nothing speaks against it",
    Safety.ASK: "make sure first",
    Safety.NEVER: "not to be used",
}


def writable(ways: tuple[Way, ...], profile: Profile) -> tuple[Way, ...]:
    """The ways that the gateway can write by, those that must never be used left out."""
    return tuple(
        way for way in ways if way.safety is not Safety.NEVER and CHANNEL_OF[way.kind] in profile.contact.channels
    )


def way_key(way: Way) -> str:
    return f"{way.person}|{way.kind}|{way.address}"


def way_words(way: Way) -> tuple[str, str]:
    """(the row, its note): "jane@home.example, e-mail", "Jane Doe, reporter: marked safe"."""
    kind = "e-mail" if way.kind == "email" else "telephone"
    who = ", ".join((way.name, *way.roles))
    return f"{way.address}, {kind}", f"{who}: {_SAFETY[way.safety]}"


def chosen_way(question: Question, ways: tuple[Way, ...]) -> Way | None:
    kind = "phone" if question.channel == "sms" else "email"
    return next((way for way in ways if way.kind == kind and way.address == question.address), None)


def with_way(question: Question, way: Way) -> Question:
    """To somebody else; how one knew that the last way was safe says nothing about this one."""
    same = question.address == way.address
    return replace(
        question,
        channel=CHANNEL_OF[way.kind],
        person=way.person if way.known else None,
        address=way.address,
        safe_reason=question.safe_reason if same else "",
    )


def with_template(question: Question, template: Template | None, known: Mapping[str, str]) -> Question:
    """Other words to start from; fields of the same name keep what was written."""
    if template is None:
        return replace(question, template="", fields={}, own_words=True)
    fields = {name: question.fields.get(name, "") or known.get(name, "") for name in template.fields}
    return replace(question, template=template.key, language=template.language, fields=fields, text="", own_words=False)


def with_field(
    question: Question, name: str, words: str, template: Template | None, report: Report, force: str
) -> Question:
    """One field filled. With several lines the whole goes as text, put together here."""
    filled = replace(
        question, fields={**question.fields, name: words}, text="" if not question.own_words else question.text
    )
    if filled.own_words:
        return filled
    told = letter(filled, template, report, force)
    return replace(filled, text=told.body if told.free and not told.missing else "")


def known_fields(report: Report, profile: Profile, draft: Draft, references: tuple[Reference, ...]) -> dict[str, str]:
    """What the report itself can say in a message's fields; the handler may change all of it."""
    crimes = [one.reference for one in references if one.deliverable.startswith("crime")]
    reason = next((choice.name for choice in profile.reasons if choice.key == draft.reason), "")
    signposts = ", ".join(choice.name for choice in profile.signposts if choice.key in draft.signpost)
    reporter = next((person.name for person in report.people if "reporter" in person.roles), "")
    return {
        "crime_reference": ", ".join(crimes),
        "incident_reference": next((one.reference for one in references if one.deliverable == "incident"), ""),
        "contact": profile.contact.contact,
        "reason": reason,
        "organisation": signposts,
        "name": reporter,
    }


def template_of(question: Question, templates: tuple[Template, ...]) -> Template | None:
    return find_template(templates, question.template, question.language) if question.template else None
