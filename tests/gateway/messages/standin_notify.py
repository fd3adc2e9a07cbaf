"""A stand-in for GOV.UK Notify. It is NOT the national service: it answers as its public documentation says
(docs.notifications.service.gov.uk/rest-api.html) in these points and no others:

* POST /v2/notifications/email and /sms: 201 with id, reference, content, uri and template; 400 BadRequestError for a
  missing address, an unknown template or a field that the template needs; 403 AuthError for a token that is not signed
  (HS256) with the service's secret, names another service, or is more than 30 seconds off; 429 RateLimitError; 500.
* GET /v2/notifications?reference=: the notifications with that reference; GET /v2/notifications/{id}: one, with status.
"""

from __future__ import annotations

import asyncio
import json
import uuid
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import OctKey

SERVICE, SECRET = "26785a09-ab16-4eb0-8407-a37497a57506", "3d844edf-8d35-48ac-975b-e847b4f122b0"
KEY = f"triage-test-{SERVICE}-{SECRET}"
TEMPLATE, TEXT_TEMPLATE = "f33517ff-2a88-4f6e-b855-c550268ce08a", "7f4c2a1e-6a0f-4d4a-8d1b-6d1a3c1f7e10"


@dataclass
class Notify:
    """``script``: statuses to answer posts with first; "lose 201": takes the message and drops the line."""

    now: Callable[[], datetime]
    url: str = ""
    taken: list[dict[str, Any]] = field(default_factory=list)
    script: list[str] = field(default_factory=list)
    calls: list[str] = field(default_factory=list)

    def answer(self, method: str, path: str, headers: dict[str, str], body: bytes) -> tuple[int, object] | None:
        self.calls.append(f"{method} {path.partition('?')[0]}")
        fault = self._token_fault(headers.get("authorization", ""))
        if fault:
            return 403, _error(403, "AuthError", fault)
        if method == "GET":
            return self._looked_up(path)
        return self._posted(path, json.loads(body))

    def _token_fault(self, header: str) -> str:
        try:
            token = jwt.decode(header.removeprefix("Bearer "), OctKey.import_key(SECRET), algorithms=["HS256"])
        except (JoseError, ValueError):
            return "Invalid token: signature, api token not found"
        if token.claims.get("iss") != SERVICE or token.header.get("typ") != "JWT":
            return "Invalid token: service not found"
        off = abs(self.now().timestamp() - float(token.claims["iat"]))
        return "Error: Your system clock must be accurate to within 30 seconds" if off > 30 else ""

    def _looked_up(self, path: str) -> tuple[int, object]:
        name, _, query = path.partition("?")
        if name == "/v2/notifications":
            wanted = query.removeprefix("reference=").replace("%40", "@")
            found = [one for one in self.taken if one["reference"] == wanted]
            return 200, {"notifications": found, "links": {"current": path}}
        found = [one for one in self.taken if name.endswith(one["id"])]
        return (200, found[0]) if found else (404, _error(404, "NoResultFound", "No result found"))

    def _posted(self, path: str, told: dict[str, Any]) -> tuple[int, object] | None:
        does = self.script.pop(0) if self.script else "201"
        if does == "429":
            return 429, _error(
                429, "RateLimitError", "Exceeded rate limit for key type LIVE of 3000 requests per 60 seconds"
            )
        if does == "500":
            return 500, _error(500, "Exception", "Internal server error")
        email = path.endswith("/email")
        address = told.get("email_address" if email else "phone_number", "")
        if not address:
            return 400, _error(400, "ValidationError", "email_address is a required property")
        if told.get("template_id") != (TEMPLATE if email else TEXT_TEMPLATE):
            return 400, _error(400, "BadRequestError", "Template not found")
        if {"subject", "body"} - set(told.get("personalisation", {})):
            return 400, _error(400, "BadRequestError", "Missing personalisation: subject")
        made = {
            "id": str(uuid.uuid4()),
            "reference": told.get("reference"),
            "status": "created",
            "type": path[18:],
            **told,
        }
        self.taken.append(made)
        if does == "lose 201":
            return None
        template = {"id": told["template_id"], "version": 1, "uri": ""}
        return 201, {"id": made["id"], "reference": made["reference"], "content": {}, "uri": "", "template": template}


def _error(status: int, error: str, message: str) -> object:
    return {"status_code": status, "errors": [{"error": error, "message": message}]}


@asynccontextmanager
async def notifying(now: Callable[[], datetime]) -> AsyncIterator[Notify]:
    notify = Notify(now)

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while line := await reader.readline():
                method, path, _ = line.decode().split()
                headers: dict[str, str] = {}
                while (raw := (await reader.readline()).decode().strip()) != "":
                    name, _, value = raw.partition(":")
                    headers[name.lower()] = value.strip()
                body = await reader.readexactly(int(headers.get("content-length", 0)))
                answered = notify.answer(method, path, headers, body)
                if answered is None:
                    return
                status, told = answered
                content = json.dumps(told).encode()
                head = (
                    f"HTTP/1.1 {status} X\r\nContent-Type: application/json\r\nContent-Length: {len(content)}\r\n\r\n"
                )
                writer.write(head.encode() + content)
                await writer.drain()
        except ConnectionError:
            return
        finally:
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    notify.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    try:
        yield notify
    finally:
        server.close()
