"""Rows: what a person does with a report beside deciding it: the list, dispatch, tags, putting off, printing."""

from __future__ import annotations

from datetime import timedelta

from triage.bench.crash.points.row import Row
from triage.bench.crash.points.scene import Scene
from triage.models.quality import BegunReview, Mark
from triage.models.query import ListQuery

TAG = "family known"


async def _comes(there: Scene) -> None:
    await there.desk()
    await there.arrive()
    await there.pull()


async def _put_off(there: Scene) -> None:
    aside = (await there.desk()).lists.aside
    await aside.put_off(there.report, there.clock.now() + timedelta(minutes=30), "The shop opens at seven.")


async def _was_put_off(there: Scene) -> None:
    await _comes(there)
    await _put_off(there)


async def _taken_back(there: Scene) -> None:
    await (await there.desk()).lists.aside.take_back(there.report)


async def _hidden(there: Scene) -> bool:
    return (await there.row()).put_off_until is not None


async def _shown(there: Scene) -> bool:
    return not await _hidden(there)


async def _tag(there: Scene) -> None:
    await (await there.desk()).lists.aside.tag(there.report, TAG)


async def _was_tagged(there: Scene) -> None:
    await _comes(there)
    await _tag(there)


async def _untag(there: Scene) -> None:
    await (await there.desk()).lists.aside.untag(there.report, TAG)


async def _tagged(there: Scene) -> bool:
    return bool((await there.row()).tags)


async def _untagged(there: Scene) -> bool:
    return not await _tagged(there)


async def _seen(there: Scene) -> None:
    await (await there.desk()).reports.seen(there.report)


async def _not_new(there: Scene) -> bool:
    return not (await there.row()).unseen


async def _print(there: Scene) -> None:
    await (await there.desk()).versions.printed(there.report, "pdf", 2)


async def _printed(there: Scene) -> bool:
    return "summary.printed" in await there.audited()


async def _dispatch(there: Scene) -> None:
    await (await there.desk()).dispatching.ask(there.report)


async def _standing(there: Scene) -> None:
    await _comes(there)
    await _dispatch(there)


async def _dispatched(there: Scene) -> bool:
    found = await (await there.desk()).dispatching.of(there.report)
    return found is not None and await there.noted("Handed to dispatch")


async def _accept(there: Scene) -> None:
    await (await there.desk()).dispatching.accepted(there.report, "CAD 17", "P. Rees")


async def _accepted(there: Scene) -> bool:
    found = await (await there.desk()).dispatching.of(there.report)
    return found is not None and found.reference == "CAD 17" and await there.noted("CAD 17")


async def _not_needed(there: Scene) -> None:
    await (await there.desk()).dispatching.take_back(there.report, "He rang off.")


async def _is_not_needed(there: Scene) -> bool:
    found = await (await there.desk()).dispatching.of(there.report)
    return found is not None and bool(found.why_not) and await there.noted("He rang off.")


async def _begin_review(there: Scene) -> None:
    """A supervisor answers one question of a review and goes to lunch."""
    begun = BegunReview(
        report_id=there.report, decision=1, at=there.clock.now(), answers={"thrive": Mark.PARTLY}, words="Ask her why."
    )
    await (await there.desk()).begun_reviews.keep(begun)


async def _begun(there: Scene) -> bool:
    return [one.words for one in await (await there.desk()).begun_reviews.all()] == ["Ask her why."]


async def _keep_view(there: Scene) -> None:
    await (await there.desk()).lists.views.keep("Night shift", ListQuery(), shared=False)


async def _ask_views(there: Scene) -> None:
    await (await there.desk()).lists.views.refresh()


async def _view_known(there: Scene) -> bool:
    return [view.name for view in await (await there.desk()).lists.views.known()] == ["Night shift"]


ROWS = (
    Row(point="aside.Aside.put_off", before=_comes, act=_put_off, holds=_hidden),
    Row(point="aside.Aside.take_back", before=_was_put_off, act=_taken_back, holds=_shown),
    Row(point="aside.Aside.tag", before=_comes, act=_tag, holds=_tagged),
    Row(point="aside.Aside.untag", before=_was_tagged, act=_untag, holds=_untagged),
    Row(point="reports.Reports.seen", before=_comes, act=_seen, holds=_not_new),
    Row(point="versions.Versions.printed", before=_comes, act=_print, holds=_printed),
    Row(point="dispatching.Dispatching.ask", before=_comes, act=_dispatch, holds=_dispatched, after=Scene.push),
    Row(point="dispatching.Dispatching.accepted", before=_standing, act=_accept, holds=_accepted, after=Scene.push),
    Row(
        point="dispatching.Dispatching.take_back",
        before=_standing,
        act=_not_needed,
        holds=_is_not_needed,
        after=Scene.push,
    ),
    Row(point="begun_reviews.BegunReviews.keep", before=_comes, act=_begin_review, holds=_begun),
    Row(point="views.Views.refresh", before=Scene.desk, act=_keep_view, again=_ask_views, holds=_view_known),
)
