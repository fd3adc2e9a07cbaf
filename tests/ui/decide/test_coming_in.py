"""What is looked up comes in while the form is laid out, in whichever step: no row is ever left cut."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.builders import NOW
from tests.ui.fit import misfits
from tests.ui.gallery import case
from triage.models.draft import CheckState, Draft, empty_draft
from triage.models.views import ReportDetail
from triage.ui.decide.edits import CheckEntry, with_check
from triage.ui.decide.panel import DecidePanel

FOUND = "No trace. Nobody of this report or their household is in the retained reports, nor in any of those before."


def _told(draft: Draft) -> Draft:
    entry = CheckEntry(trace="no_trace", result=FOUND)
    for key in ("repeat", "place_force"):
        draft = with_check(draft, key, CheckState.DONE, by="Triage", at=NOW, entry=entry)
    return draft


def _opened() -> ReportDetail:
    whole = case.detail()
    return replace(whole, draft=empty_draft(whole.summary.report_id, 1))


@pytest.mark.parametrize("seen", [True, False])
@pytest.mark.parametrize("step", range(0, 60, 12))
def test_no_row_is_cut(panel: DecidePanel, qtbot: QtBot, step: int, *, seen: bool) -> None:
    """``seen``: whether its column is on the screen meanwhile; on a small one the queue may stand in its place."""
    panel.setVisible(seen)
    at = -1
    for at, _ in enumerate(panel.showing(_opened(), case.profile())):
        if at % 5 == 0:
            QApplication.sendPostedEvents()
        if at == step:
            panel.absorb(_told)
    if at < step:
        panel.absorb(_told)
    panel.show()
    assert sum(FOUND in row.row.accessibleDescription() for row in panel.form.checks.rows) == 2
    qtbot.waitUntil(lambda: misfits(panel) == [], timeout=1500)
