"""``triage assess FILE…``: the sense of risk over many reports, one line for each, for tuning rules and for audits."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from triage.insight.risk.assess import assess
from triage.insight.risk.checks import checks_for
from triage.insight.risk.pack import shipped_pack
from triage.insight.risk.pack_files import pack_in
from triage.insight.risk.second_look import shipped_second_look
from triage.models.clock import SystemClock
from triage.models.errors import InputError
from triage.models.ids import SubmissionId, report_id_for
from triage.models.indicators import Assessment, Indicator
from triage.models.report import Report, Submission
from triage.models.sdm import parse
from triage.models.visible import one_line

SOME_BAD = 1
FIRST, SECOND = ("rules", "learned weights"), "second look"
_WIDE = 200
_FORCE = "assess"


@dataclass(frozen=True, slots=True)
class Item:
    """One report to assess, and where it stood: ``place`` is "file" or "file, line 3"."""

    id: str
    report: Report
    place: str


@dataclass(frozen=True, slots=True)
class Shown:
    """What is said of a report, and by which senses it was found."""

    assessment: Assessment
    checks: tuple[str, ...]
    senses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Bad:
    """What could not be read: where, and what to do about it."""

    place: str
    words: str


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the verb to the command line."""
    parser = subparsers.add_parser("assess", help="what the sense of risk finds in reports or lines of text")
    parser.add_argument(
        "files",
        nargs="+",
        metavar="FILE",
        help='hub payloads (SDM JSON) or lines of {"id", "text"[, "type"]}; - for standard input',
    )
    parser.add_argument("--json", action="store_true", help="one JSON object a line instead of text")
    parser.add_argument(
        "--first",
        action="store_true",
        help="without the second look, as a report stands at intake: thirty times faster",
    )
    parser.add_argument("--rules", type=Path, metavar="FILE", help="by this rule pack instead of the shipped one")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Assess each report; 1 when something could not be read, after the others were done."""
    status = 0
    pack = pack_in(args.rules) if args.rules else shipped_pack()
    now = SystemClock().now()
    look = None if args.first else shipped_second_look()
    senses = (*FIRST, *([SECOND] if look else []))
    for name in args.files:
        for found in _read(name):
            if isinstance(found, Bad):
                sys.stderr.write(f"{found.place}: {found.words}\n")
                status = SOME_BAD
            else:
                assessment = assess(found.report, now=now, pack=pack, look=look)
                shown = Shown(assessment, checks_for(assessment, pack), senses)
                lines = [as_json(found, shown)] if args.json else as_lines(found, shown)
                _say("\n".join(lines))
    return status


def as_json(item: Item, shown: Shown) -> str:
    """One line: the indicators with their words, THRIVE, the least grade, what to check, and which senses were used."""
    assessment = shown.assessment
    told = {
        "id": item.id,
        "indicators": [_indicator(one) for one in assessment.indicators],
        "thrive": assessment.thrive,
        "min_grade": assessment.min_grade,
        "checks": list(shown.checks),
        "score": assessment.score,
        "pack": assessment.pack,
        "senses": list(shown.senses),
    }
    return json.dumps(told, ensure_ascii=False)


def as_lines(item: Item, shown: Shown) -> Iterator[str]:
    """The same in words, for reading at a terminal."""
    assessment = shown.assessment
    level = f"{assessment.level.value} ({assessment.score}), at least {assessment.min_grade}"
    yield one_line(f"{item.id}: {level} [by {', '.join(shown.senses)}]", _WIDE)
    for one in assessment.indicators:
        yield one_line(f"  {one.kind} {one.strength:.2f} “{one.quote}” – {one.why} [{one.rule}]", _WIDE)
    for check in shown.checks:
        yield one_line(f"  check: {check}", _WIDE)


def _indicator(one: Indicator) -> dict[str, Any]:
    return {
        "kind": one.kind,
        "strength": one.strength,
        "quote": one.quote,
        "start": one.start,
        "end": one.end,
        "rule": one.rule,
        "why": one.why,
        **({"path": one.path} if one.path else {}),
    }


def _read(name: str) -> Iterator[Item | Bad]:
    try:
        raw = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    except OSError as error:
        yield Bad(name, f"cannot be read: {error.strerror or error}.")
        return
    shown = "standard input" if name == "-" else name
    whole = _whole_document(raw)
    if whole is not None:
        yield _item(whole, raw, shown, Path(name).stem)
        return
    lines = raw.splitlines()
    if not any(line.strip() for line in lines):
        yield Bad(shown, "is empty.")
    for number, line in enumerate(lines, start=1):
        if line.strip():
            yield _from_line(line, f"{shown}, line {number}", number)


def _whole_document(raw: bytes) -> dict[str, Any] | None:
    """The file as one JSON object; None when it is lines (or nothing that JSON knows)."""
    try:
        told = json.loads(raw)
    except (ValueError, RecursionError):
        return None
    return told if isinstance(told, dict) else None


def _from_line(line: bytes, place: str, number: int) -> Item | Bad:
    try:
        told = json.loads(line)
    except UnicodeDecodeError:
        return Bad(place, "is not UTF-8. Save the file as UTF-8.")
    except json.JSONDecodeError as error:
        return Bad(place, f"is not JSON ({error.msg} at character {error.colno}).")
    except (ValueError, RecursionError):
        return Bad(place, "is not JSON that can be read.")
    if not isinstance(told, dict):
        return Bad(place, 'must be an object such as {"id": "1", "text": "…"}.')
    return _item(told, line, place, str(number))


def _item(told: dict[str, Any], raw: bytes, place: str, otherwise: str) -> Item | Bad:
    if "text" not in told:
        return _from_payload(told, raw, place)
    text, kind, name = told["text"], told.get("type", ""), told.get("id", otherwise)
    if not isinstance(text, str):
        return Bad(place, f"“text” must be text, not {_sort(text)}.")
    if not isinstance(kind, str | None):
        return Bad(place, f"“type” must be text, not {_sort(kind)}.")
    if isinstance(name, bool) or not isinstance(name, str | int):
        return Bad(place, f"“id” must be text or a number, not {_sort(name)}.")
    title = (kind or "report").replace("_", " ").capitalize()
    return Item(str(name), _as_report(str(name), text, kind or "other", title), place)


def _as_report(name: str, text: str, kind: str, title: str) -> Report:
    submission_id = SubmissionId(name)
    return Report(
        report_id=report_id_for(_FORCE, submission_id),
        submission=Submission(submission_id=submission_id),
        kind=kind,
        title=title,
        narrative=text,
    )


def _from_payload(told: dict[str, Any], raw: bytes, place: str) -> Item | Bad:
    if "data" not in told:
        return Bad(place, "has neither “text” nor the “data” of a hub payload.")
    try:
        report = parse(raw)
    except InputError as error:
        details = "; ".join(f"{one.pointer or '(document)'}: {one.detail}" for one in error.errors)
        return Bad(place, f"{error.what} {details}".strip())
    return Item(str(report.report_id), report, place)


def _sort(value: object) -> str:
    names = {bool: "true or false", int: "a number", float: "a number", list: "a list", dict: "an object"}
    return "nothing (null)" if value is None else names.get(type(value), "text")


def _say(text: str) -> None:
    """Print what a terminal may not be able to show without failing."""
    encoding = sys.stdout.encoding or "utf-8"
    sys.stdout.write(text.encode(encoding, "replace").decode(encoding) + "\n")
