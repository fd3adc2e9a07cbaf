"""Changes of a draft, each a pure function from draft to draft. The panel applies them through a `DraftSession`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from triage.models.deciding import default_incident
from triage.models.draft import CheckRecord, CheckState, CrimeLine, Draft
from triage.models.ids import PersonKey
from triage.models.profile import Choice, Profile
from triage.models.report import Report

_LineChange = Callable[[CrimeLine], CrimeLine]


def with_words(draft: Draft, letter: str, words: str) -> Draft:
    """The handler's words for one THRIVE letter; no words take the letter out."""
    thrive = {key: value for key, value in draft.thrive.items() if key != letter}
    return replace(draft, thrive={**thrive, letter: words} if words else thrive)


def with_check(draft: Draft, key: str, state: CheckState, *, by: str, at: datetime, result: str | None = None) -> Draft:
    """One check in a new state, signed and timed; ``result`` None keeps what was written."""
    before = draft.check(key)
    is_open = state is CheckState.OPEN
    record = replace(
        before,
        state=state,
        by="" if is_open else by,
        at=None if is_open else at,
        result=before.result if result is None else result,
    )
    return _put_check(draft, record)


def with_check_trace(draft: Draft, key: str, trace: str) -> Draft:
    """ "found", "no_trace" or "" of one check: no trace is not the same as not searched."""
    return _put_check(draft, replace(draft.check(key), trace=trace))


def _put_check(draft: Draft, record: CheckRecord) -> Draft:
    others = tuple(entry for entry in draft.checks if entry.key != record.key)
    blank = record.state is CheckState.OPEN and not (record.result or record.trace or record.reference)
    return replace(draft, checks=others if blank else (*others, record))


def with_grade(draft: Draft, key: str) -> Draft:
    """Another grade; the reason given for the old one does not carry over."""
    return replace(draft, grade=key, grade_reason=draft.grade_reason if draft.grade == key else "")


def with_outcome(draft: Draft, key: str, report: Report, profile: Profile) -> Draft:
    """Another outcome. When it registers an incident, the kind's own category is filled in if there is none."""
    outcome = profile.outcome(key)
    chosen = replace(draft, outcome=key, reason=draft.reason if outcome and outcome.needs_reason else "")
    return default_incident(report, chosen, profile) if outcome and "incident" in outcome.deliverables else chosen


def with_tick(keys: tuple[str, ...], key: str) -> tuple[str, ...]:
    """A list of ticked keys with ``key`` ticked or unticked."""
    return tuple(entry for entry in keys if entry != key) if key in keys else (*keys, key)


def with_principal(draft: Draft, key: str) -> Draft:
    return replace(draft, crimes=tuple(replace(line, principal=line.key == key) for line in draft.crimes))


def with_victim(draft: Draft, key: str, victim: str) -> Draft:
    return _put_crime(draft, key, lambda line: replace(line, victim=PersonKey(victim) if victim else None))


def with_place(draft: Draft, key: str, place: str) -> Draft:
    return _put_crime(draft, key, lambda line: replace(line, place_key=place))


def _put_crime(draft: Draft, key: str, change: _LineChange) -> Draft:
    return replace(draft, crimes=tuple(change(line) if line.key == key else line for line in draft.crimes))


def join_reason(name: str, words: str) -> str:
    """A grade reason as stored: the chosen reason's name, then the handler's own words."""
    return ": ".join(part for part in (name, words) if part)


def split_reason(stored: str, reasons: tuple[Choice, ...]) -> tuple[str, str]:
    """(key of the chosen reason or "", the handler's own words) of a stored grade reason."""
    for reason in reasons:
        if stored == reason.name:
            return reason.key, ""
        if stored.startswith(f"{reason.name}: "):
            return reason.key, stored.removeprefix(f"{reason.name}: ")
    return "", stored
