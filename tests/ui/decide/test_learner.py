"""What a trainee is told in the decide column: who approves a decision, before it is sent and while it waits."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from tests.builders import NOW
from tests.ui.gallery import case
from triage.models.clock import ManualClock
from triage.models.decision import Decision
from triage.models.stage import Stage
from triage.models.views import ReportDetail
from triage.records.preview import PreviewSection as Block
from triage.ui.decide.panel import DecidePanel
from triage.ui.icons import Icons
from triage.ui.theme import Theme


def approved(of: ReportDetail) -> ReportDetail:
    """The same with its draft approved as it stands."""
    assert of.body is not None
    decision = Decision(
        report_id=of.summary.report_id,
        report_version=1,
        author="tom",
        author_name="Tom",
        decided_at=NOW,
        profile_version="1",
        draft=of.draft,
    )
    return replace(of, body=replace(of.body, approved=(decision,)))


def said(widget: QWidget) -> str:
    return "\n".join(label.text() for label in widget.findChildren(QLabel))


def test_a_trainee_is_told_who_approves(qtbot: QtBot, theme: Theme, icons: Icons) -> None:
    panel = DecidePanel(theme, icons, ManualClock(NOW), "Tom")
    qtbot.addWidget(panel)
    ready = replace(case.sent_detail(), stage=Stage.IN_TRIAGE, editable=True, deliveries=(), undo_until=None)
    panel.show_detail(ready, case.profile())
    panel.set_learner(True)
    panel.form.preview.open()
    panel.set_preview((Block(title="To crime records", rows=(("Surname", "Hughes"),)),))
    assert panel.approved_first
    assert "A supervisor approves it first. Then this is sent:" in said(panel.form.preview)
    panel.show_detail(approved(ready), case.profile())
    assert not panel.approved_first
    panel.show_detail(replace(ready, stage=Stage.AWAITING_APPROVAL, editable=False), case.profile())
    assert "waits for a supervisor" in said(panel.sent)
