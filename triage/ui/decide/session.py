"""The draft being worked on, with a named way back for each change (30 steps for each report).

An undo step takes back only what its change did: a correction or a check that came meanwhile stays.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field, fields, replace

from triage.models.draft import Draft
from triage.models.ids import ReportId

Change = Callable[[Draft], Draft]
STEPS = 30
REPORTS = 12
"""Reports whose undo steps are remembered."""

_KEYED = {"checks": "key", "corrections": "field", "additions": "key", "merges": "gone"}
_WORDS = {"thrive", "thrive_levels", "answers"}
_NOT_WORK = {"report_id", "base_version", "revision"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One undoable change. ``label`` completes "Undo …"; ``key`` names the field, for typing that goes on."""

    label: str
    key: str
    back: Change


@dataclass(slots=True)
class UndoStack:
    """The steps of one report. ``typing`` is the field whose latest step still grows."""

    steps: list[Step] = field(default_factory=list)
    typing: str = ""

    def push(self, step: Step, *, typing: bool) -> None:
        """Remember a step. Typing on in the same field stays one step."""
        if typing and self.typing == step.key and self.steps:
            return
        self.steps.append(step)
        del self.steps[:-STEPS]
        self.typing = step.key if typing else ""

    def pop(self) -> Step | None:
        self.typing = ""
        return self.steps.pop() if self.steps else None


class DraftSession:
    """Holds the immutable draft of the report on the screen and the undo steps of the last reports."""

    def __init__(self) -> None:
        self._draft: Draft | None = None
        self._stacks: OrderedDict[ReportId, UndoStack] = OrderedDict()

    @property
    def draft(self) -> Draft | None:
        return self._draft

    @property
    def undo_label(self) -> str:
        """What the next undo takes back; "" when there is nothing."""
        steps = self._stack().steps if self._draft else []
        return steps[-1].label if steps else ""

    def open(self, draft: Draft) -> None:
        """Work on this draft. Its undo steps are those made earlier on the same report."""
        self._draft = draft
        self._stacks.move_to_end(draft.report_id) if draft.report_id in self._stacks else None
        self.seal()

    def saved(self, draft: Draft) -> None:
        """The store's copy of our own draft came back: take its revision, keep what was typed meanwhile."""
        if self._draft and self._draft.report_id == draft.report_id:
            self._draft = replace(self._draft, revision=max(draft.revision, self._draft.revision))

    def close(self) -> None:
        self._draft = None

    def change(self, label: str, key: str, change: Change, *, typing: bool = False) -> bool:
        """Apply a change; False when it changed nothing."""
        before = self._draft
        if before is None:
            return False
        after = change(before)
        if after == before:
            return False
        self._draft = after
        self._stack().push(Step(label=label, key=key, back=inverse(before, after)), typing=typing)
        return True

    def absorb(self, change: Change) -> bool:
        """Apply what nobody did by hand: it has no way back of its own. False when it changed nothing."""
        if self._draft is None:
            return False
        before, self._draft = self._draft, change(self._draft)
        return self._draft != before

    def undo(self) -> Step | None:
        """Take back the latest step; None when there is none."""
        if self._draft is None:
            return None
        step = self._stack().pop()
        if step is not None:
            self._draft = step.back(self._draft)
        return step

    def seal(self) -> None:
        """The cursor left a field: typing there again is a new step."""
        if self._draft is not None:
            self._stack().typing = ""

    def _stack(self) -> UndoStack:
        assert self._draft is not None
        stack = self._stacks.setdefault(self._draft.report_id, UndoStack())
        while len(self._stacks) > REPORTS:
            self._stacks.popitem(last=False)
        return stack


def inverse(before: Draft, after: Draft) -> Change:
    """The change that takes back what led from ``before`` to ``after``, and nothing else."""
    changes: list[Change] = []
    for entry in fields(Draft):
        name = entry.name
        was, now = getattr(before, name), getattr(after, name)
        if name in _NOT_WORK or was == now:
            continue
        if name in _WORDS:
            changes.append(_words_back(name, was, now))
        elif name in _KEYED:
            changes.append(_entries_back(name, _KEYED[name], was, now))
        else:
            changes.append(_value_back(name, was))
    return lambda draft: _all(changes, draft)


def _all(changes: list[Change], draft: Draft) -> Draft:
    for change in changes:
        draft = change(draft)
    return draft


def _value_back(name: str, was: object) -> Change:
    return lambda draft: _with(draft, name, was)


def _words_back(name: str, was: dict[str, str], now: dict[str, str]) -> Change:
    touched = {key for key in {*was, *now} if was.get(key) != now.get(key)}

    def back(draft: Draft) -> Draft:
        kept = {key: value for key, value in getattr(draft, name).items() if key not in touched}
        return _with(draft, name, {**kept, **{key: was[key] for key in touched if key in was}})

    return back


def _entries_back(name: str, key: str, was: tuple[object, ...], now: tuple[object, ...]) -> Change:
    earlier = {getattr(entry, key): entry for entry in was}
    later = {getattr(entry, key): entry for entry in now}
    touched = {one for one in {*earlier, *later} if earlier.get(one) != later.get(one)}

    def back(draft: Draft) -> Draft:
        kept = tuple(entry for entry in getattr(draft, name) if getattr(entry, key) not in touched)
        return _with(draft, name, kept + tuple(entry for entry in was if getattr(entry, key) in touched))

    return back


def _with(draft: Draft, name: str, value: object) -> Draft:
    change: dict[str, object] = {name: value}
    return replace(draft, **change)  # type: ignore[arg-type]
