"""What of a report can be found: its texts, by where they stand, and its words as both engines keep them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from triage.models.answer import Answer
from triage.models.fold import words
from triage.models.numbers import numbers_in, phone, registration, registration_apart
from triage.models.person import Person
from triage.models.report import Report

RULES = 2
"""Raised when words, keys or people of a report would come out otherwise: the indexer then makes all documents anew."""
MOST_BYTES = 400_000
"""Of a document's different words; PostgreSQL keeps less than 1 MiB of them. Far above any report that a person
wrote; the words beyond are not found."""
_LINKS = frozenset({"type", "id", "link"})
"""Answers that only tie the parts of a payload together."""
_DIGIT = re.compile(r"\d")
APART = "|"
"""Stands between texts, so that no phrase reaches from one into the next."""


class Passage(NamedTuple):
    """One text of a report. ``field``: narrative, form, answers, people, places, vehicles, property, files,
    reference; ``head``: it names the report or somebody in it, and a hit in it counts more."""

    field: str
    text: str
    head: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """The folded words of one version; ``head`` and ``body`` begin and end with a blank."""

    head: str
    body: str

    def lexemes(self) -> list[str]:
        """Every different word; those of the head once more behind a "^"."""
        head = set(self.head.split()) - {APART}
        return sorted(head | (set(self.body.split()) - {APART}) | {f"^{word}" for word in head})


def passages(report: Report) -> Iterator[Passage]:
    """Every text of a report that can be found, best first."""
    sent = report.submission
    yield Passage("reference", sent.customer_reference, head=True)
    yield Passage("reference", sent.submission_id, head=True)
    yield Passage("narrative", report.narrative)
    yield Passage("title", report.title, head=True)
    for person in report.people:
        yield from _person(person)
    for place in report.places:
        yield Passage("places", place.one_line, head=True)
        yield Passage("places", f"{place.description}\n{place.uprn}")
    for vehicle in report.vehicles:
        yield Passage("vehicles", vehicle.registration, head=True)
        yield Passage("vehicles", f"{vehicle.colour} {vehicle.make} {vehicle.model}\n{vehicle.description}")
    for item in report.property_items:
        yield Passage("property", f"{item.kind} {item.description}\n{item.identifiers}")
    for entry in report.attachments:
        yield Passage("files", entry.name)
    for group in (report.answers, report.other, sent.details, *_details(report)):
        for told in group:
            if told.shown_as not in _LINKS:
                yield Passage("answers", told.text)
    yield Passage("form", sent.content)


def _person(person: Person) -> Iterator[Passage]:
    named = " ".join(part for part in (person.title, person.given, person.middle, person.surname) if part)
    yield Passage("people", named, head=True)
    yield Passage("people", person.born)
    for contact in person.contacts:
        yield Passage("people", contact.value, head=True)
    yield Passage("people", person.description)


def _details(report: Report) -> Iterator[tuple[Answer, ...]]:
    for group in (report.people, report.places, report.vehicles, report.property_items):
        for thing in group:
            yield thing.details


def document_of(report: Report) -> Document:
    """The words of a report. Pure and, for a long report, slow enough to be done beside the event loop."""
    head = _Side()
    body = _Side()
    seen: set[tuple[bool, str]] = set()  # an entity's details repeat what its fields say
    for passage in passages(report):
        this = (passage.head, passage.text)
        if this not in seen and not passage.text.isspace():
            seen.add(this)
            side = head if passage.head else body
            side.add(words(passage.text))
            for extra in _numbers(passage.text):
                side.add(extra)
    for value in _structured(report):
        head.add(value)
    return Document(head=head.text(), body=body.text())


def _numbers(text: str) -> Iterator[Iterable[str]]:
    """Each number in its one form and in its commonly written halves."""
    if not _DIGIT.search(text):
        return
    for number in numbers_in(text):
        yield (number.value,)
        yield number.apart


def _structured(report: Report) -> Iterator[Iterable[str]]:
    """Numbers that are known to be such, in whatever form they came."""
    for vehicle in report.vehicles:
        value = registration(vehicle.registration)
        yield (value,)
        yield registration_apart(value)
    for person in report.people:
        for contact in person.contacts:
            if contact.kind == "phone":
                yield (phone(contact.value),)


class _Side:
    """Gathers the words of one side, each sequence once (a form repeats what its fields say)."""

    def __init__(self) -> None:
        self._parts: dict[str, None] = {}
        self._known: set[str] = set()
        self._left = MOST_BYTES // 2

    def add(self, found: Iterable[str]) -> None:
        kept = []
        for word in found:
            if word not in self._known:
                self._left -= len(word.encode())
                if self._left < 0:
                    break
                self._known.add(word)
            if word:
                kept.append(word)
        if kept:
            self._parts[" ".join(kept)] = None

    def text(self) -> str:
        return f" {f' {APART} '.join(self._parts)} "
