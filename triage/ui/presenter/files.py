"""Attachments: ties the list and the viewer to the services. What is decoded is decoded in another process."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from functools import cached_property
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Slot

from triage.models.decoding import SHOWN
from triage.models.errors import KnownError
from triage.models.files import (
    FAILED,
    FETCHED,
    INFECTED,
    INLINE,
    LINK,
    LOCKED,
    SCANNING,
    SUSPICIOUS,
    FileLine,
    FileState,
)
from triage.models.ids import ReportId
from triage.models.views import ReportDetail
from triage.services.held_files import Held
from triage.ui.files.pixels import as_image
from triage.ui.files.words import decoding_words, moment_words, standing
from triage.ui.icons import Icons
from triage.ui.presenter.context import Context
from triage.ui.presenter.file_acts import FileActs
from triage.ui.presenter.file_keys import viewer_keys
from triage.ui.presenter.report import ReportPresenter
from triage.ui.report.panel import ReportPanel
from triage.ui.theme import Theme

if TYPE_CHECKING:
    from triage.ui.files.viewer import FileViewer  # made when it is first opened

ASK_MS = 5000
"""While a file is on its way its state is asked for this often."""


class FilesPresenter(QObject):
    """Feeds the list of the report column; makes the viewer when it is first needed."""

    def __init__(
        self, context: Context, theme: Theme, icons: Icons, panel: ReportPanel, report: ReportPresenter
    ) -> None:
        super().__init__(context.shell)
        self._context, self._theme, self._icons = context, theme, icons
        self._desk = context.desk
        self._panel, self._report = panel, report
        self._states: tuple[FileState, ...] | None = None
        self._of: ReportId | None = None
        self._number = 0
        self._held: Held | None = None
        self._work: asyncio.Task[Any] | None = None
        self._again = QTimer(self)
        self._again.setSingleShot(True)
        self._again.setInterval(ASK_MS)
        self._again.timeout.connect(self._refresh_soon)
        panel.attachments.lines_wanted.connect(self._refresh_soon)
        panel.attachment_requested.connect(self.open)
        report.opened.connect(self._another_report)
        context.actions.triggered.connect(self._run)
        self._acts_of = FileActs(context)
        self._keys: dict[str, Callable[[], object]] = {
            "file_next": lambda: self._beside(1),
            "file_before": lambda: self._beside(-1),
            "file_export": lambda: self._asked("export"),
            **viewer_keys(lambda: self.viewer),
        }

    @cached_property
    def viewer(self) -> FileViewer:
        from triage.ui.files.viewer import FileViewer

        made = FileViewer(self._theme, self._icons)
        made.closed.connect(self.close)
        made.left.connect(self._cancel)
        made.asked.connect(self._asked)
        made.uncovered.connect(self._uncovered)
        made.page_wanted.connect(self._page)
        made.moment_wanted.connect(self._moment)
        made.stop_requested.connect(self.stop)
        made.copied.connect(lambda what: self._context.tell("info", f"The {what} is on the clipboard.", key="copied"))
        self._context.actions.attach("viewer", made)
        return made

    @property
    def shown(self) -> bool:
        """Whether the viewer is on the screen; asking does not make it."""
        return "viewer" in vars(self) and self._context.shell.overlay() is self.viewer

    @Slot(int)
    def open(self, number: int) -> None:
        """Show this attachment in the viewer, covered."""
        line = self._line(number)
        if line is None:
            return
        self._cancel()
        self._number, self._held = number, None
        lines = self._panel.attachments.lines
        at = [one.number for one in lines].index(number) + 1
        if not self.shown:
            self._context.shell.set_overlay(self.viewer)
        self.viewer.show_file(line, standing(line, self._desk.clock.now()), f"{at:,} of {len(lines):,}")
        self._begin(line)

    @Slot()
    def close(self) -> None:
        """Out of the viewer; what was on the screen is forgotten, what was fetched stays sealed."""
        if not self.shown:
            return
        self._cancel()
        self.viewer.blank()
        number, self._number, self._held = self._number, 0, None
        self._context.shell.set_overlay(None)
        self._panel.attachments.focus_number(number)

    @Slot()
    def stop(self) -> None:
        """Stop viewing: it may be illegal. Off the screen now, then locked, then whom to tell."""
        number = self._number if self.shown else self._panel.attachments.focused
        if self.shown:
            self.viewer.blank()
            self.viewer.show_message("lock", "Hidden. Locking it…", "", ())
        line, detail = self._line(number or 0), self._report.detail
        if line is None or detail is None or detail.body is None:
            self._context.tell("info", "No attachment is open.", "Go to one with A, then press F12.", key="stop")
            return
        self._cancel()
        self._number = line.number
        self._context.spawn("lock", self._lock(detail, line))

    @Slot(object)
    def changed(self, ids: frozenset[ReportId] | None) -> None:
        """Something happened to these reports (None = to many): the files of the open one may have come."""
        if self._of is not None and self._panel.attachments.lines and (ids is None or self._of in ids):
            self._refresh_soon()

    @Slot(str)
    def _run(self, name: str) -> None:
        if name == "file_stop":
            self.stop()
        elif self.shown and name in self._keys:
            self._keys[name]()

    @Slot(object)
    def _another_report(self, report_id: ReportId | None) -> None:
        if report_id != self._of:
            self._of, self._states = report_id, None
            self._again.stop()
            self.close()

    @Slot()
    def _refresh_soon(self) -> None:
        self._context.spawn("files", self._refresh())

    async def _refresh(self) -> None:
        """Say how the files stand; ask the gateway while some are on their way or nothing is known of them."""
        detail = self._report.detail
        if detail is None or detail.body is None or not detail.body.report.attachments:
            return
        body, trouble = detail.body, ""
        lines = await self._desk.files.lines(body, self._states)
        known = self._states or body.files
        if not known or any(line.state in (INLINE, LINK, SCANNING) for line in lines):
            try:
                self._states = await self._desk.files.states(body.report.report_id, body.report.version)
            except KnownError as error:
                trouble = f"How the attachments stand may be out of date: {error.what}"
            lines = await self._desk.files.lines(body, self._states)
        if self._report.current != body.report.report_id:
            return
        self._panel.attachments.show_lines(lines, trouble)
        if any(line.state in (LINK, SCANNING) for line in lines):
            self._again.start()
        line = self._line(self._number)
        if self.shown and line is not None and self._held is None and self._idle():
            self._begin(line)

    def _idle(self) -> bool:
        return self._work is None or self._work.done()

    def _begin(self, line: FileLine) -> None:
        """Fetch and open what can be; say why of what cannot."""
        stands = standing(line, self._desk.clock.now())
        self.viewer.show_facts(line, stands)
        if line.here == LOCKED:
            self.viewer.show_message(
                "lock", stands.what, self._acts_of.whom(), (("close", "Back to the report", "Escape"),)
            )
        elif line.here == FETCHED or line.state not in (LINK, SCANNING, FAILED, INFECTED, SUSPICIOUS):
            self._start(self._load(line, anyway=line.state == SUSPICIOUS))
        elif line.state == SUSPICIOUS:
            self.viewer.show_message("warning", stands.what, stands.do, (("anyway", "Fetch it anyway", ""),))
        elif line.state == FAILED:
            self.viewer.show_message("warning", stands.what, stands.do, (("again", "Ask the gateway again", ""),))
        else:
            icon = "stop" if line.state == INFECTED else "clock"
            self.viewer.show_message(icon, stands.what, stands.do, ())

    def _start(self, work: Coroutine[Any, Any, Any]) -> None:
        self._cancel()
        self._work = self._desk.spawn("attachment", self._told(work))

    @Slot()
    def _cancel(self) -> None:
        if self._work is not None and not self._work.done():
            self._work.cancel()
        self._work = None

    async def _told(self, work: Coroutine[Any, Any, Any]) -> None:
        try:
            await work
        except KnownError as error:
            if self.shown:
                answers = (("retry", "Try again", ""),)
                self.viewer.show_message("warning", error.what, error.do, answers)

    async def _fetch(self, line: FileLine, *, anyway: bool) -> Held | None:
        detail = self._report.detail
        if detail is None or detail.body is None:
            return None
        what = f"Fetching {line.name or 'the file'}…"
        if line.here != FETCHED:
            self.viewer.show_message("clock", what, "", (("cancel", "Stop fetching", ""),))
        report = detail.body.report
        return await self._desk.files.fetch(
            report.report_id, report.version, line, self.viewer.show_progress, anyway=anyway
        )

    async def _load(self, line: FileLine, *, anyway: bool, page: int = 0, at_ms: int = -1) -> None:
        held = await self._fetch(line, anyway=anyway)
        if held is None or self._number != line.number:
            return
        first = self._held is None
        self._held = held
        if first:
            await self._desk.files.note("file.opened", held)
            await self._lines_anew()
            self.viewer.show_message("clock", "Opening it in a process of its own…", "", (("cancel", "Stop", ""),))
        content = await self._desk.files.content(held)
        opened = await self._desk.files.open(content, page=page, at_ms=at_ms)
        del content
        line = self._line(line.number) or line
        stands = standing(line, self._desk.clock.now())
        if at_ms >= 0 and opened.decoded.state != SHOWN:
            self._context.tell("info", "The film has no picture there that can be shown.", key="film")
        elif opened.decoded.state != SHOWN:
            what, do = decoding_words(opened.decoded)
            self.viewer.blank()
            self.viewer.facts.show_file(line, stands, opened.decoded)
            self.viewer.show_message("warning", what, do, ())
        if opened.decoded.state != SHOWN:
            return
        pairs = zip(opened.decoded.frames, opened.pixels, strict=True)
        images = [await asyncio.to_thread(as_image, frame, pixels) for frame, pixels in pairs]
        self.viewer.show_facts(line, stands)
        self.viewer.show_opened(opened.decoded, tuple(images), stands)

    @Slot(int)
    def _page(self, page: int) -> None:
        line = self._line(self._number)
        if line is not None and self._idle():
            self._start(self._load(line, anyway=True, page=page))

    @Slot(int)
    def _moment(self, at_ms: int) -> None:
        line = self._line(self._number)
        if line is not None and self._idle():
            self._start(self._load(line, anyway=True, at_ms=at_ms))

    @Slot()
    def _uncovered(self) -> None:
        if self._held is not None:
            self._context.spawn("uncovered", self._desk.files.note("file.uncovered", self._held))

    @Slot(str)
    def _asked(self, key: str) -> None:
        line = self._line(self._number)
        acts: dict[str, Callable[[FileLine], object]] = {
            "retry": self._begin,
            "anyway": lambda it: self._start(self._load(it, anyway=True)),
            "again": lambda it: self._start(self._ask_again(it)),
            "cancel": self._stop_fetching,
            "export": lambda it: self._context.spawn("export", self._export(it)),
            "reference": self._copy_reference,
        }
        if key == "close":
            self.close()
        elif line is not None and key in acts:
            acts[key](line)

    def _stop_fetching(self, line: FileLine) -> None:
        self._cancel()
        what = f"Stopped. {line.name or 'The file'} is not opened."
        self.viewer.show_message("stop", what, "What came so far is kept.", (("retry", "Go on", ""),))
        self._refresh_soon()

    async def _ask_again(self, line: FileLine) -> None:
        detail = self._report.detail
        if detail is not None and detail.body is not None:
            report = detail.body.report
            await self._desk.files.ask_again(report.report_id, line.number)
            self._states = await self._desk.files.states(report.report_id, report.version)
            await self._refresh()

    async def _export(self, line: FileLine) -> None:
        detail = self._report.detail
        if detail is not None and await self._acts_of.export(detail, line):
            await self._lines_anew()

    async def _lock(self, detail: ReportDetail, line: FileLine) -> None:
        lock = await self._acts_of.lock(detail, line)
        self._held = None
        await self._lines_anew()
        if self.shown:
            line = self._line(line.number) or line
            self.viewer.show_facts(line, standing(line, lock.locked_at))
            what = f"Locked at {moment_words(lock.locked_at)}. Its copy here is gone, and nobody at this desk opens it."
            answers = (("reference", "Copy what to tell them", ""), ("close", "Back to the report", "Escape"))
            self.viewer.show_message("lock", what, self._acts_of.whom(), answers)

    def _copy_reference(self, line: FileLine) -> None:
        detail = self._report.detail
        if detail is not None:
            self._acts_of.copy_reference(detail, line)

    async def _lines_anew(self) -> None:
        detail = self._report.detail
        if detail is None or detail.body is None:
            return
        self._panel.attachments.show_lines(await self._desk.files.lines(detail.body, self._states))

    def _beside(self, by: int) -> None:
        numbers = [line.number for line in self._panel.attachments.lines]
        if self._number in numbers and 0 <= numbers.index(self._number) + by < len(numbers):
            self.open(numbers[numbers.index(self._number) + by])

    def _line(self, number: int) -> FileLine | None:
        return next((line for line in self._panel.attachments.lines if line.number == number), None)
