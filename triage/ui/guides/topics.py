"""Which part of the guides is about a screen: Help opens there. No Qt."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from triage.ui.guides.library import Guide

_BOARD, _MOVE, _OUTBOX = ("supervisor", "The board"), ("supervisor", "Move work"), ("handler", "The outbox")
_LOST, _READ, _WRITE = (
    ("handler", "When you lose a report"),
    ("handler", "Read it"),
    ("handler", "Write to the reporter"),
)
_TAKE = ("handler", "Take a report")

TOPICS: Mapping[str, tuple[str, str]] = {
    "board": _BOARD,
    "board/now": _BOARD,
    "board/approvals": ("supervisor", "Approve"),
    "board/figures": ("supervisor", "Figures for inspections"),
    "board/quality": ("supervisor", "Quality"),
    "board/handover": ("supervisor", "Handover between shifts"),
    "board/alarms": ("supervisor", "Alarms"),
    "board/back-test": ("supervisor", "Try changed rules"),
    "why/take_back": _MOVE,
    "why/pin": _MOVE,
    "assign-sheet": _MOVE,
    "held-sheet": _MOVE,
    "account-sheet": ("supervisor", "Account for every report"),
    "outbox-panel": _OUTBOX,
    "seen-sheet": _OUTBOX,
    "conflict-sheet": _LOST,
    "why/let_go": _LOST,
    "feedback_sheet": ("handler", "Feedback on your reports"),
    "compose_sheet": _WRITE,
    "log_sheet": _WRITE,
    "withdrawal_sheet": ("handler", "When a reporter wants to withdraw"),
    "answer_sheet": ("handler", "Decide"),
    "handoff_list": ("handler", "Decide"),
    "file-viewer": ("handler", "Attachments"),
    "print-sheet": _READ,
    "compare": _READ,
    "filter-editor": _TAKE,
    "views-panel": _TAKE,
    "settings-panel": ("handler", "The window"),
    "faults-panel": ("handler", "When the network is away"),
    "salvage-sheet": ("handler", "When the program stops"),
    "checkup-sheet": ("it", "When something does not work"),
}
"""Screen → guide and title of its section."""


def place_of(guides: Sequence[Guide], topic: str) -> tuple[str, int] | None:
    """Key of the guide and number of the heading for a screen; None where there is none, or no such heading."""
    key, title = TOPICS.get(topic, ("", ""))
    guide = next((one for one in guides if one.key == key), None)
    at = next((one.at for one in guide.sections if one.title == title), None) if guide else None
    return None if at is None else (key, at)
