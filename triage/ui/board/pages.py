"""The pages of the board, in the order of their tabs. A new page is one line of `PAGES`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from triage.services.roles import OVERSEERS

if TYPE_CHECKING:
    from triage.ui.board.page import Page, Room

READERS = OVERSEERS - {"admin"}
"""Whom reports are shown."""


@dataclass(frozen=True, slots=True)
class PageSpec:
    """``make`` imports the page when it is first looked at; ``roles``: whom the gateway tells what it shows."""

    key: str
    name: str
    make: Callable[[Room], Page]
    roles: frozenset[str] = OVERSEERS


def _now(room: Room) -> Page:
    from triage.ui.board.now.page import NowPage

    return NowPage(room)


def _approvals(room: Room) -> Page:
    from triage.ui.board.approvals.page import ApprovalsPage

    return ApprovalsPage(room)


def _figures(room: Room) -> Page:
    from triage.ui.board.figures.page import FiguresPage

    return FiguresPage(room)


def _quality(room: Room) -> Page:
    from triage.ui.board.quality.page import QualityPage

    return QualityPage(room)


def _handover(room: Room) -> Page:
    from triage.ui.board.handover.page import HandoverPage

    return HandoverPage(room)


def _alarms(room: Room) -> Page:
    from triage.ui.board.alarms.page import AlarmsPage

    return AlarmsPage(room)


def _back_test(room: Room) -> Page:
    from triage.ui.board.back_test.page import BackTestPage

    return BackTestPage(room)


PAGES: tuple[PageSpec, ...] = (
    PageSpec("now", "Now", _now),
    PageSpec("approvals", "Approvals", _approvals, READERS),
    PageSpec("figures", "Figures", _figures),
    PageSpec("quality", "Quality", _quality, READERS),
    PageSpec("handover", "Handover", _handover, READERS),
    PageSpec("alarms", "Alarms", _alarms),
    PageSpec("back-test", "Try rules", _back_test),
)
