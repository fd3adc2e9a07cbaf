"""Lines of the outbox in the handler's words. No Qt: a line, the names of the destinations and the present go in."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from triage.models.clock import london
from triage.models.delivery import NEEDS_PERSON, Delivery, HeldBecause
from triage.models.errors import FieldError
from triage.models.ids import ReportId
from triage.models.operation import GATEWAY, MAKES, WORDS, Operation, OpKind
from triage.models.views import OutboxFigures, OutboxLine
from triage.models.visible import one_line
from triage.ui.outbox.answers import OWN_CODES, answer_words, field_words, state_words
from triage.ui.text import ago, count, day_and_time, span, time_of_day

TITLE_LIMIT = 120
RETRY_HELD = frozenset({HeldBecause.AUTH, HeldBecause.GATEWAY, HeldBecause.LEASE, HeldBecause.PERSON})
RETRY = NEEDS_PERSON | {Delivery.QUEUED, Delivery.UNCERTAIN}


class Group(StrEnum):
    """The parts of the panel, in their order."""

    FIXING = "fixing"
    UNCERTAIN = "uncertain"
    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    EARLIER = "earlier"


GROUP_WORDS = {
    Group.FIXING: "Needs fixing",
    Group.UNCERTAIN: "Uncertain",
    Group.WAITING: "Waiting",
    Group.SENDING: "Sending",
    Group.SENT: "Sent today",
    Group.EARLIER: "Sent before today",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line as it is shown. ``state`` is its word and ``sign`` its icon in ``tone``; ``what`` is done where,
    ``about`` which report; ``note`` says why in one sentence; ``said`` is the system's own words, ``errors`` the
    fields it names; ``when`` and ``aside`` stand at the right. ``can_*`` say what a person may do with it.
    """

    line: OutboxLine
    group: Group
    state: str
    sign: str
    tone: str
    what: str
    about: str
    note: str
    said: str = ""
    errors: tuple[FieldError, ...] = ()
    when: str = ""
    aside: str = ""
    can_retry: bool = False
    can_mend: bool = False
    can_recall: bool = False
    can_compare: bool = False
    can_see: bool = False
    can_ask: bool = False
    can_leave: bool = False


def group_of(op: Operation, now: datetime) -> Group:
    """Where a line belongs."""
    if op.status in NEEDS_PERSON or (op.status is Delivery.HELD and op.held is HeldBecause.PERSON):
        return Group.FIXING
    if op.status is Delivery.DELIVERED:
        return Group.SENT if london(op.created_at).date() == london(now).date() else Group.EARLIER
    if op.status is Delivery.UNCERTAIN:
        return Group.UNCERTAIN
    return Group.SENDING if op.status is Delivery.SENDING else Group.WAITING


def arrange(lines: Iterable[OutboxLine], now: datetime) -> tuple[tuple[Group, tuple[OutboxLine, ...]], ...]:
    """The lines by group: open ones in the order in which they will be sent, sent ones newest first."""
    found: dict[Group, list[OutboxLine]] = {group: [] for group in Group}
    for line in lines:
        found[group_of(line.operation, now)].append(line)
    for group, members in found.items():
        members.sort(key=lambda line: line.operation.seq, reverse=group in (Group.SENT, Group.EARLIER))
    return tuple((group, tuple(members)) for group, members in found.items() if members)


def recallable(lines: Iterable[OutboxLine]) -> frozenset[ReportId]:
    """Reports of which nothing can have left this machine, as far as the lines tell; the service has the last word."""
    still: dict[ReportId, bool] = {}
    for line in lines:
        op = line.operation
        waits = op.status in (Delivery.QUEUED, Delivery.HELD) and op.attempts == 0 and op.held is not HeldBecause.PERSON
        still[line.report_id] = still.get(line.report_id, True) and waits
    return frozenset(report for report, free in still.items() if free)


def row_of(line: OutboxLine, names: Mapping[str, str], now: datetime, *, recall: bool = False) -> Row:
    """A line in words. ``names``: destination key → its name; ``recall``: nothing of the report has left."""
    op = line.operation
    place = place_words(op.destination, names)
    state, sign, tone = state_words(op)
    title = one_line(line.title, TITLE_LIMIT)
    row = Row(
        line=line,
        group=group_of(op, now),
        state=state,
        sign=sign,
        tone=tone,
        what=what_words(op, place),
        about=" · ".join(part for part in (title, one_line(line.customer_reference, 40)) if part),
        note=_note(op, place, now),
        said=_said(op, place),
        errors=op.errors,
        when=_when(op, now),
        aside=_aside(op),
    )
    return replace(
        row,
        can_retry=op.status in RETRY or (op.status is Delivery.HELD and op.held in RETRY_HELD),
        can_mend=op.status in NEEDS_PERSON and op.kind not in (OpKind.SETTLE, *WORDS),
        can_recall=recall,
        can_compare=op.status is Delivery.CONFLICT and op.kind not in WORDS,
        can_see=op.kind in MAKES and op.status is Delivery.HELD and op.held is HeldBecause.PERSON,
        can_ask=row.group is Group.FIXING and op.kind not in WORDS,
        can_leave=row.group is Group.FIXING and op.kind is OpKind.ATTACH and op.status is Delivery.HELD,
    )


def place_words(destination: str, names: Mapping[str, str]) -> str:
    """A destination as people call it, inside a sentence."""
    return "the gateway" if destination == GATEWAY else names.get(destination) or destination.capitalize()


def what_words(op: Operation, place: str) -> str:
    """ "Begin at gateway", "Record at Crime", "Settle at gateway"."""
    place = place.removeprefix("the ")
    verbs = {
        OpKind.BEGIN: f"Begin at {place}",
        OpKind.CREATE: f"Record at {place}",
        OpKind.ATTACH: f"Send an attachment to {place}",
        OpKind.SETTLE: f"Settle at {place}",
        OpKind.ABORT: f"Take back at {place}",
        OpKind.RELEASE: f"Give back at {place}",
        OpKind.ASK: "Ask the reporter",
        OpKind.HAND_OFF: "Hand over",
        OpKind.APPROVAL: "Send for approval",
        OpKind.SUPPLEMENT: f"Add to a record at {place}",
        OpKind.MESSAGE: "Message",
        OpKind.AGAIN: "Message once more",
        OpKind.CONTACT: "Line of the contact log",
        OpKind.WITHDRAWAL: "Reporter asked to withdraw",
        OpKind.NOT_WITHDRAWN: "Withdrawal noted by mistake",
        OpKind.TAKEN_ON: "Handover taken on",
        OpKind.RETURNED: "Handover refused",
        OpKind.LOCK_FILE: f"Lock an attachment at {place}",
        OpKind.PROPOSE: "Proposal to whoever holds it",
    }
    return verbs[op.kind]


def references(receipt: str) -> tuple[str, ...]:
    """The reference numbers in a receipt; none when it names none or is not ours."""
    try:
        told = json.loads(receipt) if receipt else {}
    except ValueError:
        return ()
    entries = told.get("references") if isinstance(told, dict) else None
    found = []
    for entry in entries if isinstance(entries, list) else ():
        value = entry.get("reference") if isinstance(entry, dict) else entry[-1] if isinstance(entry, list) else None
        if isinstance(value, str) and value:
            found.append(value)
    return tuple(dict.fromkeys(found))


def figures_words(figures: OutboxFigures, now: datetime) -> str:
    """ "1 needs fixing · 2 uncertain · 5 waiting, oldest 3 min"; empty when there is nothing."""
    parts = []
    if figures.needs_fixing:
        parts.append(f"{figures.needs_fixing:,} {'needs' if figures.needs_fixing == 1 else 'need'} fixing")
    if figures.uncertain:
        parts.append(f"{figures.uncertain:,} uncertain")
    waiting = figures.waiting - figures.uncertain
    if waiting > 0:
        parts.append(f"{waiting:,} waiting")
    words = " · ".join(parts)
    if figures.waiting and figures.oldest_at is not None:
        words += f", oldest {span(now - figures.oldest_at)}"
    return words


def sentence(row: Row) -> str:
    """The row read aloud."""
    errors = "; ".join(f"{field_words(error.pointer)}: {error.detail}" for error in row.errors)
    parts = (f"{row.state}: {row.what}", row.about, row.note, errors, row.when, row.aside)
    return ". ".join(part.rstrip(".") for part in parts if part)


def _note(op: Operation, place: str, now: datetime) -> str:
    if op.status is Delivery.REJECTED and op.errors:
        first = op.errors[0]
        more = f", and {len(op.errors) - 1} more" if len(op.errors) > 1 else ""
        return f"{one_line(f'{field_words(first.pointer)}: {first.detail}', 160)}{more}"
    if op.status is Delivery.HELD and op.held is HeldBecause.UNDO:
        left = op.next_at - now if op.next_at is not None else None
        if left is None:
            return "Goes once the undo time is over."
        if left < timedelta(seconds=1):
            return "Its undo time is over."  # where it goes to may be away
        return f"Goes in {span(left)}. Until then it can be recalled."
    return answer_words(op, place)


def _said(op: Operation, place: str) -> str:
    """What the system itself said; the desk's own words for an answer that never came are in the note."""
    words = op.last_text.strip()
    theirs = bool(words) and op.last_code not in OWN_CODES
    return f"{place[:1].upper()}{place[1:]} says: “{words}”" if theirs else ""


def _when(op: Operation, now: datetime) -> str:
    if op.status is Delivery.DELIVERED:
        same_day = london(op.created_at).date() == london(now).date()
        return time_of_day(op.created_at) if same_day else day_and_time(op.created_at, now)
    waits = op.status in (Delivery.QUEUED, Delivery.UNCERTAIN, Delivery.HELD) and op.held is not HeldBecause.UNDO
    if waits and op.attempts and op.next_at is not None and op.next_at > now:
        return f"next try in {span(op.next_at - now)}"
    return ago(op.created_at, now)


def _aside(op: Operation) -> str:
    if op.status is Delivery.DELIVERED:
        return ", ".join(one_line(reference, 40) for reference in references(op.receipt))
    return count(op.attempts, "try", "tries") if op.attempts else ""
