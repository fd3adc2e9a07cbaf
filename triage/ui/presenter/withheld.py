"""Why a key does nothing just now: it is for other people, for another mode, or for the desk below a panel. No Qt."""

from __future__ import annotations

from triage.ui.actions import ActionSpec

_NO_SIGN_IN = "Nobody signs in at this desk"
_WHY = {
    "sign_out": (f"{_NO_SIGN_IN}, so nobody can sign out.", "Ctrl+Q closes Triage; what you wrote is saved."),
    "lock": (f"{_NO_SIGN_IN}, so Triage cannot lock it.", "Lock the computer itself."),
    "faults": ("Faults are tried in training mode only.", ""),
}
_WHOM = {
    "approvals": "Approvals are for supervisors.",
    "quality": "Quality review is for supervisors and auditors.",
    **dict.fromkeys(("board", "board_page", "board_page_before"), "The board is for those who look after the room."),
}
_OF_A_REPORT = frozenset({"Report", "Decide", "People"})
"""Groups of actions that need one on the screen."""


def why_withheld(spec: ActionSpec, *, known: bool) -> tuple[str, str]:
    """What is said, and what to do. ``known``: the gateway has told in which roles the person is here."""
    if spec.id in _WHY:
        return _WHY[spec.id]
    if not known:
        return f"“{spec.text}” is not offered yet: the gateway has not told who you are.", "It does so once it answers."
    return _WHOM.get(spec.id, f"“{spec.text}” is for supervisors."), "Ctrl+Shift+E asks one for help with a report."


def why_elsewhere(spec: ActionSpec, panel: str, *, row: bool = False) -> tuple[str, str]:
    """For an action of the desk while ``panel`` lies over it; ``row``: the cursor is on a report that it lists."""
    if row and spec.group in _OF_A_REPORT:
        return f"“{spec.text}” works on an open report.", "Enter opens this one, and Esc then leads back here."
    return f"“{spec.text}” works in the desk, which lies below “{panel}”.", "Esc leads back to it."
