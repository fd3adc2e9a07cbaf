"""The parts of the tour, each a script of key presses on the real window, told step by step."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

from triage.models.delivery import Delivery
from triage.models.ids import ReportId
from triage.models.query import ListQuery, View
from triage.models.stage import Stage
from triage.models.views import Link
from triage.services.desk import Desk
from triage.ui.presenter.window import DeskWindow
from triage.ui.tour.driver import Driver, StepFailedError
from triage.ui.tour.hands import Hands
from triage.ui.tour.pictures import pictures

HELD_OFFLINE = 2
FOR_EVER = 3600.0
SIZE = (1366, 768)
MOST_PRESSES = 19
"""From the open report to sent; taking it is one more (design desk.md: at most 20)."""


async def run_part(name: str, window: DeskWindow, desk: Desk, shots: Path) -> bool:
    """Drive the window through one part; False when a step did not hold."""
    window.shell.resize(*SIZE)  # off-screen the remembered size is that of another screen
    hands = Hands(Driver(window.shell, shots), window, desk)
    try:
        await PARTS[name](hands)
    except StepFailedError as failed:
        hands.driver.tell(step=f"the tour can go on ({failed})", ok=False)
        return False
    return True


async def journey(hands: Hands) -> None:
    """One report from the queue to its crime reference."""
    driver, window = hands.driver, hands.window
    await driver.until("reports are in the queue, riskiest first", lambda: window.queue.model.rowCount() > HELD_OFFLINE)
    await asyncio.sleep(0.3)
    driver.shot("1-queue")
    report_id = await hands.take_next()
    await asyncio.sleep(0.3)
    driver.shot("2-open-report")
    await hands.correct_a_surname()
    driver.shot("3-corrected")
    before = driver.presses
    await hands.decide()
    spent = driver.presses - before
    await driver.press("Escape")
    await driver.press("P")
    await asyncio.sleep(0.2)
    driver.shot("4-decided-and-preview")
    before = driver.presses
    await hands.send()
    spent += driver.presses - before
    driver.tell(step=f"decided and sent with {spent} key presses besides typed words", ok=spent <= MOST_PRESSES)
    await hands.next_open(report_id)
    driver.shot("5-sent-with-undo")
    await hands.delivered(report_id)
    await _show_references(hands, report_id)


async def offline(hands: Hands) -> None:
    """Two more are decided without a network; then the program is closed."""
    driver = hands.driver
    await driver.until("the report that was open is open again", lambda: hands.open_for_work)
    for _ in range(HELD_OFFLINE):
        await hands.take_next()
    await _cut(hands)
    for number in range(1, HELD_OFFLINE + 1):
        await hands.decide()
        sent = await hands.send()
        driver.tell(step=f"report {number} was decided offline", ok=True)
        await hands.next_open(sent)
    driver.shot("7-offline-strip")
    await driver.press("Ctrl+B")
    await asyncio.sleep(0.4)
    driver.shot("8-outbox-waiting")
    await driver.press("Escape")
    await driver.press("Ctrl+Q")


async def begun(hands: Hands) -> None:
    """One more is begun, still without a network, and the program closed: what was written waits in the draft."""
    driver, desk = hands.driver, hands.desk
    await driver.until("the report that was open is open again", lambda: hands.open_for_work)
    mine = await desk.reports.ids(ListQuery(view=View.MINE, me=desk.me.id))
    undecided = [report_id for report_id in mine if report_id not in await _decided(desk)]
    await _open(hands, undecided[0])
    await hands.correct_a_surname()
    driver.tell(drafted=undecided[0])
    await driver.press("Ctrl+Q")


async def killed(hands: Hands) -> None:
    """Everything is still there; one more is decided, and the power goes."""
    driver, desk = hands.driver, hands.desk

    async def waiting() -> bool:
        return len(await _decided(desk)) == HELD_OFFLINE

    await driver.until_async("both decisions are still there, waiting, after the restart", waiting)
    await driver.until("the screen says that it is offline", lambda: _gateway(desk) is Link.OFFLINE)
    mine = await desk.reports.ids(ListQuery(view=View.MINE, me=desk.me.id))
    undecided = [report_id for report_id in mine if report_id not in await _decided(desk)]
    await _open(hands, undecided[0])
    await hands.decide()
    await hands.send()
    driver.tell(kill_me=True)
    await asyncio.sleep(FOR_EVER)


async def restored(hands: Hands) -> None:
    """The network comes back: everything arrives, once, by itself."""
    driver, desk = hands.driver, hands.desk
    decided = await _decided(desk)
    driver.tell(step=f"{len(decided)} decisions are there after the kill", ok=len(decided) == HELD_OFFLINE + 1)
    training = desk.training
    if training is None:
        raise StepFailedError("the fault switches answer")
    await training.set_link("gateway", "open")
    await training.set_link("records", "open")
    driver.tell(step="the network is back", ok=True)
    for report_id in sorted(decided):
        await hands.delivered(report_id)
    figures = await desk.outbox.figures()
    driver.tell(step="nothing is left in the outbox", ok=figures.waiting + figures.needs_fixing == 0)
    hands.window.commands.show_view(View.CLOSED)
    await driver.until("the closed reports are listed", lambda: hands.window.queue.model.rowCount() > HELD_OFFLINE)
    await asyncio.sleep(0.3)
    driver.shot("9-all-arrived")


async def _show_references(hands: Hands, report_id: ReportId) -> None:
    driver, desk = hands.driver, hands.desk
    hands.window.commands.open(report_id)
    await driver.until("the sent report can be opened", lambda: hands.window.reports.detail is not None)
    detail = await desk.reports.detail(report_id)
    references = [line.reference for line in detail.deliveries if line.reference] if detail else []
    driver.tell(step=f"references shown: {', '.join(references)}", ok=len(references) > 1)
    await asyncio.sleep(0.4)
    driver.shot("6-crime-reference")


async def _cut(hands: Hands) -> None:
    training = hands.desk.training
    if training is None:
        raise StepFailedError("the fault switches answer")
    await training.set_link("gateway", "cut")
    await training.set_link("records", "cut")
    await hands.driver.until("the strip says what still works offline", lambda: _gateway(hands.desk) is Link.OFFLINE)


async def _open(hands: Hands, report_id: ReportId) -> None:
    window = hands.window
    if window.reports.current != report_id or not hands.open_for_work:
        window.commands.open(report_id)
    await hands.driver.until(
        "a report that we hold opens without the network",
        lambda: window.reports.current == report_id and hands.open_for_work,
    )


async def _decided(desk: Desk) -> list[ReportId]:
    """Reports whose decision has not arrived yet."""
    mine = await desk.reports.ids(ListQuery(view=View.ALL, me=desk.me.id))
    rows = await desk.reports.page(mine[:1000])
    return [
        report_id
        for report_id, row in rows.items()
        if row.stage in (Stage.DECIDED, Stage.BEGUN) and row.delivery is not Delivery.NONE
    ]


def _gateway(desk: Desk) -> Link:
    return next((state.state for state in desk.links.states() if state.name == "gateway"), Link.UNKNOWN)


PARTS: dict[str, Callable[[Hands], Awaitable[None]]] = {
    "journey": journey,
    "offline": offline,
    "begun": begun,
    "killed": killed,
    "restored": restored,
    "pictures": pictures,
}
