"""A store full of work, broken in every way a disk breaks files, and what was in it before."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, select

from tests.services.rig import KEY, Rig
from triage.models.draft import Draft
from triage.models.ids import ReportId
from triage.models.salvage import Fate, Salvage
from triage.models.stage import Stage
from triage.services import work
from triage.services.cipher import PAGE_BYTES
from triage.services.salvage.rescue import rescue
from triage.services.store import Store
from triage.services.tables import DECISIONS, OPERATIONS

LONG = "What was said at the door, word by word. " * 60
"""A page's worth: rows of several reports lie on several pages."""


@dataclass(frozen=True, slots=True)
class Contents:
    """All work in a store, comparable."""

    drafts: dict[ReportId, Draft]
    stages: dict[ReportId, Stage]
    operations: dict[str, tuple[str, str, bytes]]
    decisions: dict[int, bytes]


async def a_full_store(path: Path, held: int = 5, decided: int = 3, running: Path | None = None) -> Contents:
    """Reports in triage with long drafts, decided ones whose operations wait, one that is half sent.

    ``running``: where the files are copied to as they are while the store is open: what a kill leaves behind.
    """
    rig = await Rig(path, undo_seconds=0).open()
    for number in range(1, held + decided + 1):
        report_id = await rig.arrive(number)
        await rig.triage.open(report_id)
        draft = await rig.drafts.load(report_id)
        await rig.drafts.save(replace(draft, rationale=f"{number}: {LONG}"))
        if number > held:
            await rig.triage.decide(report_id)
    await rig.push()  # the first one is begun
    told = await rig.store.read(contents)
    if running is not None:
        copied(path, running)
    await rig.close()
    return told


def contents(conn: Connection) -> Contents:
    stages = {entry.report_id: entry.stage for entry in work.all_work(conn)}
    drafts = {report_id: work.draft_of(conn, report_id) for report_id in stages}
    ops = conn.execute(select(OPERATIONS.c.op_id, OPERATIONS.c.kind, OPERATIONS.c.report_id, OPERATIONS.c.body))
    decisions = conn.execute(select(DECISIONS.c.decision_id, DECISIONS.c.body))
    return Contents(
        drafts={report_id: draft for report_id, draft in drafts.items() if draft is not None},
        stages=stages,
        operations={row.op_id: (row.kind, row.report_id, row.body) for row in ops},
        decisions={row.decision_id: row.body for row in decisions},
    )


def copied(path: Path, folder: Path) -> Path:
    """The store with all that lies beside it, elsewhere."""
    folder.mkdir()
    for found in path.parent.glob(f"{path.name}*"):
        shutil.copyfile(found, folder / found.name)
    return folder / path.name


def scribble(path: Path, at: int, count: int = 64) -> None:
    """Overwrite some bytes, as a failing disk does."""
    with path.open("r+b") as file:
        file.seek(at)
        file.write(bytes((number * 37 + 11) % 256 for number in range(count)))


def files_of(folder: Path) -> dict[str, bytes]:
    return {found.name: found.read_bytes() for found in folder.iterdir()}


def pages(path: Path) -> int:
    return path.stat().st_size // PAGE_BYTES


async def salvaged(path: Path, now: Any) -> tuple[Salvage, Contents]:
    """Rescue what is at ``path``; what was told, and what the new store holds."""
    told = rescue(path, KEY, now)
    store = await Store.open(path, KEY)
    try:
        return told, await store.read(contents)
    finally:
        await store.close()


def silently_lost(before: Contents, after: Contents, told: Salvage) -> list[str]:
    """Whatever was there before, is not there any more, and was not named: must be empty."""
    if any(thing.what == "unknown" for thing in told.things):
        return []  # the person is told that nobody can tell
    named = {thing.report_id: thing.fate for thing in told.things if thing.report_id is not None}
    gone = []
    for report_id, draft in before.drafts.items():
        kept = after.drafts.get(report_id)
        same = kept is not None and kept.rationale == draft.rationale
        if not same and named.get(report_id) not in (Fate.FETCH, Fate.LOST) and report_id in after.stages:
            gone.append(f"draft of {report_id}")
        if report_id not in after.stages and named.get(report_id) not in (Fate.FETCH, Fate.LOST):
            gone.append(f"report {report_id}")
    for op_id, (kind, of, body) in before.operations.items():
        kept_op = after.operations.get(op_id)
        if (kept_op is None or kept_op[2] != body) and named.get(ReportId(of)) is not Fate.LOST:
            gone.append(f"{kind} of {of}")
    return gone
