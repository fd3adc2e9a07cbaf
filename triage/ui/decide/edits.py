"""Changes of a draft, each a pure function from draft to draft. The panel applies them through a `DraftSession`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from triage.models.deciding import default_incident
from triage.models.draft import CheckRecord, CheckState, CrimeLine, Draft
from triage.models.ids import PersonKey
from triage.models.profile import Choice, Profile
from triage.models.report import Report

_LineChange = Callable[[CrimeLine], CrimeLine]


def with_words(draft: Draft, letter: str, words: str, *, by: str, at: datetime) -> Draft:
    """The handler's words for one THRIVE letter, signed and timed; no words take the letter out."""
    return replace(draft, thrive=_with_entry(draft.thrive, letter, words), assessed_by=by, assessed_at=at)


def with_letter_level(draft: Draft, letter: str, level: str, *, by: str, at: datetime) -> Draft:
    """The level of one letter, where the force asks for one."""
    levels = _with_entry(draft.thrive_levels, letter, level)
    return replace(draft, thrive_levels=levels, assessed_by=by, assessed_at=at)


def with_risk(draft: Draft, level: str, *, by: str, at: datetime) -> Draft:
    return replace(draft, overall_risk=level, assessed_by=by, assessed_at=at)


def with_answer(draft: Draft, key: str, value: str) -> Draft:
    """The answer to one question of the force's sets; an empty one takes it out."""
    return replace(draft, answers=_with_entry(draft.answers, key, value))


def _with_entry(entries: dict[str, str], key: str, value: str) -> dict[str, str]:
    kept = {one: words for one, words in entries.items() if one != key}
    return {**kept, key: value} if value else kept


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckEntry:
    """What a person wrote down about a check. ``None`` keeps what was written before; ``at`` None means now."""

    result: str | None = None
    system: str | None = None
    reference: str | None = None
    trace: str | None = None
    at: datetime | None = None


def with_check(
    draft: Draft, key: str, state: CheckState, *, by: str, at: datetime, entry: CheckEntry | None = None
) -> Draft:
    """One check in a new state, signed and timed. What was not searched has neither trace nor system."""
    before, entry = draft.check(key), entry or CheckEntry()
    is_open = state is CheckState.OPEN
    searched = state is CheckState.DONE
    record = replace(
        before,
        state=state,
        by="" if is_open else by,
        at=None if is_open else entry.at or at,
        result=before.result if entry.result is None else entry.result,
        system=(before.system if entry.system is None else entry.system) if searched else "",
        reference=before.reference if entry.reference is None else entry.reference,
        trace=(before.trace if entry.trace is None else entry.trace) if searched else "",
    )
    return _put_check(draft, record)


def _put_check(draft: Draft, record: CheckRecord) -> Draft:
    others = tuple(entry for entry in draft.checks if entry.key != record.key)
    blank = record.state is CheckState.OPEN and not (record.result or record.trace or record.reference)
    return replace(draft, checks=others if blank else (*others, record))


def with_outcome(draft: Draft, key: str, report: Report, profile: Profile) -> Draft:
    """Another outcome. When it registers an incident, the kind's own category is filled in if there is none."""
    outcome = profile.outcome(key)
    chosen = replace(draft, outcome=key, reason=draft.reason if outcome and outcome.needs_reason else "")
    return default_incident(report, chosen, profile) if outcome and "incident" in outcome.deliverables else chosen


def with_line(draft: Draft, words: str) -> Draft:
    """One more line of the rationale, unless it says so already."""
    before = draft.rationale.rstrip()
    return draft if words in before else replace(draft, rationale=f"{before}\n{words}" if before else words)


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
