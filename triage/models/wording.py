"""The words of a message as they will be sent: a template filled, or the handler's own text.

The gateway fills templates by the same rules and keeps the last word; a test holds both to the same letters. It adds
its reply token behind the subject.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from triage.models.messages import Template
from triage.models.outcome_draft import Question
from triage.models.report import Report

FREE_SUBJECT = "About your report {reference}"
"""The subject of words that follow no template."""
LONGEST_TEXT = 20_000
LONGEST_FIELD = 4_000
LONGEST_REASON = 500
_FIELD = re.compile(r"\{(?P<name>[a-z][a-z0-9_]{0,39})\}")
_PLAIN_REFERENCE = re.compile(r"[A-Za-z0-9][A-Za-z0-9/ -]{2,39}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """``missing``: fields that are still empty; they stand in the words as ``{name}``. ``free``: it follows no template
    to the letter, so it is sent as text.
    """

    subject: str
    body: str
    missing: tuple[str, ...] = ()
    free: bool = False


def reference_of(report: Report) -> str:
    """What the public knows their report by; the first of our own id's letters when the form gave nothing plain."""
    told = report.submission.customer_reference.strip()
    return told if _PLAIN_REFERENCE.fullmatch(told) else str(report.report_id)[:8].upper()


def letter(question: Question, template: Template | None, report: Report, force: str) -> Letter:
    """The words exactly as they will be sent. A field of several lines makes the whole go as text: the gateway takes
    fields of one line only.
    """
    known = {"reference": reference_of(report), "force": force}
    if question.text.strip() or template is None:
        body = question.text.replace("\r\n", "\n").rstrip() + "\n" if question.text.strip() else ""
        return Letter(subject=_fill(FREE_SUBJECT, known), body=body, free=True)
    fields = {**question.fields, **known}
    free = any("\n" in fields.get(name, "").strip() for name in template.fields)
    return Letter(
        subject=_fill(FREE_SUBJECT if free else template.subject, fields),
        body=_fill(template.body, fields),
        missing=tuple(name for name in template.fields if not fields.get(name, "").strip()),
        free=free,
    )


def find_template(templates: tuple[Template, ...], key: str, language: str) -> Template | None:
    """The template in that language, else in English, else in any; None for an unknown key."""
    of_key = {one.language: one for one in templates if one.key == key}
    return of_key.get(language) or of_key.get("en") or next(iter(of_key.values()), None)


def field_words(name: str) -> str:
    """What a person calls a field: "crime_reference" → "Crime reference"."""
    return name.replace("_", " ").capitalize()


def _fill(words: str, fields: Mapping[str, str]) -> str:
    return _FIELD.sub(lambda found: fields.get(found["name"], "").strip() or found[0], words)
