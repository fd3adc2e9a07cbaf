"""The check list of the report's kind, recorded by hand: done, needs you, or could not be done and why."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from triage.models.draft import CheckState
from triage.models.profile import CheckRule
from triage.ui.decide.check_row import CheckRow, keys_of
from triage.ui.decide.edits import CheckEntry, with_check
from triage.ui.decide.section import Section
from triage.ui.decide.work import Work
from triage.ui.theme import FontRole, Theme
from triage.ui.widgets import PlainLabel
from triage.ui.widgets.rows import Rows

PLACE_CHECK = "place_force"
"""The profile's check of place and force: what is known of the place is said in its row."""


class ChecksSection(Section):
    """The check list, and below it what the focused check asks."""

    def __init__(self, theme: Theme, author: str, now: Callable[[], datetime], parent: QWidget | None = None) -> None:
        super().__init__(theme, "checks", "Checks", "H", parent)
        self._author, self._now = author, now
        self._rules: tuple[CheckRule, ...] = ()
        self.rows: list[CheckRow] = []
        self._ready: dict[CheckRule, CheckRow] = {}
        """Made for the report that is being opened, not shown yet."""
        self._list = Rows()
        self._prompt = PlainLabel(theme, "", FontRole.SMALL, "text_soft", wrap=True)
        self.body.addWidget(self._list)
        self.body.addWidget(self._prompt)
        self._prompt.hide()

    def preparing(self, work: Work) -> Iterator[None]:
        rules = work.profile.checks_for(work.report.kind)
        self._ready = {}
        for rule in rules if rules != self._rules else ():
            self._ready[rule] = self._row(rule)
            yield

    def refresh(self, work: Work) -> None:
        rules = work.profile.checks_for(work.report.kind)
        if rules != self._rules:
            self._rules = rules
            self._rebuild()
        for row in self.rows:
            row.show_record(work.draft.check(row.rule.key), _found(row.rule, work))
        settled = sum(row.state is not CheckState.OPEN for row in self.rows)
        self.header.set_trailing(f"{settled} of {len(self.rows)}", "text_soft" if self._needed() else "good")

    def focus_first(self) -> None:
        """The first check that still needs a person; what is done by itself comes after those, else the first."""
        still, needed = [row for row in self.rows if row.state is CheckState.OPEN], self._needed()
        target = next(iter([*self._by_hand(), *needed, *still, *self.rows]), None)
        if target is not None:
            target.row.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def focus_part(self, part: str) -> None:
        target = next((row for row in self.rows if row.rule.key == part), None)
        if target is None:
            self.focus_first()
        else:
            target.row.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def holds(self, part: str, focused: QWidget) -> bool:
        return any(row.rule.key == part and row.isAncestorOf(focused) for row in self.rows)

    def show_prompt(self, focused: QWidget | None) -> None:
        """Below the list: the scripted question of the check that has the focus."""
        row = next((row for row in self.rows if focused is not None and row.isAncestorOf(focused)), None)
        self._prompt.setText(f"{row.rule.prompt} {keys_of(row.rule)}" if row else "")
        self._prompt.setVisible(row is not None)

    def _needed(self) -> list[CheckRow]:
        return [row for row in self.rows if row.state is CheckState.OPEN and row.rule.required]

    def _by_hand(self) -> list[CheckRow]:
        return [row for row in self._needed() if not row.by_itself]

    def _rebuild(self) -> None:
        self.rows = [self._ready.get(rule) or self._row(rule) for rule in self._rules]
        self._ready = {}
        self._list.fill(self.rows)

    def _row(self, rule: CheckRule) -> CheckRow:
        row = CheckRow(self._theme, rule, self._now)
        row.settled.connect(partial(self._settle, row))
        row.step.connect(partial(self._step, row))
        return row

    def _settle(self, row: CheckRow, state: CheckState, entry: CheckEntry) -> None:
        """Record it and go on to the next check that needs a person; after the last one to what comes then.

        What is done by itself is not waited for: a hand that came before its answer would record a search that nobody
        made. Should it stay open, the list of what is needed leads to it.
        """
        self._record(row, state, entry)
        if state is CheckState.OPEN:
            return
        at, open_rows = self.rows.index(row), self._by_hand()
        following = [one for one in [*self.rows[at + 1 :], *self.rows[:at]] if one in open_rows]
        if following:
            following[0].row.setFocus(Qt.FocusReason.OtherFocusReason)
        elif row.rule.required:
            self.done.emit()

    def _record(self, row: CheckRow, state: CheckState, entry: CheckEntry) -> None:
        key, by, at = row.rule.key, self._author, self._now()
        self.say(
            f"check “{row.rule.name}”",
            f"checks/{key}",
            lambda draft: with_check(draft, key, state, by=by, at=at, entry=entry),
        )

    def _step(self, row: CheckRow, by: int) -> None:
        at = self.rows.index(row) + by
        if 0 <= at < len(self.rows):
            self.rows[at].row.setFocus(Qt.FocusReason.TabFocusReason)


def _found(rule: CheckRule, work: Work) -> str:
    """What is known already of what the check asks."""
    if rule.key != PLACE_CHECK or work.place is None:
        return ""
    return f"{work.place.words}{': not our area' if work.elsewhere else ''}"
