"""Pictures of what lies over the columns, and of the desk when something is away."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress

from tests.builders import NOW
from tests.ui.account.results import balanced, different, filed
from tests.ui.doctor.findings import IN_ORDER, IN_TROUBLE
from tests.ui.gallery.walk import Walk
from triage.models.checkup import TITLES
from triage.models.errors import KnownError
from triage.models.ids import ReportId
from triage.models.salvage import Fate, Salvage, Salvaged
from triage.models.views import Link, OutboxFigures
from triage.services.accounting import Progress
from triage.ui.dialogs import Question
from triage.ui.salvage.sheet import SalvageSheet
from triage.ui.tour.driver import Driver
from triage.ui.tour.hands import Hands
from triage.ui.widgets.scroll_column import ScrollColumn

STATE_SECONDS = 120.0
"""How long a state of the outbox may take to come on a busy machine."""


async def sheets(walk: Walk) -> None:
    await walk.leave()
    for name, key in (("outbox-sent", "Ctrl+B"), ("keys", "Shift+F1"), ("guides", "F1"), ("palette", "Ctrl+K")):
        await walk.press(key)
        await asyncio.sleep(0.3)
        await walk.take(f"sheet-{name}")
        if name == "palette":
            await walk.type("c")
            await asyncio.sleep(0.5)
            await walk.take("sheet-palette-found")
        await walk.leave()
    await walk.press("Ctrl+,")
    settings = walk.window.overlays.settings.panel
    for page in ("look", "keys", "about"):
        settings.show_page(page)
        await asyncio.sleep(0.1)
        await walk.take(f"sheet-settings-{page}")
    settings.show_page("keys")
    settings.keys.open_editor("claim")
    await walk.press("N")
    await walk.take("sheet-settings-keys-conflict")
    await walk.press("Escape")
    await walk.leave()
    await walk.press("Ctrl+Shift+F")
    await asyncio.sleep(0.4)
    await walk.take("sheet-faults")
    await walk.leave()
    walk.shell.set_overlay(_salvage(walk), sheet=True)
    await walk.take("sheet-salvage")
    await walk.leave()
    await _account(walk)
    await _checkup(walk)
    asked = Question(
        walk.window.theme,
        "Keep this view?",
        "A view of this name is there already. What it filters by is replaced.",
        (("keep", "Replace it"), ("no", "Keep the one before")),
        walk.shell,
    )
    asked.show()
    await walk.take("dialog-question", over=lambda: asked)
    asked.close()
    walk.shell.activateWindow()
    await asyncio.sleep(0.1)
    for key, level in (("a", "info"), ("b", "warning"), ("c", "error")):
        words = {
            "a": "Version 2 of this report came in; it is shown now. Read it, then go on. What you wrote is kept.",
            "b": "The claim on “Robbery” ends in two minutes and the gateway does not answer. Go on: it is kept here.",
            "c": "Records refused “Shoplifting”: the postcode is not complete.",
        }[key]
        walk.shell.show_strip(f"gallery-{key}", words, "Open the report" if key != "a" else None, level)
    await walk.take("strips-three")
    for key in "abc":
        walk.shell.clear_strip(f"gallery-{key}")


def _salvage(walk: Walk) -> SalvageSheet:
    """What a person reads after the store was found damaged, with a thing of each fate."""
    names = ("Theft from a vehicle, 77/12345/26", "Robbery, 77/12399/26", "Fraud, 77/12388/26", "Burglary, 77/12310/26")
    fates = ((Fate.SAVED, "draft"), (Fate.DOUBTFUL, "decision"), (Fate.FETCHED, "draft"), (Fate.LOST, "decision"))
    things = tuple(
        Salvaged(what=what, fate=fate, report_id=ReportId(name), name=name)
        for name, (fate, what) in zip(names, fates, strict=True)
    )
    now = walk.desk.clock.now()
    sheet = walk.window.salvage.sheet
    kept_as = f"desk.db.damaged-{now:%Y%m%d-%H%M%S}"
    sheet.show_salvage(Salvage(at=now, why="Pages of the file could not be read.", kept_as=kept_as, things=things))
    return sheet


async def _checkup(walk: Walk) -> None:
    await walk.press("Ctrl+Shift+W")
    sheet = walk.window.checkup.sheet
    await walk.take("sheet-checkup-running")
    for name, findings in (("order", IN_ORDER), ("trouble", IN_TROUBLE)):
        sheet.show_running()
        for check in TITLES:
            sheet.show_check(check, [one for one in findings if one.check == check])
        sheet.show_done()
        await asyncio.sleep(0.1)
        await walk.take(f"sheet-checkup-{name}")
    await walk.leave()


async def _account(walk: Walk) -> None:
    await walk.press("Ctrl+Shift+K")
    sheet = walk.window.accounting.sheet
    await walk.take("sheet-account-start")
    sheet.show_running(Progress(listed=12_403, looked_up=1_208, to_look_up=24_806))
    await walk.take("sheet-account-running")
    for name, result in (("balanced", balanced()), ("different", different()), ("files", filed())):
        sheet.show_account(result, NOW)
        await asyncio.sleep(0.1)
        await walk.take(f"sheet-account-{name}")
    column = sheet.findChild(ScrollColumn)
    assert column is not None
    column.verticalScrollBar().setValue(column.verticalScrollBar().maximum())
    await walk.take("sheet-account-files-below")
    await walk.leave()


async def _send_all(walk: Walk, holds: Callable[[OutboxFigures], int]) -> None:
    """Have all that waits tried again, now and now, until the figures hold: another state is never drawn."""
    end = asyncio.get_running_loop().time() + STATE_SECONDS
    while not holds(await walk.desk.outbox.figures()):
        assert asyncio.get_running_loop().time() < end, f"not reached: {await walk.desk.outbox.figures()}"
        for line in await walk.desk.outbox.lines():
            with suppress(KnownError):
                await walk.desk.outbox.retry(line.operation.op_id)
        for _ in range(25):
            if holds(await walk.desk.outbox.figures()):
                return
            await asyncio.sleep(0.02)


async def _uncertain(walk: Walk) -> None:
    """Something may have arrived, and for as long as the pictures take nobody can be asked: it stays so."""
    assert walk.desk.training is not None
    for _ in range(5):
        await walk.desk.training.set_link("records", "open")
        await _send_all(walk, lambda figures: figures.uncertain)
        await walk.desk.training.set_link("records", "cut")
        await asyncio.sleep(1.0)  # what was asked meanwhile is answered, or not
        if (await walk.desk.outbox.figures()).uncertain:
            return
    raise AssertionError("nothing stays uncertain")


async def away(walk: Walk) -> None:
    """Gateway and records cut off; a decision waits; then lost answers and a refused field."""
    training = walk.desk.training
    assert training is not None
    await walk.work_on("unsent")
    hands = Hands(Driver(walk.shell, walk.camera.wanted.out), walk.window, walk.desk)
    await hands.decide()
    for link in ("gateway", "records"):
        await training.set_link(link, "cut")
    await walk.until("it is off-line", lambda: any(one.state is Link.OFFLINE for one in walk.desk.links.states()))
    await asyncio.sleep(0.3)
    await walk.take("offline-report")
    await hands.send()
    await asyncio.sleep(0.5)
    walk.window.queue.focus_list()
    await walk.take("offline-queue")
    await walk.press("Ctrl+B")
    await asyncio.sleep(0.4)
    await walk.take("outbox-waiting")
    await walk.leave()
    await training.set_records("control", {"drop_before": 1.0})
    await training.set_records("crime", {"refuse_field": "/people/0/surname"})
    for link in ("gateway", "records"):
        await training.set_link(link, "open")
    await _uncertain(walk)
    await walk.press("Ctrl+B")
    await asyncio.sleep(0.3)
    await walk.take("outbox-uncertain")
    await training.set_records("control", {})
    await training.set_link("records", "open")
    await _send_all(walk, lambda figures: figures.needs_fixing)
    await walk.leave()
    await walk.press("Ctrl+B")
    await asyncio.sleep(0.5)
    await walk.take("outbox-needs-fixing")
    await walk.leave()
    await walk.take("status-needs-fixing")
    await training.set_records("crime", {})
