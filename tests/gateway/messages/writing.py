"""What a desk does with messages, and small ways to look at what came of it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import httpx

from tests.gateway.bench import Bench, ok
from triage.gateway.messages.sender import Sender
from triage.models import codec
from triage.models.messages import ContactLog, Message, Posted
from triage.models.queue import Claimed, Summary

JANE = "jane@home.example"


def form(
    submission_id: str, text: str = "My shed was opened in the night.", *, kind: str = "OCR", **contact: Any
) -> bytes:
    """A report whose reporter has an e-mail address."""
    document = {
        "data": {
            "id": "1",
            "type": "incident",
            "attributes": {"incidentDescription": text},
            "relationships": {
                "submission": {"data": {"id": "s", "type": "submission"}},
                "reportingPerson": {"data": {"id": "p1", "type": "person"}},
            },
        },
        "included": [
            {
                "id": "s",
                "type": "submission",
                "attributes": {
                    "submissionId": submission_id,
                    "submitTime": "2026-11-20T05:30:00+00:00",
                    "category": kind,
                    "customerReferenceNumber": "TST-1-26-0100-000",
                },
            },
            {
                "id": "p1",
                "type": "person",
                "attributes": {"givenName": ["Jane"], "surname": "Doe"},
                "relationships": {
                    "personalEmail": {"data": {"id": "e1", "type": "email"}},
                    "personalTelephone": {"data": {"id": "t1", "type": "telephone"}},
                },
            },
            {"id": "e1", "type": "email", "attributes": {"emailAddress": JANE, **contact}},
            {"id": "t1", "type": "telephone", "attributes": {"telephoneNumber": "07700 900123"}},
        ],
    }
    return json.dumps(document).encode()


@dataclass
class Desk:
    bench: Bench

    @property
    def sender(self) -> Sender:
        sender = self.bench.parts.messages.sender
        assert sender is not None
        return sender

    async def held(self, submission_id: str = "s-1", **more: Any) -> Claimed:
        """Ann holds a report of Jane's."""
        report_id = ok(await self.bench.post(form(submission_id, **more))).json()["data"]["id"]
        return await self.bench.ann.claim(report_id)

    async def write(self, report_id: str, who: str = "ann", key: str = "k-1", **body: Any) -> httpx.Response:
        told = {"person": "p1", "text": "Which door was it?\n", **body}
        return await self.bench.handler(who).call(
            "POST", f"/v1/reports/{report_id}/messages", told, Idempotency_Key=key
        )

    async def wrote(self, report_id: str, **more: Any) -> Posted:
        return codec.decode(Posted, ok(await self.write(report_id, **more)).content)

    async def again(self, report_id: str, number: int = 1, key: str = "again-1", **body: Any) -> httpx.Response:
        path = f"/v1/reports/{report_id}/messages/{number}/again"
        return await self.bench.ann.call("POST", path, body, Idempotency_Key=key)

    async def log(self, report_id: str) -> ContactLog:
        answer = await self.bench.ann.call("GET", f"/v1/reports/{report_id}/contacts")
        return codec.decode(ContactLog, ok(answer).content)

    async def message(self, report_id: str, number: int = 1) -> Message:
        found = [line.sent for line in (await self.log(report_id)).lines if line.message == number and line.sent]
        assert found[0] is not None
        return found[0]

    async def line(self, report_id: str) -> Summary:
        """The report's line of the queue, from the feed."""
        return next(item for item in (await self.bench.ann.changes()).items if item.report_id == report_id)
