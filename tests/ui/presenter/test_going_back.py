"""Where the focus and the cursor of the queue are after a sending is undone and after dispatch was asked for."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from tests.builders import a_draft, a_profile
from tests.ui.queue.stage import Stage, stage
from triage.models.ids import ReportId
from triage.models.profile import Leases
from triage.ui.decide.work import Edit
from triage.ui.theme import Theme

REPORTS = (
    "My garden shed was opened in the night and the mower is gone.",
    "Somebody keyed my car outside the baths.",
    "My purse was lost on the bus.",
)
UNHURRIED = a_profile(undo_seconds=600, leases=Leases(seconds=900, max_held=3))


async def test_after_an_undo_the_queue_and_the_focus_are_on_the_report_that_came_back(
    tmp_path: Path, theme: Theme
) -> None:
    async with stage(tmp_path, theme, REPORTS, profile=UNHURRIED) as desk:
        window = desk.window
        sent = await _ready_to_send(desk)
        await desk.press("Ctrl+Return")
        await desk.until(lambda: _worked_on(desk) not in ("", sent), "the next report is open for work")
        assert desk.column.current() == _worked_on(desk)
        await desk.press("Ctrl+Z")
        await desk.until(lambda: _worked_on(desk) == sent, "the report came back")
        await desk.until(lambda: desk.column.current() == sent, "the cursor of the queue is on it")
        await desk.until(lambda: window.decide.form.rationale.isAncestorOf(_focused()), "the rationale is written on")
        assert sent in desk.column.view.visible_ids()


async def test_undone_before_the_next_report_is_there_the_undone_one_stays(
    tmp_path: Path, theme: Theme, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with stage(tmp_path, theme, REPORTS, profile=UNHURRIED) as desk:
        asked, may = asyncio.Event(), asyncio.Event()
        claim_next = desk.desk.claims.claim_next

        async def slowly() -> ReportId | None:
            asked.set()
            await may.wait()
            return await claim_next()

        monkeypatch.setattr(desk.desk.claims, "claim_next", slowly)
        sent = await _ready_to_send(desk)
        await desk.press("Ctrl+Return")
        await desk.until(asked.is_set, "the next report is asked for")
        await desk.press("Ctrl+Z")
        await desk.until(lambda: _worked_on(desk) == sent, "the report came back")
        may.set()
        strips = desk.window.shell.strips
        await desk.until(lambda: "notice:next" in strips.all_keys(), "it is said that the next one was claimed")
        assert _worked_on(desk) == sent
        assert desk.column.current() == sent


async def test_dispatch_now_leads_to_its_reference_and_then_to_the_checks(tmp_path: Path, theme: Theme) -> None:
    async with stage(tmp_path, theme, REPORTS) as desk:
        window, wanted = desk.window, desk.ids[1]
        desk.column.select(wanted)
        await desk.press("F9")
        await desk.until(lambda: _worked_on(desk) == wanted, "it is asked for, and ours to record")
        assert desk.column.current() == wanted
        assert window.dispatch.bar.reference.isAncestorOf(_focused())
        await desk.type("CAD 77")
        await desk.press("Return")
        await desk.type("Bravo One")
        await desk.press("Return")
        await desk.until(lambda: window.decide.form.checks.isAncestorOf(_focused()), "deciding goes on at the checks")
        assert _worked_on(desk) == wanted


def _worked_on(desk: Stage) -> str:
    draft = desk.window.decide.draft
    return draft.report_id if draft is not None and not desk.window.decide.form.isHidden() else ""


def _focused() -> object:
    found = QApplication.focusWidget()
    assert found is not None
    return found


async def _ready_to_send(desk: Stage) -> str:
    """One report claimed and written to its end; the focus in the decide column."""
    wanted = desk.ids[-1]
    desk.window.commands.claim(wanted)
    await desk.until(lambda: _worked_on(desk) == wanted, "it is open for work")
    detail = desk.window.reports.detail
    assert detail is not None
    assert detail.body is not None
    report = detail.body.report
    crimes = tuple(replace(line, victim=None, place_key="") for line in a_draft(report).crimes)
    whole = replace(a_draft(report), crimes=crimes, grade_reason="As I see it", revision=detail.draft.revision)
    desk.window.decide.apply(Edit("all of it", "all", lambda _draft: whole))
    desk.window.decide.focus_section("rationale")
    return wanted
