"""``triage inspect FILE``: what the program makes of a payload, for those who set up a hub or look into a complaint."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec

from triage.insight.risk.assess import assess
from triage.models.answer import Answer, Moment
from triage.models.clock import SystemClock, london
from triage.models.codec import builtins
from triage.models.errors import InputError
from triage.models.indicators import Assessment
from triage.models.person import Person
from triage.models.report import Report
from triage.models.sdm import parse
from triage.models.sdm.moments import as_utc
from triage.models.visible import one_line, visible

UNREADABLE = 2
_WIDE = 400


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the verb to the command line."""
    parser = subparsers.add_parser("inspect", help="show what a report payload (SDM JSON) says")
    parser.add_argument("file", metavar="FILE", help="the payload, or - for standard input")
    parser.add_argument("--json", action="store_true", help="the report and its risk as JSON, with every value")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Print the report; 2 and a sentence on standard error when the input cannot be read."""
    try:
        report = parse(_read(args.file), keep_files=True)
    except OSError as error:
        return _fail(f"{args.file} cannot be read: {error.strerror or error}.")
    except InputError as error:
        details = "".join(f"\n  {one.pointer or '(document)'}: {one.detail}" for one in error.errors)
        return _fail(f"{error.what}{details}")
    assessment = assess(report, now=SystemClock().now())
    _say(as_json(report, assessment) if args.json else "\n".join(as_lines(report, assessment)))
    return 0


def as_json(report: Report, assessment: Assessment) -> str:
    """Report and assessment, indented."""
    packed = msgspec.json.encode({"report": builtins(report), "assessment": builtins(assessment)})
    return msgspec.json.format(packed, indent=2).decode()


def as_lines(report: Report, assessment: Assessment) -> Iterator[str]:
    """The report in words: what, risk, when, who, where, things, files, answers, gaps."""
    yield from _head(report, assessment)
    yield from _people(report)
    yield from _things(report)
    yield from _section("Answers", (_answer(one) for one in report.answers if not one.shown_as))
    yield from _section("From the form", (_answer(one) for one in report.answers if one.shown_as == "form line"))
    yield from _section("Other answers", (_answer(one) for one in report.other if not one.shown_as))
    yield from _section("Gaps", (one_line(gap.words, _WIDE) for gap in report.gaps))
    total = sum(1 for _ in _leaves(report))
    yield f"{total} values in all; --json shows every one with its place."


def _head(report: Report, assessment: Assessment) -> Iterator[str]:
    submission = report.submission
    yield one_line(f"{report.title}  {submission.customer_reference}", _WIDE)
    yield f"  report {report.report_id}"
    yield f"  sent {_moment(submission.submitted)}" + (", as text only (skeleton)" if report.skeleton else "")
    if report.banner:
        yield f"  marked {one_line(report.banner, _WIDE)}"
    reasons = "; ".join(assessment.why) or "nothing stands out"
    yield f"  risk {assessment.level.value} ({assessment.score}): {reasons}"
    if report.when is not None:
        end = f" to {_moment(report.when.end)}" if report.when.end else ""
        yield f"  happened {_moment(report.when.start)}{end}"
    yield from _section("What happened", visible(report.narrative).splitlines() or ["(nothing was written)"])


def _people(report: Report) -> Iterator[str]:
    yield from _section("People", (_person(report, person) for person in report.people))


def _person(report: Report, person: Person) -> str:
    home = report.place(person.place_key)
    age = f"{person.age}" if person.age is not None else person.about_age
    parts = [
        ", ".join(person.roles) or "no role",
        person.name,
        f"born {person.born}" if person.born else "",
        f"aged {age}" if age else "",
        person.gender,
        ", ".join(contact.value for contact in person.contacts),
        f"lives at {home.one_line}" if home else "",
        person.description,
    ]
    return one_line(" · ".join(part for part in parts if part), _WIDE)


def _things(report: Report) -> Iterator[str]:
    yield from _section(
        "Places", (one_line(f"{', '.join(one.roles) or 'no role'} · {one.one_line}", _WIDE) for one in report.places)
    )
    yield from _section(
        "Vehicles",
        (
            one_line(" ".join((one.registration, one.colour, one.make, one.model, one.description)), _WIDE)
            for one in report.vehicles
        ),
    )
    yield from _section(
        "Property",
        (
            one_line(" ".join((one.kind, one.description, one.value, one.identifiers)), _WIDE)
            for one in report.property_items
        ),
    )
    yield from _section(
        "Files",
        (
            one_line(
                f"{one.number}. {one.name} {one.media_type} {_bytes(one.size)}, {one.state}",
                _WIDE,
            )
            for one in report.attachments
        ),
    )


def _bytes(size: int | None) -> str:
    return "size not told" if size is None else f"{size:,} bytes"


def _leaves(report: Report) -> Iterator[Answer]:
    yield from report.answers
    yield from report.other
    yield from report.submission.details
    for group in (report.people, report.places, report.vehicles, report.property_items, report.attachments):
        for one in group:
            yield from one.details


def _section(title: str, lines: Iterator[str] | list[str]) -> Iterator[str]:
    found = list(lines)
    if found:
        yield ""
        yield title
        yield from (f"  {line}" for line in found)


def _answer(one: Answer) -> str:
    return one_line(f"{one.label}: {one.text}", _WIDE)


def _moment(told: Moment | None) -> str:
    if told is None:
        return "at a time not told"
    at = as_utc(told.at) if told.at else None
    return f"{london(at):%a %d %b %Y %H:%M}" if at else one_line(told.at or told.text, _WIDE)


def _read(name: str) -> bytes:
    return sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()


def _say(text: str) -> None:
    """Print what a terminal may not be able to show without failing."""
    encoding = sys.stdout.encoding or "utf-8"
    sys.stdout.write(text.encode(encoding, "replace").decode(encoding) + "\n")


def _fail(words: str) -> int:
    sys.stderr.write(f"{words}\n")
    return UNREADABLE
