"""Quality review over a real gateway: a decision is drawn, scored at one desk, read and answered at its author's."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from tests.services.world import world
from triage.models.clock import SystemClock
from triage.models.errors import KnownError
from triage.models.profile_file import default_profile
from triage.models.quality import Mark, ReviewPut
from triage.models.weeks import week_at
from triage.services.api.client import ApiFailure
from triage.services.hub import FeedbackHeard
from triage.training.colleague import DECIDED, Colleague
from triage.training.desk_calls import DeskCalls
from triage.training.filing import Filing


async def test_feedback_travels_from_the_reviewer_to_the_handler_and_back(tmp_path: Path) -> None:
    profile = default_profile()
    async with world(tmp_path, profile) as place:
        for number in range(DECIDED):
            await place.arrive(f"s-{number}")
        colleague = Colleague(DeskCalls(place.gateway.listen, "token-ann", "ann"), Filing(place.records, profile))
        assert await asyncio.to_thread(colleague.finish_work, profile) == DECIDED
        week = week_at(SystemClock().now())
        async with place.desk(place.settings("sue")) as sue, place.desk(place.settings("ann", "desk-ann")) as ann:
            heard: list[FeedbackHeard] = []
            ann.hub.subscribe(FeedbackHeard, heard.append)
            (theirs,) = (await sue.overseeing.quality.week(week)).handlers
            one = theirs.drawn[0]
            case = await sue.overseeing.quality.case(one.report_id, one.decision)
            assert case.decision.author == "ann"
            answers = dict.fromkeys((question.key for question in profile.quality.questions), Mark.MET)
            put = ReviewPut(week=week, decision=one.decision, answers=answers, words="Well asked.")
            review = await sue.overseeing.quality.review(one.report_id, put)
            assert await sue.overseeing.quality.review(one.report_id, put) == review, "sent again it is kept once"
            with pytest.raises(ApiFailure) as caught:
                await ann.overseeing.quality.week(week)
            assert caught.value.word == "forbidden"
            (told,) = await ann.feedback.ask()
            assert (told.review.words, ann.feedback.unread, len(heard)) == ("Well asked.", 1, 1)
            with pytest.raises(KnownError):
                await ann.feedback.reply(told.review.number, " ")
            await ann.feedback.read(told.review.number)
            assert ann.feedback.unread == 0
            await ann.feedback.reply(told.review.number, "Thank you.")
            assert ann.feedback.items is not None
            assert ann.feedback.items[0].may_answer is False
            drawn = (await sue.overseeing.quality.week(week)).handlers[0].drawn
            assert next(one.review for one in drawn if one.review).reply == "Thank you."
            (room, _ann) = (await sue.overseeing.quality.trend(week, 4)).rows
            assert (room.handler, room.reviewed, room.marks["thrive"].met) == ("", 1, 1)
