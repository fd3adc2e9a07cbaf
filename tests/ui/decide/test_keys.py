"""From the open report to sent by keyboard alone: at most twenty presses besides typing words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QMainWindow
from pytestqt.qtbot import QtBot

from tests.builders import NOW, a_report
from tests.ui.gallery import case
from triage.insight.risk.assess import assess
from triage.models.clock import ManualClock
from triage.models.draft import CheckRecord, CheckState, empty_draft
from triage.models.looking_up import AUTO, BY
from triage.models.queue import ReportBody
from triage.models.views import ReportDetail
from triage.ui.actions import Actions
from triage.ui.decide.panel import DecidePanel
from triage.ui.icons import Icons
from triage.ui.theme import Theme

SECTIONS = {
    "checks": "checks",
    "thrive": "thrive",
    "risk": "risk",
    "grade": "grade",
    "crime": "crimes",
    "incident": "incident",
    "rationale": "rationale",
}


class Desk:
    """A window with the real key table and the decide column; counts what is pressed, not what is written."""

    def __init__(self, qtbot: QtBot, panel: DecidePanel) -> None:
        self._qtbot = qtbot
        self.panel = panel
        self.presses = 0
        self.window = QMainWindow()
        self.window.setCentralWidget(panel)
        qtbot.addWidget(self.window)
        self._actions = Actions(self.window)
        self._actions.triggered.connect(self._act)
        self.window.resize(420, 760)
        self.window.show()
        self.window.activateWindow()

    def press(self, key: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        self.presses += 1
        self._qtbot.keyClick(QApplication.focusWidget() or self.window, key, held)

    def write(self, words: str) -> None:
        self._qtbot.keyClicks(QApplication.focusWidget(), words)

    def _act(self, name: str) -> None:
        others: dict[str, Callable[[], object]] = {
            "send": self.panel.send,
            "undo": self.panel.undo,
            "preview": self.panel.toggle_preview,
        }
        if name in SECTIONS:
            self.panel.focus_section(SECTIONS[name])
        elif name.startswith("outcome_"):
            self.panel.choose_outcome(name.removeprefix("outcome_"))
        elif name in others:
            others[name]()


@pytest.fixture
def desk(qtbot: QtBot, theme: Theme, icons: Icons) -> Desk:
    made = Desk(qtbot, DecidePanel(theme, icons, ManualClock(NOW), "R. Adeyemi"))
    made.panel.show_detail(burglary(), case.profile())
    made.panel.setFocus()
    return made


def burglary() -> ReportDetail:
    """A straightforward report: a break-in at a shed overnight."""
    told = a_report(kind="burglary", title="Burglary", narrative="Shed broken into overnight, drill gone.")
    whole = case.detail()
    found = assess(told, now=NOW)
    summary = replace(whole.summary, report_id=told.report_id, kind="burglary", title="Burglary")
    body = ReportBody(report=told, summary=summary, assessment=found)
    repeat = CheckRecord(key="repeat", state=CheckState.DONE, trace="no_trace", by=BY, at=NOW)
    draft = replace(empty_draft(told.report_id, 1), checks=(repeat,))
    return replace(whole, summary=summary, body=body, draft=draft, lease=None)


def test_a_straightforward_report_takes_at_most_twenty_presses(desk: Desk, qtbot: QtBot) -> None:
    required = [row for row in desk.panel.form.checks.rows if row.rule.required and row.rule.how != AUTO]
    desk.press(Qt.Key.Key_H)
    for row in required:  # the last one leads on to THRIVE
        desk.press(Qt.Key.Key_N if row.rule.search else Qt.Key.Key_Space)
    for words in ("None now.", "Loss of a drill.", "No pattern.", "Bolt cutters left.", "None seen.", "Wants a call."):
        desk.write(words)
        desk.press(Qt.Key.Key_Tab)
    desk.press(Qt.Key.Key_S)
    desk.press(Qt.Key.Key_3)
    desk.write("burgl")
    desk.press(Qt.Key.Key_Return)
    desk.press(Qt.Key.Key_1)
    desk.write("Balance of probability: a burglary. No risk now.")
    with qtbot.waitSignal(desk.panel.asks.send_requested):
        desk.press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    draft = desk.panel.draft
    assert draft is not None
    assert (draft.overall_risk, draft.grade, draft.outcome) == ("standard", "scheduled", "crime")
    assert len(draft.crimes) == 1
    assert desk.presses <= 16  # one more press takes or opens the report


def test_letters_and_digits_are_words_while_one_types(desk: Desk) -> None:
    desk.press(Qt.Key.Key_T)
    desk.write("1 gxrp")
    draft = desk.panel.draft
    assert draft is not None
    assert draft.thrive == {"threat": "1 gxrp"}
    assert (draft.outcome, draft.crimes) == ("", ())


def test_digits_mean_the_grade_among_the_grades_and_the_outcome_elsewhere(desk: Desk) -> None:
    desk.press(Qt.Key.Key_G)
    desk.press(Qt.Key.Key_2)
    desk.press(Qt.Key.Key_H)
    desk.press(Qt.Key.Key_2)
    draft = desk.panel.draft
    assert draft is not None
    assert (draft.grade, draft.outcome) == ("priority", "")  # after a grade one types the crime
    desk.panel.focus_section("checks")
    desk.press(Qt.Key.Key_2)
    assert desk.panel.draft is not None
    assert desk.panel.draft.outcome == "incident"


def test_undo_takes_back_the_latest_choice(desk: Desk) -> None:
    desk.press(Qt.Key.Key_H)
    desk.press(Qt.Key.Key_2)
    desk.panel.focus_section("checks")
    desk.press(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    draft = desk.panel.draft
    assert draft is not None
    assert draft.outcome == ""
