"""Pictures of the queue's tools over a real gateway, into build/gallery/queue-*. Not a test.

python -m tests.ui.gallery.queue MODE [WIDTH HEIGHT]
"""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import qasync
from PySide6.QtWidgets import QApplication

from tests.ui.gallery.desk import OUT
from tests.ui.queue.stage import Stage, stage
from triage.models.query import ListQuery
from triage.models.view_filter import Condition, Field, Op
from triage.ui.theme import Theme

WORDS = (
    "My ex partner keeps turning up at my work and tonight he sat in his car outside. He said he would kill me.",
    "My garden shed was opened in the night and the mower is gone. The hasp was cut with bolt cutters.",
    "The lads by the pier shout at everybody who passes. " + "It goes on every evening. " * 12 + "One had a knife.",
    "My purse was lost on the 133 bus.",
    "Somebody keyed my car outside the baths, and it is the third time. \u202eHidden <b>words</b>.",
    "My daughter (15) has not come back from college, her phone is off.",
    "A man with a knife asked for my phone near the market cross.",
    "Van pulled out at the roundabout and took my wing mirror.",
)


async def pictures(mode: str, size: tuple[int, int]) -> None:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    theme = Theme(mode)
    theme.apply(app)
    ratio = app.devicePixelRatio()
    wanted = (round(size[0] / ratio), round(size[1] / ratio))
    with tempfile.TemporaryDirectory() as home:
        async with stage(Path(home), theme, WORDS, wanted) as desk:
            await _poses(desk, f"{mode}-{size[0]}x{size[1]}@{round(ratio * 100)}")


async def _poses(desk: Stage, name: str) -> None:
    async def shot(what: str) -> None:
        await asyncio.sleep(0.5)
        desk.window.shell.grab().save(str(OUT / f"queue-{what}-{name}.png"))

    lists = desk.desk.lists
    await lists.views.keep(
        "Due within the hour", ListQuery(conditions=(Condition(field=Field.DUE, op=Op.WITHIN, high=60),)), shared=False,
        default=True,
    )  # fmt: skip
    await lists.views.keep(
        "No knives", ListQuery(conditions=(Condition(field=Field.MARK, negate=True, values=("weapon",)),)), shared=False
    )
    await desk.window.tools.views.refresh()
    await lists.aside.tag(desk.ids[3], "ring back")
    await desk.press("Space")
    await shot("1-peek")
    await desk.press("Escape", "Ctrl+Shift+V")
    await shot("2-views")
    await desk.press("Escape")
    desk.column.focus_list()
    await desk.press("F")
    await shot("3-filter")
    editor = desk.window.tools.views._editor
    await desk.until(lambda: editor._rows, "the editor is open")
    editor._rows[0]._what._choose("due")
    editor._add_row()
    editor._rows[1]._what._choose("mark")
    editor._add_row()
    editor._rows[2]._what._choose("submitted")
    editor._rows[2]._how._choose("between")
    editor._add_row()
    editor._rows[3]._what._choose("files")
    await shot("4-filter-rows")
    await desk.press("Escape")
    desk.column.focus_list()
    await desk.press("Home", "Shift+Down", "Shift+Down", "Shift+Down", "Shift+Down")
    await shot("5-selected")
    await desk.press("C")
    await shot("6-guard")
    await desk.press("Escape", "Escape", "Home", "S")
    await desk.type("tomorrow 0700")
    await shot("7-put-off")
    await desk.press("Escape", "/")
    await desk.type("knife")
    await desk.press("Return")
    await shot("8-found")


def main(arguments: list[str]) -> None:
    OUT.mkdir(parents=True, exist_ok=True)
    app = QApplication.instance() or QApplication([])
    mode = arguments[0] if arguments else "light"
    size = (int(arguments[1]), int(arguments[2])) if len(arguments) == 3 else (1366, 768)
    app.setQuitOnLastWindowClosed(False)  # type: ignore[union-attr]
    loop = qasync.QEventLoop(app)
    loop.run_until_complete(pictures(mode, size))


if __name__ == "__main__":
    main(sys.argv[1:])
