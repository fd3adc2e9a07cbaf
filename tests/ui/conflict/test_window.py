"""A report that went to somebody else, and what was proposed for one we hold: in the window, by keys, for real."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from tests.services.world import arrived, until, write_draft
from tests.ui.report.stage import Stage, stage
from triage.models.ids import new_op_id
from triage.models.proposal import ProposalKind
from triage.services.api.proposals import ProposalsApi
from triage.services.desk import Desk
from triage.ui.conflict.sheet import ConflictSheet
from triage.ui.theme import Theme

TEXT = "He keeps turning up at my work and said he would make me sorry."


async def taken_by_sue(at: Stage, sue: Desk) -> None:
    """Ann wrote a rationale; Sue takes the report over and writes another."""
    await arrived(sue, at.report_id)
    await write_draft(at.desk, at.report_id, rationale="As Ann sees it.")
    (held,) = (await sue.taking_over.held()).items
    await sue.taking_over.take(held, await sue.taking_over.look(held), "Shift ended.")
    await sue.triage.open(at.report_id)
    await write_draft(sue, at.report_id, rationale="As Sue sees it.")
    await sue._uploader.upload()
    await at.desk._renewals.suspect(at.report_id)


def sheet_of(at: Stage) -> ConflictSheet | None:
    shown = at.window.shell.overlay()
    return shown if isinstance(shown, ConflictSheet) else None


async def test_ours_and_theirs_are_compared_and_proposed_by_keys_alone(tmp_path: Path, theme: Theme) -> None:
    async with stage(tmp_path, theme, TEXT) as at, at.there.desk(at.there.settings("sue", "desk-sue")) as sue:
        await taken_by_sue(at, sue)
        await at.until(lambda: not at.window.decide.lost.isHidden(), "the column says that the report is lost")
        await at.press("Ctrl+Shift+D")
        await at.until(lambda: sheet_of(at) is not None, "both are laid side by side")
        sheet = sheet_of(at)
        assert sheet is not None
        assert [row.found.key for row in sheet._rows] == ["rationale"]
        await at.press("B")
        QTest.keyClicks(QApplication.focusWidget(), "See the CCTV.")
        await at.press("Ctrl+Return")
        await at.until(lambda: sheet_of(at) is None, "it is on its way")

        async def proposed() -> bool:
            return bool((await sue.fetch(at.report_id)).proposals)

        await until(at.desk, proposed, "Sue can see it")
        (one,) = (await sue.fetch(at.report_id)).proposals
        assert (one.why, one.decision.draft.rationale) == ("See the CCTV.", "As Ann sees it.\nAs Sue sees it.")


async def test_what_somebody_proposes_is_taken_in_with_a_way_back(tmp_path: Path, theme: Theme) -> None:
    async with stage(tmp_path, theme, TEXT) as at, at.there.desk(at.there.settings("sue", "desk-sue")) as sue:
        await taken_by_sue(at, sue)
        draft = await sue.drafts.load(at.report_id)
        body = sue.conflicts._body(ProposalKind.LEASE_LOST, draft, 1, "The neighbour saw it.")
        await sue.claims.release(at.report_id)
        at.window.commands.claim(at.report_id)
        await at.until(lambda: at.window.decide.draft is not None, "Ann works on it again")
        await ProposalsApi(sue._api.client).propose(at.report_id, body, key=new_op_id())
        await at.until(lambda: "conflict:proposed" in at.window.shell.strips.all_keys(), "a strip says so")
        await at.press("Ctrl+Shift+D")
        await at.until(lambda: sheet_of(at) is not None, "it is shown beside ours")
        assert at.window.decide.draft is not None
        assert at.window.decide.draft.rationale == "As Ann sees it."
        await at.press("T")
        await at.press("Ctrl+Return")
        await at.until(lambda: sheet_of(at) is None, "taken in")
        assert at.window.decide.draft.rationale == "As Sue sees it."
        await at.until(lambda: "conflict:proposed" not in at.window.shell.strips.all_keys(), "dealt with")
        at.window.decide.undo()
        assert at.window.decide.draft.rationale == "As Ann sees it."


async def test_a_supervisor_takes_over_by_keys_alone(tmp_path: Path, theme: Theme) -> None:
    async with stage(tmp_path, theme, TEXT, me="sue") as at, ann_desk(at) as ann:
        other = await at.there.arrive("s-ann", "My shed was opened in the night.")
        await arrived(ann, other)
        await ann.claims.claim(other)
        await ann.triage.open(other)
        await write_draft(ann, other, rationale="Half done by Ann.")
        await ann._uploader.upload()
        await arrived(at.desk, other)
        await at.press("Ctrl+Shift+U")
        sheet = at.window.conflicts._held
        await at.until(lambda: other in sheet._lines, "what Ann holds is listed")
        await at.press("Return")
        await at.until(lambda: sheet.looked is not None, "there is nothing to look up")
        await at.press("Ctrl+Return")
        assert sheet.fault.text() == "Write a reason first."
        QTest.keyClicks(QApplication.focusWidget(), "Her shift ended.")
        await at.press("Ctrl+Return")
        await at.until(lambda: at.window.reports.current == other, "the report is opened")
        await at.until(lambda: _words(at) == "Half done by Ann.", "with her words")


@asynccontextmanager
async def ann_desk(at: Stage) -> AsyncIterator[Desk]:
    async with at.there.desk(at.there.settings("ann", "desk-ann")) as ann:
        yield ann


def _words(at: Stage) -> str:
    draft = at.window.decide.draft
    return draft.rationale if draft is not None else ""


async def test_a_handler_is_told_that_taking_over_is_for_supervisors(tmp_path: Path, theme: Theme) -> None:
    async with stage(tmp_path, theme, TEXT) as at:
        await at.press("Ctrl+Shift+U")
        sheet = at.window.conflicts._held
        await at.until(lambda: "role" in sheet.state.text(), "the gateway says for whom it is")
