"""Rows: the gateway carries records and files to the records systems in their authors' names."""

from __future__ import annotations

from triage.bench.crash.gateway.around import Around
from triage.bench.crash.gateway.asked import Call, arrived, shown
from triage.bench.crash.gateway.beside import records_behind
from triage.bench.crash.gateway.row import Row
from triage.bench.crash.gateway.way import decided, decided_with_files, is_closed
from triage.models.relay import RelaySearch

TURNS = 3
SEARCH = Call(
    method="POST",
    path="/v1/relay/control",
    action="relay.search",
    body=RelaySearch(kind="reference", by={"reference": "INC-1"}),
)


async def _push_on(there: Around) -> None:
    """Pause by pause: what may have left is looked up before anything is sent again."""
    for _ in range(TURNS):
        await there.push_later()


def _carried(point: str, nth: int, *, files: bool) -> Row:
    """``nth``: 1, before it leaves; 2, once it was answered."""
    before = decided_with_files if files else decided
    return Row(
        point=point, nth=nth, before=before, act=Around.push, again=_push_on, holds=is_closed, beside=records_behind
    )


ROWS = (
    *(_carried("relay.room.Relay.send", nth, files=False) for nth in (1, 2)),
    *(_carried("relay.files.FileRelay.send", nth, files=True) for nth in (1, 2)),
    shown("routes.relay.RelayRoutes.search", SEARCH, arrived, beside=records_behind),
)
