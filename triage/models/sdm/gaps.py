"""What a report lacks or what could not be read, in words; each becomes a check for the handler."""

from __future__ import annotations

from collections.abc import Iterator

from triage.models.answer import Gap, Moment
from triage.models.report import Report
from triage.models.sdm.entities import Document
from triage.models.sdm.words import label


def gaps_of(report: Report, document: Document, rivals: list[str]) -> tuple[Gap, ...]:
    """All gaps of the report's content, most important first. ``rivals``: other submission ids it names."""
    return (*_missing(report), *_unread(report), *_untidy(document, rivals))


def _missing(report: Report) -> Iterator[Gap]:
    if not report.narrative.strip():
        yield Gap(key="no_narrative", words="The report does not say what happened.")
    if not report.places and not report.skeleton:
        yield Gap(key="no_place", words="No place was given.")
    if not any(person.contacts for person in report.people) and not report.skeleton:
        anonymous = any(person.anonymous for person in report.people)
        words = "The reporter wishes to stay anonymous." if anonymous else "No phone number or e-mail was given."
        yield Gap(key="anonymous" if anonymous else "no_contact", words=words)
    if report.skeleton:
        yield Gap(key="skeleton", words="The form came as text only: people and places were read from it, check them.")


def _unread(report: Report) -> Iterator[Gap]:
    if report.submission.submitted is None:
        yield Gap(key="no_submit_time", words="The form does not say when it was sent.")
    moments = [("when it was sent", report.submission.submitted)]
    if report.when is not None:
        moments += [("when it started", report.when.start), ("when it ended", report.when.end)]
    for words, told in moments:
        if told is not None and _is_unread(told):
            yield Gap(key="unread_time", words=f"The time given for {words} could not be read: “{told.text[:60]}”.")
    if any(one.state == "failed" for one in report.attachments):
        yield Gap(key="unread_file", words="A file that came with the report could not be read.")


def _is_unread(told: Moment) -> bool:
    return told.at is None and bool(told.text.strip())


def _untidy(document: Document, rivals: list[str]) -> Iterator[Gap]:
    if rivals:
        yield Gap(key="several_submissions", words="The document names more than one submission; the first was taken.")
    if document.twice:
        yield Gap(key="doubled_ids", words="Two parts of the report carry the same id; check who is who.")
    if document.dangling:
        names = ", ".join(dict.fromkeys(label(name).lower() for name in document.dangling[:5]))
        yield Gap(key="dangling", words=f"The report refers to parts that did not come: {names}.")
    if sum(1 for one in document.entities if one.kind == "incident") > 1:
        yield Gap(key="several_incidents", words="The document holds more than one incident; the first was taken.")
