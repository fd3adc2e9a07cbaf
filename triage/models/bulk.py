"""What may be done to many reports at once, and which of them cannot: told before anything happens. Never deciding."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from triage.models.delivery import Delivery
from triage.models.ids import ReportId
from triage.models.lease import LeaseState
from triage.models.stage import Stage
from triage.models.views import QueueRow

MOST = 200
"""Reports that one go may touch."""


class Act(StrEnum):
    CLAIM = "claim"
    RELEASE = "release"
    PUT_OFF = "put_off"
    SHOW_AGAIN = "show_again"
    TAG = "tag"
    UNTAG = "untag"


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """``can``: in the order of the list. ``cannot``: why, and how many."""

    act: Act
    can: tuple[ReportId, ...] = ()
    cannot: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """``claims``: how many more reports this person may hold."""

    claims: int


def plan(act: Act, ids: Iterable[ReportId], rows: Mapping[ReportId, QueueRow], room: Room) -> Plan:
    """Who can and who cannot. ``rows``: those reports that are known here."""
    can: list[ReportId] = []
    why: dict[str, int] = {}
    for report_id in ids:
        row = rows.get(report_id)
        told = "no longer in the queue" if row is None else _hindrance(act, row)
        if not told and act is Act.CLAIM and len(can) >= room.claims:
            told = "more than you may hold"
        if not told and len(can) >= MOST:
            told = f"more than {MOST} in one go"
        if told:
            why[told] = why.get(told, 0) + 1
        else:
            can.append(report_id)
    return Plan(act=act, can=tuple(can), cannot=tuple(why.items()))


def _hindrance(act: Act, row: QueueRow) -> str:
    match act:
        case Act.CLAIM:
            return _not_claimable(row)
        case Act.RELEASE:
            return "" if _in_hand(row) else _not_given_back(row)
        case Act.PUT_OFF:
            if _in_hand(row) or (row.stage is Stage.INCOMING and not row.mine):
                return ""
            return _not_given_back(row) if row.mine else _not_claimable(row)
        case Act.SHOW_AGAIN:
            return "" if row.put_off_until and row.summary.deferred_until is None else "not put off by you here"
        case Act.TAG | Act.UNTAG:
            return ""


def _not_claimable(row: QueueRow) -> str:
    if row.mine:
        return "yours already"
    if row.summary.held_by:
        return "held by somebody else"
    if row.stage is Stage.CLOSED:
        return "closed"
    return "" if row.stage is Stage.INCOMING else "waiting for somebody"


def _in_hand(row: QueueRow) -> bool:
    held = row.lease in (LeaseState.HELD, LeaseState.EXPIRING)
    return row.mine and held and row.stage in (Stage.CLAIMED, Stage.IN_TRIAGE) and row.delivery is Delivery.NONE


def _not_given_back(row: QueueRow) -> str:
    if not row.mine:
        return "not yours"
    return "sent or being recorded" if row.stage not in (Stage.CLAIMED, Stage.IN_TRIAGE) else "your claim has lapsed"
