"""The three short texts of the “?” sheet and its keys as plain text. No Qt."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from triage.ui.actions import ActionSpec

_PLACES = {"list": "in the list", "report": "in the report", "decide": "in the decide column"}
GROUPS = ("Queue", "Report", "Decide", "People", "Move", "Window", "Supervise", "Attachment")
"""The groups in the order of a shift."""
_OUTCOME = "outcome_"


@dataclass(frozen=True, slots=True)
class KeyLine:
    """One line of keys. ``keys`` in Qt's notation; ``through``: the first to the last of them, not one or the other."""

    text: str
    keys: tuple[str, ...]
    through: bool = False

    @property
    def plain(self) -> str:
        """ "Open the selected report (in the list): Return or Enter"."""
        return f"{self.text}: {(' to ' if self.through else ' or ').join(self.keys) or 'no key'}"


@dataclass(frozen=True, slots=True)
class StateWord:
    """A state as it looks in the desk, and what it means."""

    icon: str
    tone: str
    word: str
    meaning: str


STATES_TITLE = "What the states mean"
STATES: tuple[StateWord, ...] = (
    StateWord("undo", "text_soft", "Undo time", "Decided. Ctrl+Z takes it back before anything leaves."),
    StateWord("circle", "text_soft", "Waiting", "Its turn has not come yet. Nothing for you to do."),
    StateWord("offline", "text_soft", "Held", "A system is away. It goes by itself when the system answers."),
    StateWord("lock", "warn", "Sign in", "A system wants you to sign in again."),
    StateWord("send", "accent", "Sending", "On its way now."),
    StateWord("help", "warn", "Uncertain", "It left but no answer came. The desk looks before it sends again."),
    StateWord("stop", "wrong", "Refused", "A system refused a field. Mend it and send again."),
    StateWord("warning", "wrong", "Conflict", "Somebody else has the report. Ctrl+Shift+D compares yours and theirs."),
    StateWord("check", "good", "Sent", "The system has it and gave a reference."),
)
OFFLINE_TITLE = "When a system is away"
OFFLINE = (
    "You can read what is here, and go on with the reports you hold: correct, grade, decide. Every change is saved on "
    "this computer.\n"
    "Decisions wait in the outbox and go by themselves, in order, once the system answers. Each one arrives once.\n"
    "New reports cannot be claimed until the gateway is back. If your claim on a report lapses meanwhile, it is "
    "renewed first; if somebody else took it, your decision is kept, and you choose what of it is proposed to them."
)
UNDO_TITLE = "What undo does"
UNDO = (
    "While you write, Ctrl+Z takes back your last change.\n"
    "After you send, you have a few seconds in which Ctrl+Z brings the report back as it was.\n"
    "After that, a decision can still be recalled from the outbox until it has left this computer. Once it has left, "
    "the record is mended at the records system."
)


def in_order(groups: Mapping[str, tuple[ActionSpec, ...]], here: str) -> dict[str, tuple[ActionSpec, ...]]:
    """The groups as a person at ``here`` ("queue", "report", "decide" or "viewer") wants them: the keys of where they
    are, of the other columns in the order of the work, what works everywhere, what is needed seldom."""
    first = {"report": "Report", "decide": "Decide", "viewer": "Attachment"}.get(here, "Queue")
    order = [first, *(name for name in GROUPS if name != first)]
    return {name: groups[name] for name in [*order, *groups] if name in groups}


def key_lines(specs: Iterable[ActionSpec], *, letters: bool = True) -> tuple[KeyLine, ...]:
    """The lines of one group; the outcomes share one. ``letters`` False: single-letter keys are switched off."""
    lines: list[KeyLine] = []
    outcomes: list[str] = []
    for spec in specs:
        keys = tuple(key for key in spec.keys if letters or len(key) > 1)
        if spec.id.startswith(_OUTCOME):
            outcomes.extend(keys)
            if len(outcomes) == len(keys):
                lines.append(KeyLine("Choose an outcome", ()))
            continue
        keys = _different(keys)
        place = _PLACES.get(spec.where, "")
        lines.append(KeyLine(f"{spec.text} ({place})" if place else spec.text, keys))
    ends = (outcomes[0], outcomes[-1]) if len(outcomes) > 1 else tuple(outcomes)
    merged = KeyLine("Choose an outcome", ends, through=len(ends) > 1)
    return tuple(merged if line.text == merged.text else line for line in lines)


def _different(keys: tuple[str, ...]) -> tuple[str, ...]:
    """Keys that do not look the same on a cap (Return and Enter do)."""
    seen: dict[str, str] = {}
    for key in keys:
        seen.setdefault(key.replace("Enter", "Return"), key)
    return tuple(seen.values())


def as_text(groups: Mapping[str, Iterable[ActionSpec]], *, letters: bool = True) -> str:
    """The whole sheet as plain text, for the clipboard."""
    parts = []
    for group, specs in groups.items():
        lines = "\n".join(f"  {line.plain}" for line in key_lines(specs, letters=letters))
        parts.append(f"{group}\n{lines}")
    states = "\n".join(f"  {state.word}: {state.meaning}" for state in STATES)
    parts.append(f"{STATES_TITLE}\n{states}")
    parts.append(f"{OFFLINE_TITLE}\n{OFFLINE}")
    parts.append(f"{UNDO_TITLE}\n{UNDO}")
    return "\n\n".join(parts) + "\n"
