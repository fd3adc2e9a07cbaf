"""The desktop of the measurement: the real program; each report is opened, read, typed in, compared with paper."""

from __future__ import annotations

import asyncio
import cProfile
import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QFileDialog

from triage.app import run_desktop
from triage.bench.hostile.lag import LagMeter
from triage.bench.keys.fingers import Fingers, StuckError
from triage.logs import tell_line
from triage.models.ids import ReportId
from triage.services.desk import Desk
from triage.settings import load_settings
from triage.ui.presenter.window import DeskWindow
from triage.ui.print.preview import PrintSheet
from triage.ui.widgets.button import Button

SIZE = (1366, 768)
WORDS = "The account is credible; nothing contradicts it."
PAGES = 12
"""Screens that are paged through in the report column, and times that “more” is asked for."""
MORE = ("Show ", "More text")
"""Words of the buttons that show more of the same."""
CALM_SECONDS = 0.4
"""After each step: what it has set off belongs to it."""
PAPER_SECONDS = 240
LOOK_SECONDS = 0.01


def run(plan: Path) -> int:
    """Open the desktop and work the reports of ``plan``: {"cases": {name: report id}, "profile": folder or ""}."""
    told = json.loads(plan.read_text("utf-8"))
    return run_desktop(load_settings(), _Drive(told["cases"], plan.parent, told["profile"]))


class _Drive:
    """Works one window through every case and every step of it; tells the longest block of each."""

    def __init__(self, cases: dict[str, str], folder: Path, profile: str) -> None:
        self._cases = cases
        self._folder = folder
        self._profile = Path(profile) if profile else None

    async def __call__(self, window: DeskWindow, _desk: Desk) -> bool:
        window.shell.resize(*SIZE)
        window.shell.activateWindow()
        fingers = Fingers(window)
        await fingers.until("the queue is listed", lambda: window.queue.model.rowCount() >= len(self._cases))
        stuck = ""
        meter = LagMeter()
        try:
            for name, report_id in self._cases.items():
                case = _Case(fingers, meter, ReportId(report_id), self._folder / f"{name}.pdf")
                found = await case.work(self._profile / name if self._profile else None)
                tell_line(json.dumps({"case": name, "steps": found}))
        except StuckError as error:
            stuck = f"{name}: {error}"
        meter.stop()
        tell_line(json.dumps({"done": True, "stuck": stuck}))
        return not stuck


class _Case:
    """One report from the queue to paper."""

    def __init__(self, fingers: Fingers, meter: LagMeter, report_id: ReportId, pdf: Path) -> None:
        self._fingers, self._meter = fingers, meter
        self._window = fingers.window
        self._report_id = report_id
        self._pdf = pdf
        self._found: dict[str, Any] = {}

    async def work(self, profile: Path | None) -> dict[str, Any]:
        """Step → its longest block. ``profile``: where the profiler's figures of each step begin their names."""
        for name, step in (
            ("peek", self._peek),
            ("open", self._open),
            ("read", self._read),
            ("more", self._more),
            ("type", self._type),
            ("preview", self._preview),
            ("palette", self._palette),
            ("message", self._message),
            ("paper", self._paper),
            ("pdf", self._save),
            ("leave", self._leave),
        ):
            watch = cProfile.Profile() if profile else None
            await self._measured(name, step, watch)
            if watch is not None:
                watch.dump_stats(f"{profile}-{name}.prof")
        return self._found

    async def _measured(self, name: str, step: Callable[[], Awaitable[None]], watch: cProfile.Profile | None) -> None:
        loop = asyncio.get_running_loop()
        self._meter.step()
        if watch is not None:
            watch.enable()
        begun = loop.time()
        await step()
        took = loop.time() - begun
        await asyncio.sleep(CALM_SECONDS)
        if watch is not None:
            watch.disable()
        self._found[name] = {"seconds": round(took, 2), **self._meter.step().told()}

    async def _peek(self) -> None:
        self._window.queue.select(self._report_id)
        self._window.queue.focus_list()
        await self._fingers.act("peek")
        await asyncio.sleep(CALM_SECONDS)
        await self._fingers.press("Escape")

    async def _open(self) -> None:
        self._window.commands.claim(self._report_id)
        await self._fingers.until("the report is open", self._ready)

    def _ready(self) -> bool:
        draft = self._window.decide.draft
        shown = draft is not None and draft.report_id == self._report_id == self._window.reports.current
        return shown and self._window.report.narrative.isVisible()

    async def _read(self) -> None:
        """From top to bottom, a screen at a time."""
        bar = self._window.report.column.verticalScrollBar()
        for _ in range(PAGES):
            bar.setValue(bar.value() + bar.pageStep())
            await asyncio.sleep(LOOK_SECONDS * 3)
        bar.setValue(bar.maximum())

    async def _more(self) -> None:
        """More people, more text, more answers: each way to more, in turn."""
        for _ in range(PAGES):
            for button in self._window.report.body.findChildren(Button):
                if button.isVisible() and button.isEnabled() and button.words.startswith(MORE):
                    button.click()
                    await asyncio.sleep(LOOK_SECONDS * 5)
                    break  # the others may have gone with it

    async def _type(self) -> None:
        await self._fingers.act("rationale")
        await self._fingers.type(WORDS)

    async def _preview(self) -> None:
        await self._fingers.act("preview")
        await asyncio.sleep(CALM_SECONDS)
        await self._fingers.act("preview")

    async def _palette(self) -> None:
        await self._fingers.act("palette")
        await self._fingers.type("hostile")
        await asyncio.sleep(CALM_SECONDS)
        await self._fingers.press("Escape")

    async def _message(self) -> None:
        await self._fingers.act("write")
        await asyncio.sleep(CALM_SECONDS)
        await self._fingers.press("Escape")

    async def _paper(self) -> None:
        await self._fingers.act("print")
        await self._wait("the summary is laid out", lambda: (sheet := self._sheet()) is not None and bool(sheet.pages))

    def _sheet(self) -> PrintSheet | None:
        sheet = self._window.shell.overlay()
        return sheet if isinstance(sheet, PrintSheet) else None

    async def _save(self) -> None:
        sheet = self._sheet()
        assert sheet is not None
        sheet.save.click()
        await self._fingers.until("it is asked where to", lambda: self._dialog() is not None)
        dialog = self._dialog()
        assert dialog is not None
        dialog.setDirectory(str(self._pdf.parent))
        dialog.selectFile(self._pdf.name)
        dialog.accept()
        await self._wait("the PDF is written", lambda: "Saved" in sheet.said)
        self._window.shell.activateWindow()  # no window manager off screen gives it back

    def _dialog(self) -> QFileDialog | None:
        return self._window.shell.findChild(QFileDialog)

    async def _leave(self) -> None:
        self._window.overlays.leave()
        self._window.commands.run("release")
        await self._fingers.until("the report is left", lambda: self._window.reports.current is None)

    async def _wait(self, what: str, holds: Callable[[], bool]) -> None:
        for _ in range(int(PAPER_SECONDS / LOOK_SECONDS)):
            if holds():
                return
            await asyncio.sleep(LOOK_SECONDS)
        raise StuckError(what)
