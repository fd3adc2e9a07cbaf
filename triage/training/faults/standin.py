"""Asking the records stand-in to misbehave, over its control endpoint.

The standard library's client in a worker thread: httpx belongs to the desktop's and the gateway's own doors.
"""

from __future__ import annotations

import asyncio
import http.client
import json
from typing import Any
from urllib.parse import quote, urlsplit

TIMEOUT_SECONDS = 5


class StandinControl:
    """The control endpoint of one records stand-in."""

    def __init__(self, url: str, token: str) -> None:
        self._address = urlsplit(url)
        self._token = token

    async def state(self) -> tuple[int, Any]:
        """(status, JSON) with the faults, counts and number of records of each system."""
        return await asyncio.to_thread(self._ask, "GET", "/_training", None)

    async def set_faults(self, system: str, body: bytes) -> tuple[int, Any]:
        """Change one system's faults; (status, JSON) as the stand-in answered, its refusals included."""
        return await asyncio.to_thread(self._ask, "PUT", f"/_training/{quote(system, safe='')}", body)

    def _ask(self, method: str, path: str, body: bytes | None) -> tuple[int, Any]:
        connection = http.client.HTTPConnection(
            self._address.hostname or "127.0.0.1", self._address.port, timeout=TIMEOUT_SECONDS
        )
        try:
            connection.request(method, path, body=body, headers={"Authorization": f"Bearer {self._token}"})
            answer = connection.getresponse()
            return answer.status, json.loads(answer.read())
        except (OSError, ValueError, http.client.HTTPException):
            return 502, {"title": "The records stand-in does not answer.", "status": 502}
        finally:
            connection.close()
