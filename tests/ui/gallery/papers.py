"""Pictures of what the report column opens: choosers, added and joined people, comparison, printed summary. Not a test.

python -m tests.ui.gallery.papers                      all pictures into build/gallery/
python -m tests.ui.gallery.papers light 1366x768 OUT   one mode and size
"""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from tests.builders import NOW, a_person
from tests.ui.gallery import case
from triage.models.additions import Source
from triage.models.answer import Moment
from triage.models.clock import ManualClock
from triage.models.composed import add_thing, merge_people
from triage.models.differences import compare
from triage.models.ids import PersonKey
from triage.models.report import When
from triage.models.views import ReportDetail
from triage.ui.decide.panel import DecidePanel
from triage.ui.icons import Icons
from triage.ui.print.pages import Fonts, laid_out
from triage.ui.print.preview import PrintSheet
from triage.ui.print.summary import summary_paper
from triage.ui.report.compare import CompareSheet
from triage.ui.report.panel import ReportPanel
from triage.ui.shell import Shell
from triage.ui.status_bar import StatusBar
from triage.ui.theme import FontRole, Theme

OUT = Path(__file__).resolve().parents[3] / "build" / "gallery"
MODES = ("light", "dark", "contrast")
SIZES = ("1366x768", "1920x1080")


def with_additions() -> ReportDetail:
    """A child added from the text, the suspect told twice and joined."""
    whole = case.detail()
    assert whole.body is not None
    report = whole.body.report
    again = a_person("p3", roles=("witness",), given="L.", surname="Porter", born="1991-04-02", contacts=())
    report = replace(report, people=(*report.people, again))
    at = report.narrative.index("My little boy")
    source = Source(quote="My little boy", start=at, end=at + 13, version=1)
    draft, _ = add_thing(whole.draft, report, "people", "child", source, by="R. Adeyemi", at=NOW)
    draft = merge_people(draft, PersonKey("p2"), PersonKey("p3"), by="R. Adeyemi", at=NOW)
    return replace(whole, draft=draft, body=replace(whole.body, report=report))


def traffic() -> ReportDetail:
    """A dangerous driver twelve days ago, nearly overdue to be recorded."""
    whole = case.detail()
    assert whole.body is not None
    when = When(start=Moment(text="2026-11-08", at="2026-11-08"))
    report = replace(whole.body.report, kind="driving", title="Dangerous driving", when=when)
    summary = replace(whole.summary, kind="driving", record_by=NOW + timedelta(minutes=11))
    return replace(whole, summary=summary, body=replace(whole.body, report=report, summary=summary))


def draw(mode: str, size: str, out: Path) -> None:
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    theme = Theme(mode)
    theme.apply(app)
    icons, clock = Icons(theme), ManualClock(NOW)
    ratio = app.devicePixelRatio()
    width, height = (round(int(part) / ratio) for part in size.split("x"))
    settings = QSettings(str(out / "none.ini"), QSettings.Format.IniFormat)
    shell = Shell(theme, icons, settings, training=True, person="R. Adeyemi", status=StatusBar(theme, icons, clock))
    report, decide = ReportPanel(theme, icons, clock), DecidePanel(theme, icons, clock, "R. Adeyemi")
    shell.set_report(report)
    shell.set_decide(decide)
    shell.resize(width, height)
    shell.show()

    def shot(name: str) -> None:
        QTest.qWait(80)
        shell.grab().save(str(out / f"papers-{name}.png"))

    profile = case.profile()
    report.show_detail(traffic(), profile)
    decide.show_detail(traffic(), profile)
    shot("1-notice")
    report.show_detail(case.detail(), profile)
    decide.show_detail(case.detail(), profile)
    view = report.narrative.text.view
    view.setFocus()
    cursor = view.textCursor()
    at = view.toPlainText().index("My little boy")
    cursor.setPosition(at)
    cursor.setPosition(at + 13, QTextCursor.MoveMode.KeepAnchor)
    view.setTextCursor(cursor)
    report.make_from_words()
    shot("2-words")
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_1)
    shot("3-role")
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Escape)
    added = replace(with_additions(), earlier=(1,))
    report.show_detail(added, profile)
    report.focus_field("people/p2/surname")
    shot("4-joined")
    report.join_people()
    shot("5-join")
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Escape)
    show_comparison(shell, theme, icons)
    shot("6-compare")
    asyncio.run(show_summary(shell, theme, icons, with_additions()))
    shot("7-print")


def show_comparison(shell: Shell, theme: Theme, icons: Icons) -> None:
    before = case.report()
    words = before.narrative.replace("in his car outside mine", "in a grey car two doors down").replace(
        "He has not hit me this time.", "He pushed me against the door."
    )
    after = replace(
        before,
        version=2,
        narrative=words,
        people=(replace(before.people[0], surname="Hughes"), before.people[1]),
        vehicles=(replace(before.vehicles[0], registration="TE57 VRN"),),
    )
    sheet = CompareSheet(theme, icons)
    sheet.show_comparison(compare(before, after))
    shell.set_overlay(sheet)


async def show_summary(shell: Shell, theme: Theme, icons: Icons, detail: ReportDetail) -> None:
    sheet, fonts = PrintSheet(theme, icons), Fonts(theme.font(FontRole.BODY).family())
    paper = summary_paper(detail, case.profile(), "R. Adeyemi", NOW)
    sheet.start(paper, fonts)
    async for page in laid_out(paper, fonts):
        sheet.add(page)
    sheet.done()
    shell.set_overlay(sheet)


def main(arguments: list[str]) -> None:
    if len(arguments) == 3:
        out = Path(arguments[2])
        out.mkdir(parents=True, exist_ok=True)
        draw(arguments[0], arguments[1], out)
        return
    for mode in MODES:
        for size in SIZES:
            for factor in ("1", "1.5"):
                out = OUT / f"papers-{mode}-{size}-{factor}"
                command = [sys.executable, "-m", "tests.ui.gallery.papers", mode, size, str(out)]
                environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "QT_SCALE_FACTOR": factor}
                subprocess.run(command, env=environment, check=True)


if __name__ == "__main__":
    main(sys.argv[1:])
