"""Every report sent twice, every tenth answer of the records systems dropped: still one record each.

A gateway and a records stand-in run as processes of their own; the desktop is the real services without a window.
"""

from __future__ import annotations

import asyncio
import random
import tempfile
import time
from itertools import islice
from pathlib import Path
from typing import Any

from triage.bench.handler import fill
from triage.models.clock import SystemClock
from triage.models.ids import ReportId
from triage.models.query import ListQuery, View
from triage.services.desk import Desk
from triage.services.hub import OutboxChanged
from triage.settings import load_settings
from triage.training.ground import Ground, Plan, open_ground
from triage.training.ledger import read_ledger
from triage.training.post import post_all
from triage.training.reports import GeneratedReport, generate, payload

SHUFFLED_SHARE = 0.05


def doubled(payloads: list[bytes], rng: random.Random) -> list[bytes]:
    """Each payload twice in a row, then a share of the places shuffled among themselves."""
    line = [body for body in payloads for _ in range(2)]
    places = rng.sample(range(len(line)), int(len(line) * SHUFFLED_SHARE))
    moved = [line[place] for place in places]
    rng.shuffle(moved)
    for place, body in zip(places, moved, strict=True):
        line[place] = body
    return line


def first_versions(count: int, seed: int) -> list[GeneratedReport]:
    """That many reports of that many submissions (second versions are another matter than re-sends)."""
    made = generate(2 * count, seed, now=SystemClock().now())
    return list(islice((report for report in made if report.version_of is None), count))


async def measure(reports: int, seed: int, drop: float) -> dict[str, Any]:
    """Run it and count in the gateway's and the stand-in's own stores; all figures in one dict."""
    with tempfile.TemporaryDirectory(prefix="triage-bench-") as folder:
        plan = Plan(home=Path(folder), reports=0, seed=seed, undo_seconds=0, faults=False)
        async with open_ground(plan) as ground:
            distinct = first_versions(reports, seed)
            posted = time.perf_counter()
            accepted = await post_all(ground.intake, doubled([payload(one) for one in distinct], random.Random(seed)))
            await ground.all_read()
            posted = time.perf_counter() - posted
            await ground.set_records_faults(drop_answer=drop)
            triaged = time.perf_counter()
            queued, decided = await _triage_all(ground)
            triaged = time.perf_counter() - triaged
            dropped = await ground.answers_dropped()
        ledger = read_ledger(plan.home)
    submissions = {one.submission_id for one in distinct}
    result: dict[str, Any] = {
        "posted": accepted,
        "submissions": len(submissions),
        "in_queue": queued,
        "decided": len(decided),
        "settled": len(ledger.settled),
        "seconds_posting": round(posted, 2),
        "seconds_triaging": round(triaged, 2),
        "answers_dropped": dropped,
    }
    for system, external in ledger.records.items():
        result[f"{system}_records"] = len(external)
        result[f"{system}_duplicates"] = len(external) - len(set(external))
        result[f"{system}_lost"] = len(set(decided) - set(external))
    return result


async def _triage_all(ground: Ground) -> tuple[int, list[ReportId]]:
    desk = await Desk.open(load_settings(ground.desktop_environment(ground.plan.home / "desk")))
    await desk.start()
    try:
        await desk.synced()
        queued = len(await desk.reports.ids(ListQuery(view=View.ALL)))
        decided = await _decide_each(desk)
        await _outbox_below(desk, 1)
        return queued, decided
    finally:
        await desk.stop()


async def _decide_each(desk: Desk) -> list[ReportId]:
    decided: list[ReportId] = []
    while (report_id := await desk.claims.claim_next()) is not None:
        await desk.triage.open(report_id)
        detail = await desk.reports.detail(report_id)
        assert detail is not None
        assert detail.body is not None
        body = detail.body
        draft = fill(
            body.report, detail.draft, desk.profile, assessment=body.assessment, by=desk.me.id, now=desk.clock.now()
        )
        await desk.drafts.save(draft)
        await desk.triage.decide(report_id)
        decided.append(report_id)
        await _outbox_below(desk, 12)
    return decided


async def _outbox_below(desk: Desk, operations: int) -> None:
    """Wait as a person would who looks at the status bar."""
    changed = asyncio.Event()
    unsubscribe = desk.hub.subscribe(OutboxChanged, lambda _: changed.set())
    try:
        while (await desk.outbox.figures()).waiting >= operations:
            await changed.wait()
            changed.clear()
    finally:
        unsubscribe()
