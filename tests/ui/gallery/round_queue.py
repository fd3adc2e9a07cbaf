"""Pictures of the queue: empty, full, loading, refused; its peek, views, filter, selection and search."""

from __future__ import annotations

import asyncio
import json

from tests.ui.gallery.walk import Walk, id_of, post, reference_of, reports
from triage.models.errors import KnownError
from triage.models.ids import ReportId
from triage.models.query import ListQuery
from triage.models.view_filter import Condition, Field, Op
from triage.training.reports import payload


async def first(walk: Walk) -> None:
    """Before anything came in; then the morning's queue."""
    walk.window.queue.focus_list()
    await walk.take("queue-empty")
    await walk.press("Ctrl+B")
    await asyncio.sleep(0.3)
    await walk.take("outbox-empty")
    await walk.leave()
    chosen, rest = reports()
    await post(walk, [payload(one) for one in (*chosen.values(), *rest)])
    queue = walk.window.queue
    await walk.until("the queue is filled", lambda: queue.model.rowCount() > len(chosen))
    for name, report in chosen.items():
        walk.ids[name] = await id_of(walk, reference_of(json.loads(payload(report))))
    queue.focus_list()
    await asyncio.sleep(0.3)


async def tools(walk: Walk) -> None:
    queue, lists = walk.window.queue, walk.desk.lists
    await walk.take("queue-full")
    within = Condition(field=Field.DUE, op=Op.WITHIN, high=60)
    await lists.views.keep("Due within the hour", ListQuery(conditions=(within,)), shared=False, default=False)
    knives = Condition(field=Field.MARK, negate=True, values=("weapon",))
    await lists.views.keep("No knives", ListQuery(conditions=(knives,)), shared=False)
    await walk.window.tools.views.refresh()
    await walk.press("Home", "Space")
    await asyncio.sleep(0.3)
    await walk.take("queue-peek")
    await walk.press("Escape", "Ctrl+Shift+V")
    await walk.take("queue-views")
    await walk.press("Escape")
    queue.focus_list()
    await walk.press("F")
    editor = walk.window.tools.views._editor
    await walk.until("the filter editor is open", lambda: editor._rows)
    await walk.take("queue-filter")
    editor._rows[0]._what._choose("due")
    for at, (what, how) in enumerate((("mark", ""), ("submitted", "between"), ("files", "")), start=1):
        editor._add_row()
        editor._rows[at]._what._choose(what)
        if how:
            editor._rows[at]._how._choose(how)
    await walk.take("queue-filter-rows")
    await walk.press("Escape")
    queue.focus_list()
    await walk.press("Home", "Shift+Down", "Shift+Down", "Shift+Down")
    await walk.take("queue-picked")
    await walk.press("Escape", "Escape", "Home", "S")
    await walk.type("tomorrow 0700")
    await walk.take("queue-put-off")
    await walk.press("Escape", "/")
    await walk.type("outside")
    await walk.press("Return")
    await asyncio.sleep(0.8)
    await walk.take("queue-found")
    queue._search.setText("zebra crossing at the moon")
    await asyncio.sleep(0.5)
    await walk.take("queue-none-found")
    await walk.press("Escape", "Escape")
    queue._clear_search()
    await asyncio.sleep(0.3)
    queue.show_error(KnownError("The list could not be read.", "Try again; what is open stays open."))
    await walk.take("queue-error")
    queue.clear_error()
    kept = tuple(queue.model.ids())
    queue.set_ids(())
    queue.show_loading()
    await walk.take("queue-loading")
    queue.set_ids(ReportId(one) for one in kept)
    await walk.window.queues.load()
    queue.focus_list()
