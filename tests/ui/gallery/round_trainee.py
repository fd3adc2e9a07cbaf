"""Pictures of a trainee's own desk: what is decided there goes to a supervisor, who says no, and then yes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from PySide6.QtCore import QSettings

from tests.ui.gallery.camera import Camera
from tests.ui.gallery.round_decide import undo_again
from tests.ui.gallery.walk import PATIENCE, Walk
from triage.models.ids import ReportId
from triage.models.proposal import Proposal
from triage.services.desk import Desk
from triage.settings import load_settings
from triage.ui.icons import Icons
from triage.ui.presenter.window import DeskWindow
from triage.ui.shell import Shell
from triage.ui.tour.driver import Driver
from triage.ui.tour.hands import Hands

PERSON, NAME = "practice-trainee", "Practice trainee"
REFUSED = "Ask who else has a key to the store, and say so in the rationale."


async def trainee(walk: Walk) -> None:
    await walk.leave()
    async with _own_desk(walk) as own:
        await own.work_on("learnt")
        hands = Hands(Driver(own.shell, own.camera.wanted.out), own.window, own.desk)
        await hands.decide()
        form = own.window.decide.form
        await own.take("trainee-ready", lambda: own.window.decide.column.show_top(form.outcome))
        await own.press("Escape", "P")
        await asyncio.sleep(0.3)
        await own.take("trainee-preview", lambda: own.window.decide.column.show_top(form.preview))
        pose = undo_again(own)
        report_id = await hands.send()
        await hands.next_open(report_id)
        await own.take("trainee-sent", pose)
        own.window.sending._forget()  # it is over, whatever the pose said
        proposal = await _asked(walk, report_id)
        await _shown(own, report_id)
        await own.take("trainee-waits")
        await walk.desk.supervising.approve(proposal, approved=False, words=REFUSED)
        await _back(own, report_id)
        await own.take("trainee-refused")
        await own.work_on("learnt")
        await hands.send()
        await walk.desk.supervising.approve(await _asked(walk, report_id), approved=True)
        await _back(own, report_id)
        await own.take("trainee-approved")


@asynccontextmanager
async def _own_desk(walk: Walk) -> AsyncIterator[Walk]:
    """A trainee's desk on the same ground, beside the supervisor's."""
    ground, theme = walk.ground, walk.window.theme
    home = ground.plan.home / "trainee"
    settings = load_settings(
        {
            **ground.desktop_environment(home),
            "TRIAGE_TOKEN_FILE": str(ground.tokens.write_for(ground.plan.home, PERSON)),
            "TRIAGE_HANDLER_ID": PERSON,
            "TRIAGE_HANDLER_NAME": NAME,
        }
    )
    settings.home.mkdir(parents=True, exist_ok=True)
    memory = QSettings(str(home / "window.ini"), QSettings.Format.IniFormat)
    shell = Shell(theme, Icons(theme), memory, training=True, person=NAME)
    shell.show()
    shell.activateWindow()
    desk = await Desk.open(settings)
    window = DeskWindow(desk, shell, theme, memory)
    try:
        await window.start()
        await desk.roles.known()
        yield Walk(ground, desk, window, Camera(shell, theme, walk.camera.wanted, walk.camera.findings), dict(walk.ids))
    finally:
        await window.stop()
        await desk.stop()
        shell.finish()
        shell.deleteLater()
        walk.shell.activateWindow()


async def _asked(walk: Walk, report_id: ReportId) -> Proposal:
    """What the supervisor is asked about this report."""
    async with asyncio.timeout(PATIENCE):
        while True:
            for one in await walk.desk.proposed.open_ones():
                if one.report_id == report_id:
                    return one
            await asyncio.sleep(0.3)


async def _shown(own: Walk, report_id: ReportId) -> None:
    await own.desk.refresh()
    await own.leave()
    own.window.commands.open(report_id)
    await asyncio.sleep(1.0)


async def _back(own: Walk, report_id: ReportId) -> None:
    """Told of the answer; the report is the trainee's again."""
    async with asyncio.timeout(PATIENCE):
        while not own.desk.sayings.of_report(report_id):  # noqa: ASYNC110 - the desk hears of it at its next sync
            await asyncio.sleep(0.2)
    await own.leave()
    own.window.commands.open(report_id)
    await asyncio.sleep(1.0)
