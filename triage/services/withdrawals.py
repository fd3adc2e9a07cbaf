"""Withdrawals that were noted here and that the gateway does not have yet, laid over the queue lines (rule R8).

Another desk sees them when they have arrived; this one at once, so also without the network.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from sqlalchemy import Connection

from triage.models import codec
from triage.models.ids import ReportId
from triage.models.queue import Summary
from triage.models.withdrawal import MARKS, Freedom, WithdrawalRequest, gravest, marked
from triage.services import operations, snapshot


def waiting(conn: Connection, ids: Sequence[ReportId]) -> Mapping[ReportId, Freedom]:
    """What our own notes on these reports say, where there are some."""
    found = operations.withdrawals_of(conn, ids)
    return {report_id: told for report_id, bodies in found.items() if (told := _told(bodies)) is not None}


def laid_over(summary: Summary, ours: Freedom | None) -> Summary:
    """The line with the graver of what the gateway and what our own note say."""
    theirs = marked(summary.marks)
    told = gravest(one for one in (ours, theirs) if one is not None)
    if told is None or told is theirs:
        return summary
    others = (mark for mark in summary.marks if mark not in MARKS.values())
    return replace(summary, marks=(MARKS[told], *others))


def arrived(conn: Connection, report_id: ReportId, body: bytes) -> None:
    """The gateway has just taken our note: its line has the mark, which the feed brings in a moment."""
    line = snapshot.summary_of(conn, report_id)
    if line is not None:
        snapshot.put_summaries(conn, (laid_over(line, codec.decode(WithdrawalRequest, body).freedom),))


def _told(bodies: Iterable[bytes]) -> Freedom | None:
    return gravest(codec.decode(WithdrawalRequest, body).freedom for body in bodies)
