"""The open report over a real store: what is typed at the wrong moment is kept, or the person is told."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from PySide6.QtCore import QSettings
from pytestqt.qtbot import QtBot

from tests.services.rig import Rig, a_body
from triage.models.draft import CheckRecord, Draft
from triage.models.errors import KnownError
from triage.models.ids import LeaseId, ReportId
from triage.models.looking_up import BY
from triage.models.queue import ReportBody
from triage.models.stage import Stage
from triage.services import snapshot, work
from triage.services.desk import Desk, Handler
from triage.services.drafts import NotEditable
from triage.services.reports import Reports
from triage.services.tasks import Tasks
from triage.ui.actions import Actions
from triage.ui.decide.panel import DecidePanel
from triage.ui.icons import Icons
from triage.ui.presenter.context import Context
from triage.ui.presenter.report import ReportPresenter
from triage.ui.presenter.sending import SendingPresenter
from triage.ui.presenter.unsaved import UnsavedAtClose
from triage.ui.report.panel import ReportPanel
from triage.ui.shell import Shell
from triage.ui.theme import Theme


class Bench:
    """Presenters and panels as the window ties them, over the sending half of a desk."""

    def __init__(self, rig: Rig, theme: Theme, icons: Icons, memory: QSettings) -> None:
        self.rig = rig
        self.tasks = Tasks(rig.place.hub)
        self.fetches: dict[ReportId, asyncio.Future[ReportBody]] = {}
        self.asked = asyncio.Event()
        desk = SimpleNamespace(
            reports=Reports(rig.place, lambda: rig.profile),
            drafts=rig.drafts,
            triage=rig.triage,
            profile=rig.profile,
            clock=rig.clock,
            hub=rig.place.hub,
            me=Handler(id="h1", name="Handler One"),
            spawn=self.tasks.spawn,
            fetch=self._fetch,
        )
        self.shell = Shell(theme, icons, memory, training=True)
        self.report = ReportPanel(theme, icons, rig.clock)
        self.decide = DecidePanel(theme, icons, rig.clock, "Handler One")
        self.shell.set_report(self.report)
        self.shell.set_decide(self.decide)
        context = Context(cast(Desk, desk), self.shell, Actions(self.shell, training=True), memory)
        self.presenter = ReportPresenter(context, self.report, self.decide)
        self.sending = SendingPresenter(context, self.presenter, self.decide)

    async def _fetch(self, report_id: ReportId) -> ReportBody:
        self.asked.set()
        return await self.fetches.setdefault(report_id, asyncio.get_running_loop().create_future())

    def type(self, words: str) -> None:
        """What the rationale's field does with each letter."""
        self.decide._change("rationale", "rationale", lambda draft: replace(draft, rationale=words), typing=True)

    async def rationale(self, report_id: ReportId) -> str:
        return (await self.rig.drafts.load(report_id)).rationale

    def during_save(self, act: Callable[[], None], patch: pytest.MonkeyPatch) -> None:
        """Do this once while the store writes a draft."""
        real, todo = self.rig.drafts.save, [act]

        async def save(draft: Draft) -> Draft:
            saved = await real(draft)
            if todo:
                todo.pop()()
            return saved

        patch.setattr(self.rig.drafts, "save", save)


@pytest.fixture
async def bench(tmp_path: Path, qtbot: QtBot, theme: Theme, icons: Icons) -> AsyncIterator[Bench]:
    rig = await Rig(tmp_path / "desk.db").open()
    made = Bench(rig, theme, icons, QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat))
    qtbot.addWidget(made.shell, before_close_func=lambda shell: setattr(shell, "_finished", True))
    yield made
    made.presenter._timer.stop()
    made.sending._timer.stop()
    made.decide.sent._timer.stop()
    made.report._timer.stop()
    await made.tasks.close()
    await rig.close()


async def test_words_typed_while_saving_before_another_report_opens(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = await bench.rig.arrive(1), await bench.rig.arrive(2)
    await bench.presenter.open(first)
    bench.type("He ran")
    bench.during_save(lambda: bench.type("He ran off."), monkeypatch)
    await bench.presenter.open(second)
    assert await bench.rationale(first) == "He ran off."


async def test_words_typed_while_the_same_report_opens_again(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    report_id = await bench.rig.arrive(1)
    await bench.presenter.open(report_id)
    real = bench.rig.triage.open

    async def slow(one: ReportId) -> Stage:
        bench.type("Meanwhile.")
        return await real(one)

    monkeypatch.setattr(bench.rig.triage, "open", slow)
    await bench.presenter.open(report_id)
    await bench.presenter.flush()
    assert await bench.rationale(report_id) == "Meanwhile."


async def test_an_older_read_does_not_take_words_out_of_the_decision(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    report_id = await bench.rig.arrive(1)
    await bench.presenter.open(report_id)
    reports = bench.presenter._context.desk.reports
    old = await reports.detail(report_id)

    async def older(_report_id: ReportId) -> Any:
        bench.type("All of it.")
        await bench.presenter.flush()
        return old

    with monkeypatch.context() as patch:
        patch.setattr(reports, "detail", older)
        await bench.presenter.refresh()
    await bench.sending._send(report_id)
    assert bench.rig.gateway.reports[report_id].begins == []
    assert await bench.rationale(report_id) == "All of it."


async def test_words_after_the_decision_keep_nobody_from_the_next_report(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = await bench.rig.arrive(1), await bench.rig.arrive(2)
    await bench.presenter.open(first)
    await bench.rig.triage.decide(first)
    bench.type("One more thing")
    await bench.presenter.open(second)
    assert bench.presenter.detail is not None
    assert bench.presenter.detail.summary.report_id == second
    assert [notice.key for notice in bench.rig.told] == ["late"]


async def test_what_comes_by_itself_after_the_decision_is_nobodys_words(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    report_id = await bench.rig.arrive(1)
    await bench.presenter.open(report_id)
    bench.type("He ran")
    await bench.presenter.flush()

    async def decided(_draft: Draft) -> Draft:
        raise NotEditable("It was decided.", "Recall it.")

    monkeypatch.setattr(bench.rig.drafts, "save", decided)
    answered = CheckRecord(key="repeat", by=BY)
    bench.decide.absorb(lambda draft: replace(draft, checks=(*draft.checks, answered)))
    await bench.presenter.flush()
    assert not [notice.key for notice in bench.rig.told]
    bench.type("He ran off.")
    await bench.presenter.flush()
    assert [notice.key for notice in bench.rig.told] == ["late"]


async def test_nothing_of_the_report_before_stays_to_be_written_on_beside_the_next(bench: Bench) -> None:
    first, second = await bench.rig.arrive(1), await bench.rig.arrive(2)
    await bench.presenter.open(first)
    opening = asyncio.ensure_future(bench.presenter.open(second))
    while not opening.done():
        await asyncio.sleep(0)
        shown = bench.report._detail
        if shown is not None and shown.summary.report_id == second and bench.decide.draft is not None:
            assert bench.decide.draft.report_id == second
    await opening
    assert bench.decide.draft is not None


async def test_words_that_the_store_cannot_take_stay_and_are_tried_again(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    report_id = await bench.rig.arrive(1)
    await bench.presenter.open(report_id)
    bench.type("Kept.")

    async def full(_draft: Draft) -> Draft:
        raise KnownError("The disk is full.", "Free some space.")

    with monkeypatch.context() as patch:
        patch.setattr(bench.rig.drafts, "save", full)
        with pytest.raises(KnownError):
            await bench.presenter.flush()
    assert bench.presenter._timer.isActive()
    await bench.presenter.flush()
    assert await bench.rationale(report_id) == "Kept."


async def test_closing_with_words_that_are_not_saved_asks_for_a_second_time(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    report_id = await bench.rig.arrive(1)
    await bench.presenter.open(report_id)
    closing = UnsavedAtClose(bench.shell, bench.presenter.flush)
    assert await closing.may_close()
    bench.type("Kept.")

    async def full(_draft: Draft) -> Draft:
        raise KnownError("The disk is full.", "Free some space.")

    with monkeypatch.context() as patch:
        patch.setattr(bench.rig.drafts, "save", full)
        assert not await closing.may_close()
        strip = bench.shell.strips.strip("unsaved")
        assert strip is not None
        assert "The disk is full." in strip.text()
        assert await closing.may_close()
    assert await closing.may_close()
    assert bench.shell.strips.strip("unsaved") is None
    assert await bench.rationale(report_id) == "Kept."


async def test_a_hold_lost_in_the_middle_of_a_word_keeps_the_word(bench: Bench) -> None:
    report_id = await bench.rig.arrive(1)
    await bench.presenter.open(report_id)
    bench.type("Half a wo")
    await bench.rig.store.write(lambda conn: work.lose_lease(conn, report_id, LeaseId("lease-1")))
    await bench.presenter.refresh()
    assert await bench.rationale(report_id) == "Half a wo"


async def test_a_report_that_arrives_late_is_not_shown_under_anothers_name(bench: Bench) -> None:
    bodies = {number: a_body(number) for number in (1, 2)}
    ids = {number: body.report.report_id for number, body in bodies.items()}
    for body in bodies.values():
        summary = replace(body.summary, stage=Stage.INCOMING, held_by="")
        await bench.rig.store.write(lambda conn, one=summary: snapshot.put_summaries(conn, (one,)))  # type: ignore[misc]
    slow = asyncio.ensure_future(bench.presenter.open(ids[1]))
    await bench.asked.wait()
    bench.fetches[ids[2]] = asyncio.get_running_loop().create_future()
    bench.fetches[ids[2]].set_result(bodies[2])
    await bench.presenter.open(ids[2])
    bench.fetches[ids[1]].set_result(bodies[1])
    await slow
    await bench.presenter.refresh()
    shown = bench.presenter.detail
    assert shown is not None
    assert shown.body is not None
    assert shown.body.report.report_id == ids[2]


async def test_nobody_signs_a_version_they_have_not_read(bench: Bench) -> None:
    report_id = await bench.rig.arrive(1)
    await bench.presenter.open(report_id)
    held = bench.rig.gateway.reports[report_id]
    held.body, held.etag = a_body(1, version=2), "e2"
    newer = replace(held.body.summary, etag="e2")
    await bench.rig.store.write(lambda conn: snapshot.put_summaries(conn, (newer,)))
    await bench.sending._send(report_id)
    shown = bench.presenter.detail
    assert shown is not None
    assert shown.body is not None
    assert (shown.body.report.version, shown.editable) == (2, True)
    await bench.sending._send(report_id)
    await bench.rig.settle_down()
    assert [begun.decision.report_version for begun in held.begins] == [2]


async def _opened_anew_and_left_open(bench: Bench, report_id: ReportId) -> asyncio.Future[None]:
    """The report, and then ``report_id`` being opened: what was there is not the presenter's any more."""
    opening = asyncio.ensure_future(bench.presenter.open(report_id))
    while bench.presenter.detail is not None:  # noqa: ASYNC110 - nobody tells of this moment
        await asyncio.sleep(0)
    assert bench.decide.draft is not None
    return opening


async def test_what_is_sent_while_its_report_is_opened_anew_is_sent(bench: Bench) -> None:
    """As a claim does to a report that is being read: Ctrl+Enter in that moment was lost without a word."""
    report_id = await bench.rig.arrive(1)
    await bench.presenter.open(report_id)
    opening = await _opened_anew_and_left_open(bench, report_id)
    sent = asyncio.Event()
    bench.sending.sent.connect(lambda _: sent.set())
    bench.sending.send()
    await opening
    async with asyncio.timeout(20):
        await sent.wait()
    await bench.rig.settle_down()
    assert len(bench.rig.gateway.reports[report_id].begins) == 1


async def test_what_is_sent_while_another_report_is_being_opened_never_sends_that_one(bench: Bench) -> None:
    first, second = await bench.rig.arrive(1), await bench.rig.arrive(2)
    await bench.presenter.open(first)
    opening = await _opened_anew_and_left_open(bench, second)
    assert bench.decide.draft is not None
    assert bench.decide.draft.report_id == first
    sending = asyncio.ensure_future(bench.sending._send(first))
    await opening
    await sending
    await bench.rig.settle_down()
    assert not bench.rig.gateway.reports[second].begins
