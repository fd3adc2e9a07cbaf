"""Rows: what is looked at. It is written down before it is shown."""

from __future__ import annotations

from triage.bench.crash.gateway.around import Around
from triage.bench.crash.gateway.asked import Call, arrived, shown
from triage.bench.crash.gateway.handing import handed_over
from triage.bench.crash.gateway.row import Act, Row
from triage.bench.crash.gateway.settings import ADA
from triage.bench.crash.points.scene import ANN, FILED, SUE


def _get(point: str, path: str, action: str, who: str = ANN, before: Act = arrived) -> Row:
    return shown(point, Call(method="GET", path=path, action=action, who=who), before)


async def _filed(there: Around) -> None:
    await there.arrive(FILED)


ROWS = (
    _get("audit_writer.AuditWriter._write", "/v1/account", "account.read", SUE),
    _get("routes.files.FileRoutes.attachment", "/v1/reports/{report}/attachments/1", "attachment.read", before=_filed),
    _get("routes.handoffs.HandoffRoutes.listed", "/v1/handoffs", "handoffs.read"),
    _get("routes.handoffs.HandoffRoutes.of_report", "/v1/reports/{report}/handoffs", "handoffs.read"),
    _get(
        "routes.handoffs.HandoffRoutes.package",
        "/v1/reports/{report}/handoffs/1/package",
        "handoff.package",
        before=handed_over,
    ),
    _get("routes.messages.MessageRoutes.contacts", "/v1/reports/{report}/contacts", "contacts.read"),
    _get("routes.proposals.ProposalRoutes.listed", "/v1/proposals", "proposals.read", SUE),
    _get("routes.proposals.ProposalRoutes.of_report", "/v1/reports/{report}/proposals", "proposals.read", SUE),
    _get("routes.people.PeopleRoutes.people", "/v1/people?name=Smith", "people.search"),
    _get("routes.people.PeopleRoutes.related", "/v1/reports/{report}/related", "related.read"),
    _get("routes.search.SearchRoutes.search", "/v1/search?q=shed", "search"),
    _get("routes.audit.AuditRoutes.trail", "/v1/audit", "audit.read", ADA),
    _get("routes.audit.AuditRoutes.chains", "/v1/audit/chains", "audit.chains.read", ADA),
    _get("routes.supervising.SupervisingRoutes.colleagues", "/v1/colleagues", "colleagues.read", SUE),
    _get("routes.taking_over.TakingOverRoutes.held", "/v1/held", "held.read", SUE),
    _get("routes.views.ViewRoutes.views", "/v1/views?counts=true", "views.count"),
)
