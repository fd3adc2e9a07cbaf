"""Pictures of the report and decide columns: every mode and size into build/gallery/. Not a test.

python -m tests.ui.gallery.columns            all pictures
python -m tests.ui.gallery.columns light 1366x768 OUT
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QHBoxLayout, QWidget

from tests.builders import NOW
from tests.ui.gallery import case
from triage.models.clock import ManualClock
from triage.ui.decide.panel import DecidePanel
from triage.ui.icons import Icons
from triage.ui.report.panel import ReportPanel
from triage.ui.theme import Theme

OUT = Path(__file__).resolve().parents[3] / "build" / "gallery"
MODES = ("light", "dark", "contrast")
SIZES = {"1366x768": (580, 410, 630), "1920x1080": (836, 574, 990)}
"""Window → width of the report column, of the decide column, height left for both."""


def draw(mode: str, size: str, out: Path) -> None:
    """Render both columns in several states with this mode and size."""
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    theme = Theme(mode)
    theme.apply(app)
    icons, clock = Icons(theme), ManualClock(NOW)
    wide, narrow, height = (round(length / app.devicePixelRatio()) for length in SIZES[size])
    window = QWidget()
    row = QHBoxLayout(window)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(1)
    report, decide = ReportPanel(theme, icons, clock), DecidePanel(theme, icons, clock, "R. Adeyemi")
    row.addWidget(report, wide)
    row.addWidget(decide, narrow)
    window.setFixedSize(wide + narrow, height)
    window.show()

    def shot(name: str) -> None:
        QTest.qWait(60)
        window.grab().save(str(out / f"columns-{name}.png"))

    pose(report, decide, shot)


def pose(report: ReportPanel, decide: DecidePanel, shot: Callable[[str], None]) -> None:
    """The states of the two columns, one after the other."""
    profile = case.profile()
    report.show_detail(case.detail(), profile)
    decide.show_detail(case.detail(), profile)
    shot("1-open")
    decide.focus_section("thrive")
    report.focus_field("people/p1/surname")
    report.correct_focused()
    shot("2-correct")
    decide.form.thrive.rows[3].field.setFocus(Qt.FocusReason.OtherFocusReason)
    report.column.verticalScrollBar().setValue(620)
    shot("3-thrive")
    decide.form.crimes.focus_first()
    decide.form.crimes.finder.line.setText("har")
    shot("4-crime")
    decide.form.grade.cards.chosen.emit("scheduled", True)
    shot("5-lower")
    decide.choose_outcome("3")
    report.column.verticalScrollBar().setValue(1400)
    shot("6-outcome")
    report.column.verticalScrollBar().setValue(9000)
    decide.column.verticalScrollBar().setValue(9000)
    shot("7-bottom")
    decide.show_detail(case.sent_detail(), profile)
    report.show_detail(case.sent_detail(), profile)
    shot("8-sent")
    report.show_loading(case.detail().summary)
    decide.show_empty()
    shot("9-loading")


def main(arguments: list[str]) -> None:
    if len(arguments) == 3:
        out = Path(arguments[2])
        out.mkdir(parents=True, exist_ok=True)
        draw(arguments[0], arguments[1], out)
        return
    for mode in MODES:
        for size in SIZES:
            for factor in ("1", "1.5"):
                out = OUT / f"columns-{mode}-{size}-{factor}"
                command = [sys.executable, "-m", "tests.ui.gallery.columns", mode, size, str(out)]
                environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "QT_SCALE_FACTOR": factor}
                subprocess.run(command, env=environment, check=True)


if __name__ == "__main__":
    main(sys.argv[1:])
