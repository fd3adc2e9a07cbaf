"""A reporter asks to withdraw: while somebody works on it, without the network, after the settle. Real gateway."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.services.world import World, arrived, closed, triage_one, until, world, write_draft
from triage.models.correspondence import Correspondence
from triage.models.errors import KnownError
from triage.models.ids import ReportId
from triage.models.messages import ContactRequest
from triage.models.outcome_draft import Question
from triage.models.stage import Stage
from triage.models.withdrawal import Freedom, WithdrawalRequest, marked, standing
from triage.services.desk import Desk

ASKED = WithdrawalRequest(channel="phone", freedom=Freedom.PRESSURE, words="Leave it, <i>he</i> says.")


async def seen(desk: Desk, report_id: ReportId, wanted: Freedom | None) -> None:
    """The report's line at this desk says so."""

    async def check() -> bool:
        line = (await desk.reports.page([report_id])).get(report_id)
        return line is not None and marked(line.summary.marks) is wanted

    await until(desk, check, f"the line says {wanted}")


async def said(desk: Desk, report_id: ReportId) -> Correspondence:
    """All that was said, once nothing of it waits here any more."""

    async def check() -> Correspondence | None:
        told = await desk.messages.correspondence(report_id)
        return told if told.known and not told.waiting else None

    found: Correspondence = await until(desk, check, "the note arrives")
    return found


async def test_whoever_works_on_it_sees_it_and_decides_undisturbed(tmp_path: Path) -> None:
    async with world(tmp_path) as there, there.desk() as ann, there.desk(there.settings("bob", "bob")) as bob:
        report_id = await there.arrive("s-1")
        await arrived(ann, report_id)
        await arrived(bob, report_id)
        await ann.claims.claim(report_id)
        await ann.triage.open(report_id)
        draft = await write_draft(ann, report_id)
        await bob.messages.withdraws(report_id, ASKED)
        await seen(ann, report_id, Freedom.PRESSURE)
        detail = await ann.reports.detail(report_id)
        assert detail is not None
        assert (detail.stage, detail.editable, detail.draft) == (Stage.IN_TRIAGE, True, draft)
        await ann.triage.decide(report_id)
        assert marked((await closed(ann, report_id)).summary.marks) is Freedom.PRESSURE
        assert len(await there.records_of("crime", report_id)) == 1  # the crime is recorded all the same
        (line,) = standing((await said(bob, report_id)).lines)
        assert (line.who, line.note) == ("bob", ASKED.words)
        await bob.messages.not_withdrawn(report_id, line.number, "It was another report.")
        await seen(ann, report_id, None)
        assert [one.kind for one in (await said(bob, report_id)).lines] == ["withdrawal", "withdrawal_taken_back"]


async def _decided_away(there: World, report_id: ReportId) -> None:
    """A decision and, after it, a note, both made while the gateway cannot be reached."""
    async with there.desk() as desk:
        await arrived(desk, report_id)
        await desk.claims.claim(report_id)
        await desk.triage.open(report_id)
        await write_draft(desk, report_id)
    async with there.desk(replace(there.settings(), gateway_url="http://127.0.0.1:9")) as desk:
        await desk.triage.decide(report_id)
        await desk.messages.withdraws(report_id, ASKED)
        await seen(desk, report_id, Freedom.PRESSURE)
        told = await desk.messages.correspondence(report_id)
        assert [(one.kind, one.what) for one in told.waiting] == [
            ("withdrawal", f"Withdrawal: pressure? {ASKED.words}")
        ]


async def test_noted_without_the_network_beside_a_decision_both_arrive_once(tmp_path: Path) -> None:
    async with world(tmp_path) as there:
        report_id = await there.arrive("s-1")
        await _decided_away(there, report_id)
        async with there.desk() as desk:
            await closed(desk, report_id)
            assert len(standing((await said(desk, report_id)).lines)) == 1
            await seen(desk, report_id, Freedom.PRESSURE)
        async with there.desk() as desk:  # started again: nothing is sent twice
            assert len((await said(desk, report_id)).lines) == 1
        assert len(await there.records_of("crime", report_id)) == 1


async def test_noted_after_the_settle_it_stays_with_the_report_that_is_worked_again(tmp_path: Path) -> None:
    async with world(tmp_path) as there, there.desk() as desk:
        report_id = await there.arrive("s-1")
        await arrived(desk, report_id)
        await triage_one(desk, report_id)
        await closed(desk, report_id)
        await desk.messages.withdraws(report_id, replace(ASKED, freedom=Freedom.FREELY))
        await said(desk, report_id)
        await seen(desk, report_id, Freedom.FREELY)
        await desk.handovers.reopen(report_id, "The reporter rang.")
        claimed = await desk.claims.claim(report_id)
        detail = await desk.reports.detail(report_id)
        assert claimed is not None
        assert detail is not None
        assert detail.stage is Stage.CLAIMED
        assert marked(detail.summary.marks) is Freedom.FREELY


async def test_words_that_were_refused_do_not_keep_it_waiting(tmp_path: Path) -> None:
    async with world(tmp_path) as there, there.desk() as desk:
        report_id = await there.arrive("s-1")
        await arrived(desk, report_id)
        await desk.messages.write(report_id, Question(address="jane@home.example", text="Hello."))  # no mail here

        async def refused() -> bool:
            return bool((await desk.messages.correspondence(report_id)).waiting[0].why)

        await until(desk, refused, "the message is refused")
        await desk.messages.note(report_id, ContactRequest(outcome="no_answer"))
        await desk.messages.withdraws(report_id, ASKED)

        async def there_is_it() -> bool:
            return bool(standing((await desk.messages.correspondence(report_id)).lines))

        await until(desk, there_is_it, "the note arrives")


async def test_taking_back_needs_a_reason(tmp_path: Path) -> None:
    async with world(tmp_path) as there, there.desk() as desk:
        with pytest.raises(KnownError, match="needs a reason"):
            await desk.messages.not_withdrawn(ReportId("r"), 1, "  ")
