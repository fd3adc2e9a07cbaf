"""Which part of the guides is about a screen: Help opens there. No Qt."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from triage.ui.guides.library import Guide

_SCREENS: Mapping[tuple[str, str], tuple[str, ...]] = {
    ("supervisor", "The board"): ("board", "board/now"),
    ("supervisor", "Approve"): ("board/approvals",),
    ("supervisor", "Figures for inspections"): ("board/figures",),
    ("supervisor", "Quality"): ("board/quality",),
    ("supervisor", "Handover between shifts"): ("board/handover",),
    ("supervisor", "Alarms"): ("board/alarms",),
    ("supervisor", "Try changed rules"): ("board/back-test",),
    ("supervisor", "Move work"): ("why/take_back", "why/pin", "assign-sheet", "held-sheet"),
    ("supervisor", "Account for every report"): ("account-sheet",),
    ("handler", "The window"): ("settings-panel",),
    ("handler", "Take a report"): ("filter-editor", "views-panel"),
    ("handler", "Read it"): ("print-sheet", "compare"),
    ("handler", "Attachments"): ("file-viewer",),
    ("handler", "Decide"): ("answer_sheet", "handoff_list"),
    ("handler", "Write to the reporter"): ("compose_sheet", "log_sheet"),
    ("handler", "When a reporter wants to withdraw"): ("withdrawal_sheet",),
    ("handler", "The outbox"): ("outbox-panel", "seen-sheet"),
    ("handler", "When you lose a report"): ("conflict-sheet", "why/let_go"),
    ("handler", "Feedback on your reports"): ("feedback_sheet",),
    ("handler", "When the network is away"): ("faults-panel",),
    ("handler", "When the program stops"): ("salvage-sheet",),
    ("it", "When something does not work"): ("checkup-sheet",),
}
"""Guide and title of its section → the screens that it is about."""
TOPICS: Mapping[str, tuple[str, str]] = {screen: about for about, screens in _SCREENS.items() for screen in screens}
"""Screen → guide and title of its section."""


def place_of(guides: Sequence[Guide], topic: str) -> tuple[str, int] | None:
    """Key of the guide and number of the heading for a screen; None where there is none, or no such heading."""
    key, title = TOPICS.get(topic, ("", ""))
    guide = next((one for one in guides if one.key == key), None)
    at = next((one.at for one in guide.sections if one.title == title), None) if guide else None
    return None if at is None else (key, at)
