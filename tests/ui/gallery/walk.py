"""The running desk on a training ground filled with synthetic reports, and the hands that lead it on."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from PySide6.QtCore import QSettings
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QScrollArea, QWidget

from tests.gateway.media.desk import inline
from tests.ui.files.samples import PDF, photograph
from tests.ui.gallery.camera import Camera, Wanted
from triage.models.clock import SystemClock
from triage.models.ids import ReportId
from triage.models.query import ListQuery, View
from triage.models.views import ReportDetail
from triage.services.desk import Desk
from triage.settings import load_settings
from triage.training.ground import Ground, Plan, open_ground
from triage.training.post import post_all
from triage.training.reports import GeneratedReport, generate
from triage.ui.icons import Icons
from triage.ui.presenter.window import DeskWindow
from triage.ui.shell import Shell
from triage.ui.theme import Theme

PATIENCE = 40.0
SEED, COUNT = 5, 400
CHOSEN = {
    "stalking": 43,
    "domestic": 46,
    "collision": 10,
    "missing": 256,
    "robbery": 398,
    "skeleton": 109,
    "pressed": 126,
    "sent": 118,
    "unsent": 114,
    "handed": 103,
    "vehicle": 120,
    "learnt": 117,
}
"""Name → number in the generated series."""
MORE = range(12, 40)
WITH_FILES = "collision"


@dataclass
class Walk:
    ground: Ground
    desk: Desk
    window: DeskWindow
    camera: Camera
    ids: dict[str, ReportId] = field(default_factory=dict)

    @property
    def shell(self) -> Shell:
        return self.window.shell

    @property
    def detail(self) -> ReportDetail:
        detail = self.window.reports.detail
        assert detail is not None
        return detail

    async def take(self, screen: str, pose: Callable[[], object] | None = None, **more: Any) -> None:
        await self.camera.take(screen, pose, **more)

    async def press(self, *keys: str) -> None:
        for one in keys:
            pressed = QKeySequence.fromString(one)[0]
            QTest.keyClick(QApplication.focusWidget() or self.shell, pressed.key(), pressed.keyboardModifiers())
            await asyncio.sleep(0.02)

    async def type(self, words: str) -> None:
        QTest.keyClicks(QApplication.focusWidget() or self.shell, words)
        await asyncio.sleep(0.02)

    async def until(self, what: str, holds: Callable[[], Any]) -> None:
        try:
            async with asyncio.timeout(PATIENCE):
                while not holds():  # noqa: ASYNC110 - the screen tells nobody when it is painted
                    await asyncio.sleep(0.02)
        except TimeoutError as error:
            self.shell.grab().save(str(self.camera.wanted.out / "stuck.png"))
            raise AssertionError(f"did not happen: {what}") from error

    async def leave(self) -> None:
        """Back to the list, whatever is open, and whatever other window had the keys."""
        self.shell.activateWindow()
        for _ in range(4):
            await self.press("Escape")
        self.window.overlays.leave()
        for key in self.shell.strips.all_keys():
            if key != "offline":
                self.shell.clear_strip(key)
        self.shell.reveal("queue")
        self.window.queue.focus_list()

    async def work_on(self, name: str) -> None:
        """Claim this report and see it open for work; another one that is held for nothing is given back."""
        report_id = self.ids[name]
        await self.leave()
        if self._open_for_work(report_id):
            return
        await self._make_room(report_id)
        self.window.commands.claim(report_id)
        await self.until(
            f"{name} is open for work",
            lambda: self._open_for_work(report_id),
        )
        await asyncio.sleep(1.0)  # what was begun before may still be under way
        await self.until(f"{name} stays open", lambda: self._open_for_work(report_id))

    def _open_for_work(self, report_id: ReportId) -> bool:
        draft = self.window.decide.draft
        detail = self.window.reports.detail
        return bool(draft and detail) and draft.report_id == report_id == self.window.reports.current

    async def _make_room(self, wanted: ReportId) -> None:
        mine = await self.desk.reports.ids(ListQuery(view=View.MINE, me=self.desk.me.id))
        for report_id in mine:
            detail = await self.desk.reports.detail(report_id)
            if report_id != wanted and detail is not None and detail.editable:
                await self.window.reports.close()
                await self.desk.claims.release(report_id, "Given back")

    def scrolled(self, column: QScrollArea, share: float) -> Callable[[], None]:
        """A pose: this column scrolled so far down."""
        bar = column.verticalScrollBar()
        return lambda: bar.setValue(round(bar.maximum() * share))

    def shown_top(self, column: Any, widget: QWidget) -> Callable[[], None]:
        return lambda: column.show_top(widget)


def reports() -> tuple[dict[str, GeneratedReport], list[GeneratedReport]]:
    """The reports that the walk opens, by name, and others that fill the queue."""
    series = list(generate(COUNT, SEED, now=datetime.now(UTC)))
    chosen = {name: series[number] for name, number in CHOSEN.items()}
    chosen[WITH_FILES].document["included"] += [
        {**inline(content, name=name, media_type=kind), "id": f"file-{at}"}
        for at, (name, content, kind) in enumerate(
            (
                ("wing-mirror-and-the-car-outside-my-house.jpg", photograph(), "image/jpeg"),
                ("letter.pdf", PDF, "application/pdf"),
                ("dashcam.mp4", b"MZ" + bytes(3000), "video/mp4"),
            )
        )
    ]
    rest = [series[n] for n in MORE if n not in CHOSEN.values() and series[n].version_of is None]
    return chosen, rest


def second_version(report: GeneratedReport) -> bytes:
    """The same submission again, with more to say."""
    document = json.loads(json.dumps(report.document))
    attributes = document["data"]["attributes"]
    attributes["incidentDescription"] += " Since then he has come back with a knife and he is outside now."
    return json.dumps(document).encode()


def told_again(report: GeneratedReport) -> tuple[bytes, str]:
    """Another report of the same people, and its reference."""
    told = report.document
    reference = reference_of(told)
    new = f"{reference[:-8]}09{reference[-6:]}"
    text = json.dumps(told).replace(reference, new)
    inside = [told["data"]["id"], *(one["id"] for one in told["included"] if one["type"] == "submission")]
    for old in (*inside, report.submission_id):
        text = text.replace(old, str(uuid5(NAMESPACE_URL, old)))
    return text.encode(), new


def reference_of(document: dict[str, Any]) -> str:
    """The reference that the public was given."""
    told = (entity["attributes"].get("customerReferenceNumber") for entity in document["included"])
    return str(next(found for found in told if found))


async def id_of(walk: Walk, reference: str) -> ReportId:
    """The report of this reference, once it is here."""
    everything = ListQuery(view=View.ALL, me=walk.desk.me.id)
    async with asyncio.timeout(PATIENCE):
        while True:
            rows = await walk.desk.reports.page(await walk.desk.reports.ids(everything))
            for report_id, row in rows.items():
                if row.summary.customer_reference == reference:
                    return report_id
            await asyncio.sleep(0.5)
            await walk.desk.refresh()


async def post(walk: Walk, documents: Iterable[bytes]) -> None:
    told = list(documents)
    walk.ground._outside.learn(told)
    await post_all(walk.ground.intake, told)
    await walk.ground.all_read()
    await walk.desk.refresh()


@asynccontextmanager
async def open_walk(home: Path, theme: Theme, wanted: Wanted) -> AsyncIterator[Walk]:
    async with open_ground(Plan(home=home, reports=0, undo_seconds=4, supervisor=True)) as ground:
        settings = load_settings(ground.desktop_environment(home / "desk"))
        settings.home.mkdir(parents=True, exist_ok=True)
        desk = await Desk.open(settings)
        memory = QSettings(str(home / "window.ini"), QSettings.Format.IniFormat)
        shell = Shell(theme, Icons(theme), memory, training=True, person="R. Adeyemi")
        shell.show()
        shell.activateWindow()
        window = DeskWindow(desk, shell, theme, memory)
        try:
            await window.start()
            yield Walk(ground, desk, window, Camera(shell, theme, wanted))
        finally:
            await window.stop()
            await desk.stop()
            shell.finish()
            shell.deleteLater()


def now() -> datetime:
    return SystemClock().now()
