"""Pictures of the decide column by kind of report: question sets, searches, a lowered grade, an assessment made again.

python -m tests.ui.gallery.questions MODE OUT        (QT_SCALE_FACTOR for other scalings)
"""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from tests.builders import NOW, a_person
from tests.ui.gallery import case
from triage.models.clock import ManualClock
from triage.models.draft import empty_draft
from triage.models.views import ReportDetail
from triage.ui.decide.panel import DecidePanel
from triage.ui.icons import Icons
from triage.ui.theme import Theme

SIZE = (410, 630)
ANSWERS = {
    "domestic/frightened": "now",
    "domestic/escalating": "yes",
    "domestic/separation": "unknown",
    "domestic/children": "yes",
    "domestic/children_named": "Alfie, 4, Mill Road nursery, with her now\nMaisie, 9, Mill Road school",
    "domestic/referral": "no",
    "collision/when": "2026-11-19",
    "collision/injury": "slight",
    "hate/strand": "race",
}


def of_kind(kind: str, **draft: object) -> ReportDetail:
    whole = case.detail()
    assert whole.body is not None
    people = (*whole.body.report.people, a_person("p3", roles=("victim",), given="Rhys", surname="Hughes"))
    body = replace(whole.body, report=replace(whole.body.report, kind=kind, people=people))
    made = replace(empty_draft(whole.summary.report_id, 1), answers=ANSWERS, **draft)
    return replace(whole, body=body, draft=made)


def draw(mode: str, out: Path) -> None:
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    theme = Theme(mode)
    theme.apply(app)
    panel = DecidePanel(theme, Icons(theme), ManualClock(NOW + timedelta(hours=2)), "R. Adeyemi")
    ratio = app.devicePixelRatio()
    panel.setFixedSize(max(round(SIZE[0] / ratio), panel.minimumWidth()), round(SIZE[1] / ratio))
    panel.show()
    panel.activateWindow()

    def shot(name: str) -> None:
        QTest.qWait(60)
        panel.grab().save(str(out / f"questions-{mode}@{round(ratio * 100)}-{name}.png"))

    profile = case.profile()
    for kind, part in (
        ("domestic_abuse", "domestic/children_named"),
        ("collision", "collision/when"),
        ("hate_crime", "hate/strand"),
        ("missing", "missing/risk"),
    ):
        panel.show_detail(replace(of_kind(kind), summary=replace(case.detail().summary, report_id=kind)), profile)
        panel.activateWindow()
        QTest.qWait(30)
        panel.form.questions.focus_part(part)
        shot(kind)
    panel.form.checks.focus_part("repeat")
    panel.form.checks.rows[0]._open(stopping=False, trace="found")
    shot("check")
    thrive = {"threat": "Outside her door, says he will make her sorry.", "harm": "Fear."}
    whole = of_kind("stalking", thrive=thrive, overall_risk="high", grade="emergency", graded_by="K. Shah",
                    assessed_by="K. Shah", assessed_at=NOW)  # fmt: skip
    panel.show_detail(whole, profile)
    panel.activateWindow()
    QTest.qWait(30)
    panel.form.thrive.rows[2].field.setFocus()
    shot("thrive")
    panel.assess_again()
    panel.form.thrive.why.set_words("He was arrested at 07:10.")
    panel.form.thrive._assess_again()
    panel.form.thrive.earlier.rows[0].row.click()
    panel.form.thrive.rows[0].field.setFocus()
    shot("again")
    panel.form.grade.cards.chosen.emit("scheduled", True)
    shot("lower")
    panel.focus_section("crimes")
    panel.form.crimes.finder.taken.emit("8N")
    panel.form.crimes.cards[0].victim_chosen.emit("p1")
    panel.form.crimes.focus_part("crime-1")
    shot("crime")


if __name__ == "__main__":
    made = Path(sys.argv[2])
    made.mkdir(parents=True, exist_ok=True)
    draw(sys.argv[1], made)
