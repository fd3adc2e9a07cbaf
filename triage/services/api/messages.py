"""Words to people and the contact log at the gateway (contracts B). Every call raises `ApiFailure` and nothing else."""

from __future__ import annotations

from triage.models.ids import OpId, ReportId
from triage.models.messages import ContactLine, ContactLog, Posted, Template, Templates
from triage.models.withdrawal import WithdrawalNoted
from triage.services.api.client import Client
from triage.services.api.reading import as_type, keyed


class MessagesApi:
    """The bodies that are sent are frozen `MessageRequest`, `AgainRequest`, `ContactRequest` and withdrawals."""

    def __init__(self, client: Client) -> None:
        self._client = client

    async def templates(self) -> tuple[Template, ...]:
        return as_type(Templates, (await self._client.call("GET", "/v1/templates")).body).items

    async def log(self, report_id: ReportId) -> ContactLog:
        """Messages, contacts, answers and bounces of a report, oldest first."""
        return as_type(ContactLog, (await self._client.call("GET", f"/v1/reports/{report_id}/contacts")).body)

    async def post(self, report_id: ReportId, body: bytes, *, key: OpId) -> Posted:
        """Write a message; the same key again gives the first answer."""
        path = f"/v1/reports/{report_id}/messages"
        return as_type(Posted, (await self._client.call("POST", path, body=body, headers=keyed(key))).body)

    async def again(self, report_id: ReportId, number: int, body: bytes, *, key: OpId) -> Posted:
        """Send a message again that did not arrive, or of which nobody knows."""
        path = f"/v1/reports/{report_id}/messages/{number}/again"
        return as_type(Posted, (await self._client.call("POST", path, body=body, headers=keyed(key))).body)

    async def note(self, report_id: ReportId, body: bytes, *, key: OpId) -> ContactLine:
        """Log a call, a visit or an attempt."""
        path = f"/v1/reports/{report_id}/contacts"
        return as_type(ContactLine, (await self._client.call("POST", path, body=body, headers=keyed(key))).body)

    async def withdrawal(self, report_id: ReportId, body: bytes, *, key: OpId) -> WithdrawalNoted:
        """Note that the reporter asked to withdraw."""
        path = f"/v1/reports/{report_id}/withdrawals"
        return as_type(WithdrawalNoted, (await self._client.call("POST", path, body=body, headers=keyed(key))).body)

    async def not_withdrawn(self, report_id: ReportId, number: int, body: bytes, *, key: OpId) -> WithdrawalNoted:
        """That was noted by mistake."""
        path = f"/v1/reports/{report_id}/withdrawals/{number}/take-back"
        return as_type(WithdrawalNoted, (await self._client.call("POST", path, body=body, headers=keyed(key))).body)
