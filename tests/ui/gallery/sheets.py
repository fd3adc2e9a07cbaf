"""Pictures of what lies over the columns: outbox, keys, palette, settings, training faults.

python -m tests.ui.gallery.sheets          all palettes, sizes and scalings into build/gallery/
python -m tests.ui.gallery.sheets one MODE WIDTH HEIGHT [ZOOM]   the sheets of one window (used by the first form)
"""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication, QWidget

from tests.builders import NOW, a_row, an_outbox_line
from triage.models.delivery import Delivery, HeldBecause
from triage.models.errors import FieldError
from triage.models.indicators import RiskLevel
from triage.models.operation import OpKind
from triage.models.views import OutboxFigures, OutboxLine
from triage.ui.actions import Actions
from triage.ui.faults import FaultsPanel
from triage.ui.help.sheet import HelpSheet
from triage.ui.icons import Icons
from triage.ui.outbox.panel import OutboxPanel
from triage.ui.palette import Palette
from triage.ui.settings.panel import SettingsPanel, SettingsView
from triage.ui.shell import Shell
from triage.ui.theme import Theme
from triage.ui.widgets import PlainLabel

OUT = Path(__file__).resolve().parents[3] / "build" / "gallery"
MODES = ("light", "dark", "contrast")
NAMES = {"control": "Control", "crime": "Crime"}
FAULTS = {
    "links": {"gateway": {"mode": "open"}, "records": {"mode": "blackhole"}},
    "records": {
        "control": {"faults": {"drop_answer": 0.5}},
        "crime": {"faults": {"refuse_field": "/people/0/surname"}},
    },
}


def lines() -> tuple[OutboxLine, ...]:
    """An outbox with one line of every state."""

    def ago(minutes: float) -> dict[str, object]:
        return {"created_at": NOW - timedelta(minutes=minutes)}

    refused = (
        FieldError("/people/0/surname", "must not be empty"),
        FieldError("/places/1/postcode", "does not have the right form"),
    )
    soon = NOW + timedelta(seconds=42)
    return (
        an_outbox_line(1, title="Harassment by a former partner", status=Delivery.REJECTED, errors=refused, attempts=1,
                       last_code="422", last_text="The record was refused.", **ago(22)),
        an_outbox_line(2, title="Burglary at Mill Rise", status=Delivery.CONFLICT, destination="gateway", attempts=1,
                       kind=OpKind.BEGIN, last_text="The lease is held by somebody else.", **ago(18)),
        an_outbox_line(3, title="Collision on the A999 roundabout", status=Delivery.HELD, held=HeldBecause.PERSON,
                       attempts=3, destination="control", **ago(17)),
        an_outbox_line(4, title="Theft from a van", status=Delivery.UNCERTAIN, attempts=1, next_at=soon, **ago(9)),
        an_outbox_line(5, title="Lost property", status=Delivery.QUEUED, attempts=4, next_at=soon, last_code="503",
                       destination="control", **ago(7)),
        an_outbox_line(6, title="Antisocial behaviour outside the flats in Harrow Mere and Stone", kind=OpKind.BEGIN,
                       status=Delivery.HELD, held=HeldBecause.GATEWAY, destination="gateway", **ago(5)),
        an_outbox_line(7, title="Criminal damage", status=Delivery.HELD, held=HeldBecause.AUTH, attempts=1, **ago(4)),
        an_outbox_line(8, title="Bicycle stolen", status=Delivery.HELD, held=HeldBecause.UNDO, kind=OpKind.BEGIN,
                       destination="gateway", next_at=NOW + timedelta(seconds=7), **ago(0.05)),
        an_outbox_line(9, title="Shoplifting", status=Delivery.SENDING, attempts=1, **ago(2)),
        an_outbox_line(10, title="Robbery by the pier", status=Delivery.DELIVERED, attempts=1, **ago(31),
                       receipt='{"record_id": "r1", "references": [["crime-1", "77/012345/26"]]}'),
        an_outbox_line(11, title="Robbery by the pier", status=Delivery.DELIVERED, attempts=1, destination="gateway",
                       kind=OpKind.SETTLE, **ago(30)),
    )  # fmt: skip


def outbox(theme: Theme, icons: Icons) -> OutboxPanel:
    panel = OutboxPanel(theme, icons, NAMES)
    figures = OutboxFigures(waiting=6, oldest_at=NOW - timedelta(minutes=9), needs_fixing=3, uncertain=1)
    panel.show_lines(lines(), figures, NOW)
    return panel


def palette(theme: Theme, icons: Icons, actions: Actions, words: str) -> Palette:
    found = Palette(theme, icons)
    actions.set_enabled({"send": False, "claim": False})
    found.show_actions(actions.specs(), {"send": "Open a report first", "claim": "The gateway is away"})
    found.start(words)
    rows = [a_row(n, title=title, place="Aberwen", risk=RiskLevel.RAISED) for n, title in enumerate(("Theft", "Cloth"))]
    if words:
        found.show_reports(words, rows)
    return found


def sheets(theme: Theme, icons: Icons, actions: Actions) -> dict[str, tuple[QWidget, bool]]:
    """Name → (sheet, whether it stands in the middle rather than over the columns)."""
    keys = HelpSheet(theme, icons)
    keys.show_actions(actions.groups())
    settings = SettingsPanel(theme, icons)
    view = SettingsView(
        mode=theme.mode.value,
        scale=theme.scale,
        version="0.1.0",
        data_folder="~/.local/share/triage/desk",
        person="R. Adeyemi (handler-1)",
        gateway="http://127.0.0.1:8700",
        profile="Training Constabulary, version 2026-11",
        training=True,
    )
    settings.show_settings(view)
    faults = FaultsPanel(theme, icons)
    faults.show_state(FAULTS)
    empty = OutboxPanel(theme, icons, NAMES)
    empty.show_lines((), OutboxFigures(), NOW)
    return {
        "outbox": (outbox(theme, icons), False),
        "outbox-empty": (empty, False),
        "help": (keys, False),
        "help-sheet": (keys, True),
        "palette": (palette(theme, icons, actions, ""), True),
        "palette-found": (palette(theme, icons, actions, "c"), True),
        "settings": (settings, True),
        "faults": (faults, False),
    }


def pictures(mode: str, width: int, height: int, zoom: float) -> None:
    app = QApplication([])
    theme = Theme(mode, zoom)
    theme.apply(app)
    icons = Icons(theme)
    settings = QSettings(str(OUT / "none.ini"), QSettings.Format.IniFormat)
    settings.clear()
    shell = Shell(theme, icons, settings, training=True, person="R. Adeyemi · Early turn")
    for put in (shell.set_queue, shell.set_report, shell.set_decide):
        put(PlainLabel(theme, "A column"))
    ratio = app.devicePixelRatio()
    shell.resize(round(width / ratio), round(height / ratio))
    shell.show()
    size = f"{width}x{height}@{round(ratio * zoom * 100)}"
    for name, (sheet, middle) in sheets(theme, icons, Actions(shell, training=True)).items():
        shell.set_overlay(sheet, sheet=middle)
        for _ in range(3):
            app.sendPostedEvents()
        sheet.setFocus()
        shell.grab().save(str(OUT / f"{name}-{mode}-{size}{'z' if zoom != 1 else ''}.png"))
    shell.set_overlay(None)
    shell.finish()


def every() -> None:
    OUT.mkdir(parents=True, exist_ok=True)
    wanted = [(mode, size, scale, 1.0) for mode in MODES for size in ((1366, 768), (1920, 1080)) for scale in (1, 1.5)]
    wanted.append(("light", (1366, 768), 1, 1.5))
    for mode, (width, height), scale, zoom in wanted:
        environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "QT_SCALE_FACTOR": str(scale)}
        command = [sys.executable, "-m", "tests.ui.gallery.sheets", "one", mode, str(width), str(height), str(zoom)]
        subprocess.run(command, env=environment, check=True)


if __name__ == "__main__":
    if sys.argv[1:2] == ["one"]:
        pictures(sys.argv[2], int(sys.argv[3]), int(sys.argv[4]), float(sys.argv[5]))
    else:
        every()
