"""From the draw to what the handler reads and answers, on both engines."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.gateway.bench import ON_SQLITE, Bench, ok, open_bench, payload, refused
from tests.gateway.quality.room import (
    ALL_MET,
    RULES,
    WEEK,
    drawn_of,
    feedback,
    post,
    quality_settings,
    reply,
    reviewed,
    sample,
    settled,
)
from triage.gateway import tables
from triage.models import codec
from triage.models.quality import Mark, QualityCase, QualityTrend, Review
from triage.models.quality_rules import QualityRules

BAD = {"thrive": Mark.NOT_MET, "told": Mark.DOES_NOT_APPLY}


@pytest.fixture
async def bench(database_url: str) -> AsyncIterator[Bench]:
    async with open_bench(quality_settings(database_url)) as opened:
        yield opened


async def test_each_handlers_sample_is_drawn_without_ones_own(bench: Bench) -> None:
    await settled(bench, "ann", "a-1", "a-2", "a-3")
    await settled(bench, "sue", "s-1")
    told = await sample(bench)
    (ann,) = told.handlers
    assert (ann.handler, ann.settled, len(ann.drawn), told.over) == ("ann", 3, 2, False)
    assert {one.handler: len(one.drawn) for one in (await sample(bench, "aud")).handlers} == {"ann": 2, "sue": 1}
    assert (await sample(bench)).handlers == told.handlers, "asked again it is the same"
    problem = refused(await bench.handler("sue").call("GET", "/v1/quality/weeks/2026-W48"), 422, "invalid")
    assert problem.errors[0].pointer == "/week"
    assert (await sample(bench, week="2026-W46")).handlers == ()


async def test_a_decision_is_shown_scored_and_told_to_its_handler(bench: Bench) -> None:
    await settled(bench, "ann", "a-1")
    (one,) = await drawn_of(bench, "ann")
    path = f"/v1/reports/{one.report_id}/decisions/{one.decision}"
    case = codec.decode(QualityCase, ok(await bench.handler("sue").call("GET", path)).content)
    assert (case.decision.draft.rationale, case.references, case.reviews) == ("Because a-1.", ("CAD 7",), ())
    kept = await reviewed(bench, "sue", one, answers=BAD, words=" Say what she said. ")
    assert [(answer.key, answer.mark) for answer in kept.answers] == list(BAD.items())
    assert (await drawn_of(bench, "ann"))[0].review == kept
    (told,) = await feedback(bench)
    assert (told.review, told.may_answer, told.review.words) == (kept, True, "Say what she said.")
    assert (await feedback(bench, "bob"), await feedback(bench, "sue")) == ((), ())
    refused(await bench.bob.call("POST", f"/v1/feedback/{kept.number}/read"), 404, "unknown-feedback")
    ok(await bench.ann.call("POST", f"/v1/feedback/{kept.number}/read"))
    assert (await feedback(bench))[0].review.read_at == bench.clock.now()


async def test_one_answer_back_reaches_the_reviewer(bench: Bench) -> None:
    await settled(bench, "ann", "a-1")
    (one,) = await drawn_of(bench, "ann")
    kept = await reviewed(bench, "sue", one)
    words = "It is in the contact log."
    refused(await reply(bench, kept.number, words, me="bob"), 404, "unknown-feedback")
    ok(await reply(bench, kept.number, words))
    assert ok(await reply(bench, kept.number, words)).headers["idempotency-replayed"] == "true"
    refused(await reply(bench, kept.number, "And.", key="reply-2"), 409, "answered-already")
    told = (await drawn_of(bench, "ann"))[0].review
    assert told is not None
    assert (told.reply, told.replied_at, told.read_at) == (words, bench.clock.now(), bench.clock.now())


async def test_two_reviewers_at_once_and_a_review_that_is_changed(bench: Bench) -> None:
    await settled(bench, "ann", "a-1")
    (one,) = await drawn_of(bench, "ann")
    answers = await asyncio.gather(post(bench, "sue", one), post(bench, "sam", one))
    assert sorted(answer.status_code for answer in answers) == [200, 409]
    first = codec.decode(Review, next(answer.content for answer in answers if answer.is_success))
    other = "sam" if first.reviewer == "sue" else "sue"
    problem = refused(await post(bench, other, one, key="again"), 409, "reviewed-already")
    assert problem.held_by == first.reviewer
    refused(await post(bench, other, one, key="mine", after=1), 409, "reviewed-already")
    changed = await reviewed(bench, first.reviewer, one, answers=BAD, words="Not about her.", after=1)
    assert (changed.version, (await drawn_of(bench, "ann", first.reviewer))[0].review) == (2, changed)
    refused(await post(bench, first.reviewer, one, key="old desk", answers=ALL_MET, after=1), 409, "reviewed-already")
    path = f"/v1/reports/{one.report_id}/decisions/{one.decision}"
    case = codec.decode(QualityCase, ok(await bench.handler("aud").call("GET", path)).content)
    assert case.reviews == (changed, first), "the old version stays"
    assert [told.review for told in await feedback(bench)] == [changed]
    refused(await reply(bench, first.number, "Why?"), 412, "stale")


async def test_only_what_was_drawn_is_reviewed_and_never_ones_own(bench: Bench) -> None:
    await settled(bench, "ann", "a-1", "a-2", "a-3")
    (mine,) = await settled(bench, "sue", "s-1")
    drawn = await drawn_of(bench, "ann")
    async with bench.parts.database.read() as connection:
        reports = set((await connection.scalars(select(tables.decisions.c.report_id).filter_by(subject="ann"))).all())
    (other,) = reports - {one.report_id for one in drawn}
    refused(await post(bench, "sue", replace(drawn[0], report_id=other)), 409, "not-drawn")
    refused(await post(bench, "sue", replace(drawn[0], report_id=mine)), 403, "forbidden")
    refused(await post(bench, "sue", replace(drawn[0], decision=2)), 409, "not-drawn")
    refused(await post(bench, "sue", drawn[0], week="2026-W46"), 409, "not-drawn")
    for pointer, changes in (
        ("/week", {"week": "2026-W99"}),
        ("/answers", {"answers": {**ALL_MET, "other": Mark.MET}}),
        ("/answers/told", {"answers": {"thrive": Mark.MET}}),
        ("/words", {"answers": BAD, "words": " "}),
        ("/words", {"words": "x" * 2001}),
        ("/after", {"after": 1}),
        ("/decision", {"decision": 0}),
    ):
        assert refused(await post(bench, "sue", drawn[0], **changes), 422, "invalid").errors[0].pointer == pointer
    assert await feedback(bench) == ()


async def test_what_was_reviewed_stays_when_later_decisions_take_its_place(bench: Bench) -> None:
    await settled(bench, "ann", "a-1", "a-2")
    both = await drawn_of(bench, "ann")
    for one in both:
        await reviewed(bench, "sue", one)
    await settled(bench, "ann", *(f"a-{number}" for number in range(3, 9)))
    told = {one.report_id for one in await drawn_of(bench, "ann") if one.review}
    assert told == {one.report_id for one in both}


async def test_the_trend_counts_by_week_for_each_and_for_the_room(bench: Bench) -> None:
    await settled(bench, "ann", "a-1")
    await settled(bench, "bob", "b-1")
    (first,), (second,) = await drawn_of(bench, "ann"), await drawn_of(bench, "bob")
    await reviewed(bench, "sue", first, answers=BAD, words="No.")
    await reviewed(bench, "sue", first, after=1)  # the newest version counts
    await reviewed(bench, "sue", second, answers=BAD, words="No.")
    answer = await bench.handler("aud").call("GET", f"/v1/quality/trend?until={WEEK}&weeks=3")
    trend = codec.decode(QualityTrend, ok(answer).content)
    assert trend.weeks == ("2026-W45", "2026-W46", WEEK)
    assert [(one.key, one.text) for one in trend.questions] == [
        ("thrive", "THRIVE"), ("told", "Was the reporter told what happens next?"),
    ]  # fmt: skip
    told = {
        (row.handler, row.week): (row.reviewed, row.marks["thrive"].met, row.marks["thrive"].scored)
        for row in trend.rows
    }
    assert told == {("", WEEK): (2, 1, 2), ("ann", WEEK): (1, 1, 1), ("bob", WEEK): (1, 0, 1)}
    room = next(row for row in trend.rows if row.handler == "")
    assert (room.marks["told"].met, room.marks["told"].scored, room.marks["told"].does_not_apply) == (1, 1, 1)


async def test_restricted_reports_are_not_drawn_for_others_nor_told_of(bench: Bench) -> None:
    (report_id,) = await settled(bench, "ann", "a-1")
    (one,) = await drawn_of(bench, "ann")
    await reviewed(bench, "sue", one, words="Well done.")
    assert len(await feedback(bench)) == 1
    ok(await bench.post(payload("a-1", "A complaint now.").replace(b'"OCR"', b'"CMP"')))
    assert (await sample(bench, "aud")).handlers == ()
    assert await feedback(bench) == (), "whoever may not see a report any more is told nothing of it"
    assert len(await drawn_of(bench, "ann")) == 1
    refused(await bench.handler("aud").call("GET", f"/v1/reports/{report_id}/decisions/1"), 404, "unknown-report")


async def test_who_did_what_is_in_the_audit_without_a_word(bench: Bench) -> None:
    await settled(bench, "ann", "a-1")
    (one,) = await drawn_of(bench, "ann")
    kept = await reviewed(bench, "sue", one, words="Zanzibar.")
    ok(await reply(bench, kept.number, "Quokka."))
    async with bench.parts.database.read() as connection:
        audit = tables.audit
        query = select(audit.c.action, audit.c.subject, audit.c.details).where(
            audit.c.action.like("quality.%") | audit.c.action.like("feedback.%")
        )
        lines = [tuple(row) for row in await connection.execute(query.order_by(audit.c.seq))]
    assert [(action, subject) for action, subject, _ in lines] == [
        ("quality.read", "sue"), ("quality.reviewed", "sue"), ("feedback.answered", "ann"),
    ]  # fmt: skip
    assert "Zanzibar" not in repr(lines)
    assert "Quokka" not in repr(lines)


@ON_SQLITE
async def test_a_force_without_questions_has_no_review(database_url: str) -> None:
    async with open_bench(quality_settings(database_url, QualityRules())) as bench:
        refused(await bench.handler("sue").call("GET", f"/v1/quality/weeks/{WEEK}"), 409, "switched-off")


@ON_SQLITE
async def test_a_force_may_forbid_answers(database_url: str) -> None:
    async with open_bench(quality_settings(database_url, replace(RULES, may_answer=False))) as bench:
        await settled(bench, "ann", "a-1")
        kept = await reviewed(bench, "sue", (await drawn_of(bench, "ann"))[0])
        assert (await feedback(bench))[0].may_answer is False
        refused(await reply(bench, kept.number, "But."), 409, "switched-off")


async def test_old_feedback_is_told_while_it_is_unread(bench: Bench) -> None:
    await settled(bench, "ann", "a-1", "a-2")
    first, second = [await reviewed(bench, "sue", one) for one in await drawn_of(bench, "ann")]
    ok(await bench.ann.call("POST", f"/v1/feedback/{first.number}/read"))
    bench.clock.advance(days=91)
    assert [one.review.number for one in await feedback(bench)] == [second.number]
    since = (bench.clock.now() - timedelta(days=92)).strftime("%Y-%m-%dT%H:%M:%SZ")
    assert len(await feedback(bench, query=f"?since={since}")) == 2
