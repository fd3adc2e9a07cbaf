"""Reviews that were begun: one for each decision, of one person, gone when sent or old."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from tests.services.world import world
from triage.models.ids import ReportId
from triage.models.profile_file import default_profile
from triage.models.quality import BegunReview, Mark


async def test_begun_reviews_outlive_the_desk_and_are_one_persons_own(tmp_path: Path) -> None:
    async with world(tmp_path, default_profile()) as place:
        async with place.desk(place.settings("sue")) as sue:
            now = sue.clock.now()
            first = BegunReview(report_id=ReportId("r-1"), decision=1, at=now, answers={"thrive": Mark.MET})
            old = replace(first, report_id=ReportId("r-2"), at=now - timedelta(days=61))
            for begun in (old, first, replace(first, words="More to say."), replace(first, decision=2, words="Sent")):
                await sue.begun_reviews.keep(begun)
            await sue.begun_reviews.keep(replace(first, decision=2, answers={}))
        async with place.desk(place.settings("sue")) as sue:
            assert await sue.begun_reviews.all() == (replace(first, words="More to say."),)
        async with place.desk(place.settings("ann")) as ann:
            assert await ann.begun_reviews.all() == ()
