"""Pictures of the window and its left column with invented reports, to be looked at by a person.

python -m tests.ui.gallery.desk            all palettes, sizes and scalings into build/gallery/
python -m tests.ui.gallery.desk one NAME MODE WIDTH HEIGHT    one picture (used by the first form)
"""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from tests.builders import NOW, a_row
from triage.models.clock import ManualClock
from triage.models.delivery import Delivery
from triage.models.indicators import RiskLevel
from triage.models.lease import LeaseState
from triage.models.query import View
from triage.models.stage import Stage
from triage.models.views import Link, LinkState, OutboxFigures, QueueRow
from triage.ui.icons import Icons
from triage.ui.queue import QueueColumn
from triage.ui.shell import Shell
from triage.ui.status_bar import StatusBar
from triage.ui.theme import FontRole, Theme
from triage.ui.widgets import Button, Card, Chip, PlainLabel, SectionHeader, Segmented

OUT = Path(__file__).resolve().parents[3] / "build" / "gallery"
MODES = ("light", "dark", "contrast")


def rows() -> list[QueueRow]:
    """A morning's queue: every risk, mark and state that a row can show."""

    def due(minutes: float) -> dict[str, object]:
        return {"due_at": NOW + timedelta(minutes=minutes)}

    high, raised, low = RiskLevel.HIGH, RiskLevel.RAISED, RiskLevel.LOW
    why3 = ("Stalking", "Happening now", "Child present")
    return [
        a_row(1, title="Stalking", place="Aberwen", risk=high, why=why3, **due(4.5), row={"unseen": True},
              gist="ex partner keeps turning up at my work and tonight he sat in his car outside"),
        a_row(2, title="Missing", place="Tyle Cross", risk=high, why=("Child", "Out of character"), marks=("Child",),
              gist="my daughter (15) has not come back from college, phone off", **due(11)),
        a_row(3, title="Domestic", place="Penmoor", risk=high, why=("Violence", "Weapon"), marks=("Weapon", "Repeat"),
              held_by="K. Shah", gist="he smashed the door again and took a knife from the kitchen", **due(-12)),
        a_row(4, title="Robbery", place="QX1", risk=raised, why=("weapon",), marks=("2 crimes",), attachments=2,
              gist="lads took his bike by the pier, one said he had a blade on him", **due(19)),
        a_row(5, title="Antisocial behaviour", place="Harrow Mere and Stone", risk=raised, why=("repeat",),
              marks=("Repeat",), version=2, gist="same group outside flats, mum will not go out after dark now",
              **due(31)),
        a_row(6, title="Burglary", place="QM2", why=("photos",), attachments=3, row={"mine": True, "has_draft": True,
              "lease": LeaseState.HELD, "stage": Stage.IN_TRIAGE}, gist="shed broken into overnight, bolt cutters on "
              "the hasp", **due(38)),
        a_row(7, title="Collision", place="Ring road", gist="van pulled out, wing mirror gone", **due(40),
              row={"stage": Stage.DECIDED, "delivery": Delivery.QUEUED, "mine": True}),
        a_row(8, title="Shoplifting", place="Carrow Quay", gist="store report, £84 of meat, male known to staff",
              row={"stage": Stage.DECIDED, "delivery": Delivery.REJECTED, "mine": True}, **due(44)),
        a_row(9, title="Lost property", place="Stanmoor", risk=low, gist="brown leather wallet left on the 133 bus",
              **due(44)),
        a_row(10, title="Theft", place="Maidenbury", risk=low, why=("other force",), marks=("Other force",),
              gist="parcel taken from porch, neighbour has it on doorbell", **due(200)),
        a_row(11, title="Feedback", place="Rayle", risk=low, row={"stage": Stage.CLOSED},
              gist="would like to thank the two officers who helped my father", **due(1423)),
        a_row(12, title="\u202eHidden <b>", place="", risk=low, gist="<img src=x> \u200b zero width", **due(1423)),
    ]  # fmt: skip


def filler(theme: Theme, title: str) -> QWidget:
    """Something in the other columns so that the window is judged whole."""
    page = QWidget()
    column = QVBoxLayout(page)
    column.addWidget(PlainLabel(theme, title, FontRole.TITLE))
    column.addWidget(PlainLabel(theme, "TYA-77-26-0311-000 · submitted today 05:49", tone="text_soft", wrap=True))
    card = Card(theme, "Victim")
    card.add(SectionHeader(theme, "Victim", key="T"))
    card.add(PlainLabel(theme, "I split with him in August. He keeps turning up.", FontRole.READING, wrap=True))
    card.add(Chip(theme, "Child"))
    card.add(Segmented(theme, "Risk", [("l", "Low"), ("m", "Med"), ("h", "High")], "h"))
    column.addWidget(card)
    column.addWidget(Button(theme, "Send", "primary", key="Ctrl+Return"))
    column.addStretch(1)
    page.setProperty("surface", "window" if title.startswith("H") else "panel")
    return page


def window(name: str, theme: Theme) -> Shell:
    clock = ManualClock(NOW)
    icons = Icons(theme)
    status = StatusBar(theme, icons, clock)
    settings = QSettings(str(OUT / "none.ini"), QSettings.Format.IniFormat)
    settings.clear()
    shell = Shell(theme, icons, settings, training=name != "live", person="R. Adeyemi · Early turn", status=status)
    column = QueueColumn(theme, icons, clock)
    shell.set_queue(column)
    shell.set_report(filler(theme, "Harassment by a former partner"))
    shell.set_decide(filler(theme, "Decide"))
    fill(name, shell, column, status)
    return shell


def fill(name: str, shell: Shell, column: QueueColumn, status: StatusBar) -> None:
    made = [] if name in ("empty", "nothing") else rows()
    column.set_counts({View.TO_DO: 37, View.HIGH_RISK: 3, View.MINE: 1, View.CLOSED: 1212})
    bad = name == "offline"
    state = Link.OFFLINE if bad else Link.ONLINE
    gateway = LinkState(name="gateway", title="Gateway", state=state, since=NOW)
    status.set_links([gateway, LinkState(name="crime", title="Records", state=Link.ONLINE)])
    status.set_outbox(OutboxFigures(waiting=2, oldest_at=NOW - timedelta(seconds=8), needs_fixing=1 if bad else 0))
    status.set_refreshed(NOW - timedelta(seconds=2))
    status.set_latency(14)
    shell.rail.set_badge("queue", 37)
    shell.rail.set_badge("outbox", 2, wrong=bad)
    if name == "nothing":
        column._search.setText("zebra")
        column._search._say()
    column.set_ids(row.summary.report_id for row in made)
    column.put_page({row.summary.report_id: row for row in made})
    if made:
        column.select(made[0].summary.report_id)
    if bad:
        shell.show_strip("link", "The gateway has not answered since 06:00. Reading, editing and deciding still work; "
                         "what you send waits here.", "What works", "warning")  # fmt: skip
        shell.show_strip("fix", "Records refused “Shoplifting”: postcode is not complete.", "Open the report", "error")
        column._show_new(3)

    if name == "sheet":
        sheet = filler(shell._theme, "Keys")
        shell.set_overlay(sheet, sheet=True)


def picture(name: str, mode: str, width: int, height: int) -> None:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    app = QApplication([])
    theme = Theme(mode)
    theme.apply(app)
    shell = window(name, theme)
    ratio = app.devicePixelRatio()
    shell.resize(round(width / ratio), round(height / ratio))
    shell.show()
    app.sendPostedEvents()
    shell.findChild(QueueColumn).focus_list()
    target = OUT / f"{name}-{mode}-{width}x{height}@{round(ratio * 100)}.png"
    shell.grab().save(str(target))
    shell.finish()


def every() -> None:
    OUT.mkdir(parents=True, exist_ok=True)
    wanted = [
        ("desk", mode, size, scale) for mode in MODES for size in ((1366, 768), (1920, 1080)) for scale in (1, 1.5)
    ]
    wanted += [(name, "light", (1366, 768), 1) for name in ("offline", "empty", "nothing", "sheet", "live")]
    for name, mode, (width, height), scale in wanted:
        environment = {**os.environ, "QT_SCALE_FACTOR": str(scale)}
        command = [sys.executable, "-m", "tests.ui.gallery.desk", "one", name, mode, str(width), str(height)]
        subprocess.run(command, env=environment, check=True)


if __name__ == "__main__":
    if sys.argv[1:2] == ["one"]:
        picture(sys.argv[2], sys.argv[3], int(sys.argv[4]), int(sys.argv[5]))
    else:
        every()
