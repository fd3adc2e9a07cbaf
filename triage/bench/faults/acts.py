"""What happens in a run, by name: acts of handlers, of their desktops, of the public, of time and of the systems.

An act that the desk refuses with a `KnownError` changed nothing: that is an answer like any other.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace

from triage.bench.faults.force import Force, Handler
from triage.bench.faults.promises import held, words_of
from triage.bench.handler import fill
from triage.models.delivery import Delivery
from triage.models.ids import ReportId
from triage.models.stage import Stage
from triage.models.views import ReportDetail
from triage.models.withdrawal import Freedom, WithdrawalRequest
from triage.services.drafts import EDITABLE
from triage.services.outbox import needs_person

MOST_TURNS = 8
OF_HELD = frozenset({"write", "decide", "recall", "mend", "retry", "take_version", "release", "let_go"})
"""Acts about what a handler has in hand."""
LOSING = frozenset({"recall", "mend", "let_go", "release"})
"""Acts after which, when they were cut short, a hold or a decision may or may not have ended."""


async def claim_next(_world: Force, ann: Handler, _number: int, _report: ReportId | None) -> None:
    await ann.desk.claims.claim_next()


async def claim(_world: Force, ann: Handler, _number: int, report: ReportId | None) -> None:
    if report is not None:
        await ann.desk.claims.claim(report)


async def write(world: Force, ann: Handler, _number: int, report: ReportId | None) -> None:
    """Open the report and add a word that was never written before."""
    detail = await ann.detail(report)
    if detail is None or detail.body is None or detail.stage not in EDITABLE:
        return
    await ann.desk.triage.open(detail.summary.report_id)
    await _save(world, ann, detail)


async def decide(world: Force, ann: Handler, _number: int, report: ReportId | None) -> None:
    """Sign what is written; what is still needed is filled in first, as a person would."""
    detail = await ann.detail(report)
    if detail is None or detail.body is None or detail.stage not in EDITABLE:
        return
    report_id = detail.summary.report_id
    await ann.desk.triage.open(report_id)
    if detail.new_version:
        await ann.desk.triage.take_new_version(report_id)
    await _save(world, ann, detail)
    await ann.desk.triage.decide(report_id)
    ann.promises.standing.add(report_id)


async def _save(world: Force, ann: Handler, detail: ReportDetail) -> None:
    assert detail.body is not None
    report_id, desk = detail.summary.report_id, ann.desk
    before = await desk.drafts.load(report_id)
    assessment, now = detail.body.assessment, desk.clock.now()
    filled = fill(detail.body.report, before, desk.profile, assessment=assessment, by=ann.who, now=now)
    words = f"{before.rationale} {world.fresh_word()}".strip()
    saved = await desk.drafts.save(replace(filled, rationale=words))
    ann.promises.saved[report_id] = words_of(saved.rationale)


async def recall(_world: Force, ann: Handler, _number: int, report: ReportId | None) -> None:
    if report is not None:
        await ann.desk.triage.recall(report)
        ann.promises.standing.discard(report)


async def mend(_world: Force, ann: Handler, _number: int, report: ReportId | None) -> None:
    if report is not None:
        await ann.desk.triage.mend(report)
        ann.promises.standing.discard(report)


async def retry(_world: Force, ann: Handler, _number: int, report: ReportId | None) -> None:
    """Every line of this report that is not delivered is tried now."""
    if report is not None:
        for op in await ann.desk.outbox.operations(report):
            if op.status is not Delivery.DELIVERED:
                await ann.desk.outbox.retry(op.op_id)


async def take_version(_world: Force, ann: Handler, _number: int, report: ReportId | None) -> None:
    if report is not None:
        await ann.desk.triage.take_new_version(report)


async def release(world: Force, ann: Handler, _number: int, report: ReportId | None) -> None:
    if report is not None:
        await ann.desk.claims.release(report)
        await ann.promises.given_back(report, world.outside)


async def let_go(_world: Force, ann: Handler, _number: int, report: ReportId | None) -> None:
    if report is not None:
        await ann.desk.claims.let_go(report)
        ann.promises.forget(report)


async def withdraws(world: Force, ann: Handler, _number: int, report: ReportId | None) -> None:
    """The reporter asks this handler to withdraw, whoever has the report and however far it is."""
    if report is not None:
        word = world.fresh_word()
        await ann.desk.messages.withdraws(report, WithdrawalRequest(freedom=Freedom.PRESSURE, words=word))
        world.noted[word] = report


async def pull(_world: Force, ann: Handler, _number: int, _report: ReportId | None) -> None:
    await ann.station.pull()


async def push(_world: Force, ann: Handler, _number: int, _report: ReportId | None) -> None:
    """As long as something may go now."""
    for _ in range(MOST_TURNS):
        if not await ann.station.push():
            return


async def renew(_world: Force, ann: Handler, _number: int, _report: ReportId | None) -> None:
    await ann.desk.loops.renewals.round()


async def upload(_world: Force, ann: Handler, _number: int, _report: ReportId | None) -> None:
    await ann.desk.loops.uploader.upload()


async def reconcile(_world: Force, ann: Handler, _number: int, _report: ReportId | None) -> None:
    await ann.desk.claims.reconcile()


async def probe(_world: Force, ann: Handler, _number: int, _report: ReportId | None) -> None:
    await ann.desk.loops.probes.round()


async def kill(_world: Force, ann: Handler, _number: int, _report: ReportId | None) -> None:
    ann.station.store.dead = True


async def unplug(_world: Force, ann: Handler, number: int, _report: ReportId | None) -> None:
    """Gateway, records or both cannot be reached from here."""
    ann.station.line.down = set(ann.station.line.hosts if number % 3 == 2 else ann.station.line.hosts[number % 3 :][:1])


async def plug(_world: Force, ann: Handler, _number: int, _report: ReportId | None) -> None:
    ann.station.line.down = set()


async def jump(_world: Force, ann: Handler, number: int, _report: ReportId | None) -> None:
    """This workstation's clock is set, on or back."""
    ann.station.clock.jump(seconds=number)


async def arrive(world: Force, _ann: Handler | None, number: int, _report: ReportId | None) -> None:
    """The public sends something; the hub sends it again when ``number`` is odd."""
    for _ in range(1 + number % 2):
        await world.post(world.next_submission)
    world.next_submission += 1


async def version(world: Force, _ann: Handler | None, _number: int, report: ReportId | None) -> None:
    """The public sends one again with other words."""
    if report is not None:
        await world.post(world.acknowledged.index(report), again=True)


async def late(world: Force, _ann: Handler | None, number: int, _report: ReportId | None) -> None:
    await world.network.arrive(number)


async def restart(world: Force, _ann: Handler | None, _number: int, _report: ReportId | None) -> None:
    await world.outside.restart()


async def tidy(world: Force, _ann: Handler | None, _number: int, _report: ReportId | None) -> None:
    await world.outside.tidy()


async def wait(world: Force, _ann: Handler | None, number: int, _report: ReportId | None) -> None:
    """Time passes for everybody; a desktop that slept meanwhile did nothing."""
    await world.advance(number)


async def jump_server(world: Force, _ann: Handler | None, number: int, _report: ReportId | None) -> None:
    """The gateway's clock is set on (back only a little, as a time service does)."""
    world.clock.jump(seconds=max(number, -2))


Act = Callable[[Force, Handler, int, ReportId | None], Awaitable[None]]
OF_HANDLERS: dict[str, Act] = {
    act.__name__: act
    for act in (
        claim_next, claim, write, decide, recall, mend, retry, take_version, release, let_go, pull, push, renew, upload,
        reconcile, probe, kill, unplug, plug, jump, withdraws,
    )
}  # fmt: skip
OF_THE_WORLD = {act.__name__: act for act in (arrive, version, late, restart, tidy, wait, jump_server)}


async def deal_with(world: Force, ann: Handler, report: ReportId) -> None:
    """What a handler does with a report that waits for a person, once nothing is in the way any more."""
    found = await ann.station.store.read(lambda conn: held(conn, report))
    if found.stage in (Stage.CLAIMED, Stage.IN_TRIAGE):
        await ann.attempt(claim(world, ann, 0, report))
        await ann.attempt(decide(world, ann, 0, report))
        if report not in ann.promises.standing:  # another has it, or it is closed
            await ann.attempt(let_go(world, ann, 0, report))
    elif any(needs_person(op) for op in await ann.desk.outbox.operations(report)):
        await ann.attempt(claim(world, ann, 0, report))
        if not await ann.attempt(mend(world, ann, 0, report)):
            await ann.attempt(retry(world, ann, 0, report))
