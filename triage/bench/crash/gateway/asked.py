"""Calls as a desktop makes them, where no desk of this bench makes them itself; and what the gateway noted of them."""

from __future__ import annotations

from dataclasses import dataclass

from triage.bench.crash.gateway.around import Around
from triage.bench.crash.gateway.row import Act, Beside, Row, alone
from triage.bench.crash.points.scene import ANN
from triage.bench.faults.afar import ask
from triage.gateway import tables
from triage.models import codec
from triage.models.decision import Decision
from triage.models.draft import empty_draft
from triage.models.queue import BeginRequest, Claimed

KEY = "the-key-of-this-call"


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """``path`` may name the report as {report}; ``action``: of its line in the audit; ``etag``: of what it is about."""

    method: str
    path: str
    action: str
    who: str = ANN
    body: object = None
    etag: str = ""

    async def ask(self, there: Around) -> bytes:
        """Its answer; raises KnownError without one, or when it is refused."""
        report = there.report if there.reports else ""
        content = b"" if self.body is None else codec.encode(self.body)
        path = self.path.format(report=report)
        return await ask(there.network, self.who, self.method, path, content, KEY, self.etag)

    async def noted(self, there: Around) -> int:
        """How often the audit says that it was done."""
        mine = (tables.audit.c.action == self.action, tables.audit.c.subject == self.who)
        return await there.count(tables.audit, *mine)


def shown(point: str, call: Call, before: Act, *, beside: Beside = alone) -> Row:
    """A row of something that is looked at: each time that it was shown stands in the audit."""

    async def holds(there: Around) -> bool:
        return await call.noted(there) > 0

    return Row(point=point, before=before, act=call.ask, holds=holds, beside=beside)


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


async def begin(there: Around, claimed: Claimed, who: str) -> None:
    """Who holds the report begins a decision, at the same workstation."""
    version = claimed.report.report.version
    decision = Decision(
        report_id=claimed.report_id,
        report_version=version,
        author=who,
        author_name=who.title(),
        decided_at=there.clock.now(),
        profile_version=there.outside.profile.version,
        draft=empty_draft(claimed.report_id, version),
    )
    sha256 = codec.sha256(codec.canonical(decision))
    told = BeginRequest(lease_id=claimed.lease_id, fence=claimed.fence, decision=decision, decision_sha256=sha256)
    path = "/v1/reports/{report}/begin"
    await Call(method="POST", path=path, action="begin", who=who, body=told, etag=claimed.etag).ask(there)
