"""Calls as a desktop makes them, where no desk of this bench makes them itself; and what the gateway noted of them."""

from __future__ import annotations

from dataclasses import dataclass

from triage.bench.crash.gateway.around import Around
from triage.bench.crash.gateway.row import Act, Row
from triage.bench.crash.points.scene import ANN
from triage.bench.faults.afar import ask
from triage.gateway import tables
from triage.models import codec
from triage.models.queue import Claimed

KEY = "the-key-of-this-call"


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """``path`` may name the report as {report}; ``action``: of its line in the audit."""

    method: str
    path: str
    action: str
    who: str = ANN
    body: object = None

    async def ask(self, there: Around) -> bytes:
        """Its answer; raises KnownError without one, or when it is refused."""
        report = there.report if there.reports else ""
        content = b"" if self.body is None else codec.encode(self.body)
        return await ask(there.network, self.who, self.method, self.path.format(report=report), content, KEY)

    async def noted(self, there: Around) -> int:
        """How often the audit says that it was done."""
        mine = (tables.audit.c.action == self.action, tables.audit.c.subject == self.who)
        return await there.count(tables.audit, *mine)


def shown(point: str, call: Call, before: Act) -> Row:
    """A row of something that is looked at: each time that it was shown stands in the audit."""

    async def holds(there: Around) -> bool:
        return await call.noted(there) > 0

    return Row(point=point, before=before, act=call.ask, holds=holds)


def done(point: str, call: Call, before: Act, *, after: Act = Around.finish) -> Row:
    """A row of something that is done once, however often it is asked for."""

    async def holds(there: Around) -> bool:
        return await call.noted(there) == 1

    return Row(point=point, before=before, act=call.ask, holds=holds, after=after)


async def arrived(there: Around) -> None:
    """A report waits in the queue."""
    await there.arrive()


async def held_by(there: Around, who: str) -> Claimed:
    """This person takes the report, at another workstation than those of this bench."""
    call = Call(method="POST", path="/v1/reports/{report}/claim", action="claim", who=who, body={"lease_seconds": 900})
    return codec.decode(Claimed, await call.ask(there))
