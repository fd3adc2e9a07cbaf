"""Sending synthetic reports to a gateway's intake exactly as the national hub does: POST /incidents over HTTP.

The standard library's client is enough for a sender that waits for each answer; it runs in a worker thread.
"""

from __future__ import annotations

import asyncio
import http.client
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from urllib.parse import urlsplit

from triage.models.errors import KnownError

BATCH = 100
TRIES = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake:
    """Where reports go and with which credentials (headers as contracts A names them)."""

    url: str
    client_id: str
    client_secret: str

    def headers(self) -> dict[str, str]:
        return {
            "Content-Type": "application/vnd.api+json",
            "client_id": self.client_id,
            "client_secret": self.client_secret,
        }


async def post_all(intake: Intake, payloads: Iterable[bytes]) -> int:
    """Post each payload and wait for its 201; returns how many were accepted.

    A batch that met 503 or a broken connection is sent again as a whole: the gateway knows a re-send.

    Raises:
        KnownError: the gateway refused one, or stayed away for six tries (as often as the hub resends).
    """
    sent = 0
    remaining = iter(payloads)
    while batch := list(islice(remaining, BATCH)):
        for attempt in range(TRIES):
            try:
                await asyncio.to_thread(_post_batch, intake, batch)
                break
            except _AwayError:
                await asyncio.sleep(0.2 * 2**attempt)
        else:
            raise KnownError(f"The gateway stayed unavailable after {sent} training reports.")
        sent += len(batch)
    return sent


class _AwayError(Exception):
    """Not there now: worth another try."""


def _post_batch(intake: Intake, batch: list[bytes]) -> None:
    address = urlsplit(intake.url)
    connection = http.client.HTTPConnection(address.hostname or "127.0.0.1", address.port, timeout=30)
    try:
        for body in batch:
            connection.request("POST", "/incidents", body, intake.headers())
            answer = connection.getresponse()
            answer.read()
            if answer.status == 503:
                raise _AwayError
            if answer.status != 201:
                raise KnownError(f"The gateway answered {answer.status} to a training report.")
    except (OSError, http.client.HTTPException) as error:
        raise _AwayError from error
    finally:
        connection.close()
