"""Outcomes that leave by the gateway, words to people, dispatch: with the real gateway and a real mail relay."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.gateway.messages.writing import JANE
from tests.services.outside import outside
from tests.services.world import arrived, triage_one, until, write_draft
from triage.models.correspondence import Correspondence
from triage.models.errors import KnownError
from triage.models.ids import PersonKey, ReportId
from triage.models.messages import ContactRequest
from triage.models.outcome_draft import Handover, Question
from triage.models.stage import Stage
from triage.models.wording import find_template, letter
from triage.models.workflow import HandoffState
from triage.services.desk import Desk

QUESTION = Question(
    template="ask_more", person=PersonKey("p1"), address=JANE, fields={"question": "Which door was it?"}
)


async def at_stage(desk: Desk, report_id: ReportId, stage: Stage) -> None:
    async def check() -> bool:
        detail = await desk.reports.detail(report_id)
        return detail is not None and detail.stage is stage

    await until(desk, check, f"{report_id} is {stage}")


async def marked(desk: Desk, report_id: ReportId, mark: str) -> None:
    async def check() -> bool:
        return mark in (await desk.reports.page([report_id]))[report_id].summary.marks

    await until(desk, check, mark)


async def said(desk: Desk, report_id: ReportId) -> Correspondence:
    """All that was said, once nothing of it waits here any more."""

    async def check() -> Correspondence | None:
        told = await desk.messages.correspondence(report_id)
        return None if told.waiting else told

    found: Correspondence = await until(desk, check, "words arrive")
    return found


async def test_the_reporter_is_asked_and_the_answer_brings_the_report_back(tmp_path: Path) -> None:
    async with outside(tmp_path) as there, there.world.desk() as desk:
        report_id = await there.report()
        await arrived(desk, report_id)
        await desk.claims.claim(report_id)
        await desk.triage.open(report_id)
        detail = await desk.reports.detail(report_id)
        assert detail is not None
        assert detail.body is not None
        template = find_template(await desk.messages.templates(), "ask_more", "en")
        shown = letter(QUESTION, template, detail.body.report, desk.profile.force.name)
        # Nothing but the question is needed: no check, no THRIVE, no grade.
        draft = replace(detail.draft, outcome="ask", question=QUESTION, thrive={"threat": "None that we know of"})
        await desk.drafts.save(draft)
        await desk.triage.decide(report_id)
        await at_stage(desk, report_id, Stage.AWAITING_REPORTER)
        sent = await there.letter()
        assert sent["To"] == JANE
        assert sent["Subject"].startswith(shown.subject)
        assert sent.get_content().replace("\r\n", "\n") == shown.body
        await there.answered(sent, "The back door.\n")
        await at_stage(desk, report_id, Stage.INCOMING)
        told = await said(desk, report_id)
        assert sorted(line.kind for line in told.lines) == ["answer", "message"]
        await marked(desk, report_id, "Answered")
        await desk.claims.claim(report_id)
        back = await desk.reports.detail(report_id)
        assert back is not None
        assert back.body is not None
        assert back.body.report.version == 2
        assert (back.draft.thrive, back.draft.outcome) == ({"threat": "None that we know of"}, "")


async def test_words_wait_while_the_gateway_is_away_and_go_once(tmp_path: Path) -> None:
    async with outside(tmp_path) as there:
        report_id = await there.report()
        settings = there.world.settings()
        async with there.world.desk(settings) as desk:
            await arrived(desk, report_id)
            await triage_one(desk, report_id, outcome="incident", crimes=())
            await at_stage(desk, report_id, Stage.CLOSED)
        away = replace(settings, gateway_url="http://127.0.0.1:9")
        async with there.world.desk(away) as desk:
            await desk.messages.write(report_id, Question(address=JANE, person=PersonKey("p1"), text="It is recorded."))
            await desk.messages.note(report_id, ContactRequest(outcome="no_answer", note="Rang twice"))
            told = await desk.messages.correspondence(report_id)
            assert not told.known
            assert [one.kind for one in told.waiting] == ["message", "contact"]
        async with there.world.desk(settings) as desk:
            told = await said(desk, report_id)
            assert sorted(line.kind for line in told.lines) == ["contact", "message"]
            await there.letter()
            assert len(there.relay.taken) == 1


async def test_a_refused_message_keeps_no_decision_waiting_and_can_be_dropped(tmp_path: Path) -> None:
    async with outside(tmp_path) as there, there.world.desk() as desk:
        report_id = await there.report(text="My husband strangled me last night and he reads my messages.")
        await arrived(desk, report_id)
        await desk.claims.claim(report_id)
        await desk.triage.open(report_id)
        op_id = await desk.messages.write(report_id, Question(address=JANE, person=PersonKey("p1"), text="Hello."))

        async def refused() -> bool:
            told = await desk.messages.correspondence(report_id)
            return bool(told.waiting and told.waiting[0].why)

        await until(desk, refused, "the gateway's guard refuses it")
        await write_draft(desk, report_id, outcome="incident", crimes=())
        await desk.triage.decide(report_id)
        await at_stage(desk, report_id, Stage.CLOSED)
        told = await desk.messages.correspondence(report_id)
        assert "somebody else may read" in told.waiting[0].why
        await desk.messages.discard(op_id)
        assert (await desk.outbox.figures()).needs_fixing == 0


async def test_a_handover_waits_for_its_acceptor(tmp_path: Path) -> None:
    async with outside(tmp_path) as there, there.world.desk() as desk:
        report_id = await there.report()
        await arrived(desk, report_id)
        handover = Handover(to_kind="team", to="roads", why="A collision on the A120; call before noon.")
        await triage_one(desk, report_id, outcome="hand", crimes=(), handover=handover)
        await at_stage(desk, report_id, Stage.AWAITING_ACCEPTANCE)
        told = await said(desk, report_id)
        assert [(one.to_name, one.state) for one in told.handoffs] == [("Roads", HandoffState.AWAITING)]
        assert [one.number for one in await desk.handovers.awaiting()] == [1]
        with pytest.raises(KnownError, match="not complete"):
            await desk.handovers.taken_on(report_id, 1, "PS Okafor", " ")
        await desk.handovers.taken_on(report_id, 1, "PS Okafor", "RP/17")
        await at_stage(desk, report_id, Stage.CLOSED)
        after = (await said(desk, report_id)).handoffs[0]
        assert (after.state, after.acceptor, after.reference) == (HandoffState.ACCEPTED, "PS Okafor", "RP/17")
        await desk.handovers.reopen(report_id, "The driver rang back.")
        await at_stage(desk, report_id, Stage.INCOMING)
        # Another force refuses: it comes back marked.
        report_id = await there.report("s-2")
        await arrived(desk, report_id)
        handover = Handover(to_kind="force", to="Eastern Training Police", why="It happened in their area.")
        await triage_one(desk, report_id, outcome="hand", crimes=(), handover=handover)
        await at_stage(desk, report_id, Stage.AWAITING_ACCEPTANCE)
        await desk.handovers.refused(report_id, 1, "The scene is on your side of the river.")
        await at_stage(desk, report_id, Stage.INCOMING)
        await marked(desk, report_id, "Returned by Eastern Training Police")


async def test_dispatch_needs_nothing_and_its_reference_is_the_incidents(tmp_path: Path) -> None:
    async with outside(tmp_path) as there, there.world.desk() as desk:
        report_id = await there.report()
        await arrived(desk, report_id)
        await desk.dispatching.ask(report_id)  # not even claimed
        assert [one.report_id for one in await desk.dispatching.standing()] == [report_id]
        with pytest.raises(KnownError, match="acceptor"):
            await desk.dispatching.accepted(report_id, "CAD 77 of 20NOV26", "")
        await desk.dispatching.accepted(report_id, "CAD 77 of 20NOV26", "Control, P. Rees")
        assert await desk.dispatching.standing() == ()
        await triage_one(desk, report_id)
        await at_stage(desk, report_id, Stage.CLOSED)
        assert await there.world.records_of("control", report_id) == []
        assert len(await there.world.records_of("crime", report_id)) == 1
        settled = (await desk.fetch(report_id)).references
        assert ("incident", "CAD 77 of 20NOV26") in [(one.deliverable, one.reference) for one in settled]
        notes = [line.note for line in (await said(desk, report_id)).lines]
        assert any("taken on by Control, P. Rees" in note for note in notes)


async def test_a_report_is_added_to_a_record_that_exists(tmp_path: Path) -> None:
    async with outside(tmp_path) as there, there.world.desk() as desk:
        first = await there.report()
        await arrived(desk, first)
        await triage_one(desk, first, outcome="incident", crimes=())
        await at_stage(desk, first, Stage.CLOSED)
        reference = (await desk.fetch(first)).references[0].reference
        (found,), away = await desk.find_records(f" {reference.lower()} ")
        assert (found.reference, away) == (reference, ())
        second = await there.report("s-2")
        await arrived(desk, second)
        await triage_one(desk, second, outcome="attach", crimes=(), attach=found)
        await at_stage(desk, second, Stage.CLOSED)
        assert await there.world.records_of("control", second) == []
        assert [one.reference for one in (await desk.fetch(second)).references] == [reference]
