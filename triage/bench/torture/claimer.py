"""Fifty handlers in one process that is made to be killed: claim, begin, settle, again, over plain HTTP.

What a handler has begun is written to its journal first, as a desktop's outbox does; after a kill the next process
of the same name reads it and goes on. A share of the handlers leaves what it claimed without a word.
"""

from __future__ import annotations

import http.client
import json
import os
import random
import sys
import threading
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from triage.models import codec
from triage.models.decision import Decision, Reference
from triage.models.draft import empty_draft
from triage.models.ids import ReportId
from triage.models.queue import BeginRequest, SettleRequest

WALKS_AWAY = 0.02
"""Share of claims that a handler forgets, so that the lease must run out."""
CALL_SECONDS = 15
BREATH = 4
"""A handler rests this many times as long as its claim took: four hundred who never rest would make every call wait
longer than a short lease lasts, and nothing would ever be begun."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Orders:
    """What a process is told on its command line, as JSON."""

    gateways: tuple[str, ...]
    handlers: tuple[str, ...]
    journal: str
    lease_seconds: int
    seed: int


class AwayError(Exception):
    """The gateway cannot be reached, or says that it cannot now."""


class Handler:
    """One handler. ``me`` is both the token's word and the subject."""

    def __init__(self, me: str, orders: Orders, stop: threading.Event) -> None:
        self._me = me
        self._orders = orders
        self._stop = stop
        self._random = random.Random(f"{orders.seed} {me} {os.getpid()}")
        self._journal = Path(orders.journal) / f"{me}.json"
        self._connection: http.client.HTTPConnection | None = None

    def work(self) -> None:
        while not self._stop.is_set():
            try:
                self._finish()
                began = time.monotonic()
                found = self._next()
                rest = max(0.1, BREATH * (time.monotonic() - began)) if found else 0.5
                self._stop.wait(rest * (0.5 + self._random.random()))
            except AwayError:
                self._stop.wait(0.05 + self._random.random() * 0.3)

    def _next(self) -> bool:
        """Take one report to its end; False when there was none."""
        status, taken = self._call("POST", "/v1/claims", {"max": 1, "lease_seconds": self._orders.lease_seconds})
        if status != 200:
            return False
        held = taken[0]
        if self._random.random() < WALKS_AWAY:
            return True
        self._journal.write_text(json.dumps({"held": slim(held), "key": f"{self._random.getrandbits(64):x}"}))
        self._finish()
        return True

    def _finish(self) -> None:
        """Begin and settle what the journal names; it is emptied when the gateway has said a last word."""
        if not self._journal.exists():
            return
        try:
            entry = json.loads(self._journal.read_text())
        except ValueError:  # killed while writing: nothing was begun yet
            self._journal.unlink()
            return
        held, key = entry["held"], entry["key"]
        path = f"/v1/reports/{held['report_id']}"
        keyed = {"Idempotency-Key": f"begin-{key}", "If-Match": f'"{held["etag"]}"'}
        status, _ = self._call("POST", f"{path}/begin", begin_of(held, self._me), keyed)
        if status == 200:
            told = SettleRequest(
                fence=held["fence"],
                references=(Reference(deliverable="incident", destination="control", reference=f"R {key}"),),
                outcome="incident",
            )
            status, _ = self._call("POST", f"{path}/settle", told, {"Idempotency-Key": f"settle-{key}"})
            if status != 200:
                sys.stderr.write(f"settle refused: {status}\n")
        self._journal.unlink()

    def _call(self, method: str, path: str, body: object, headers: dict[str, str] | None = None) -> tuple[int, Any]:
        """The answer's status and JSON.

        Raises:
            AwayError: no answer, or 409 in progress, 429, 5xx; the call may or may not have happened.
        """
        content = body if isinstance(body, bytes) else codec.encode(body)
        told = {"Authorization": f"Bearer {self._me}", "Content-Type": "application/json", **(headers or {})}
        try:
            if self._connection is None:
                address = urlsplit(self._random.choice(self._orders.gateways))
                self._connection = http.client.HTTPConnection(str(address.hostname), address.port, timeout=CALL_SECONDS)
            self._connection.request(method, path, content, told)
            answer = self._connection.getresponse()
            read = answer.read()
        except (OSError, http.client.HTTPException) as error:
            if self._connection is not None:
                self._connection.close()
            self._connection = None
            raise AwayError from error
        running = answer.status == 409 and b"in-progress" in read  # our own call from before a kill
        if running or answer.status == 429 or answer.status >= 500:
            raise AwayError
        return answer.status, json.loads(read) if read and answer.status == 200 else None


def slim(held: dict[str, Any]) -> dict[str, Any]:
    """What of a claim is needed to end it."""
    kept = {name: held[name] for name in ("report_id", "lease_id", "fence", "etag")}
    return {**kept, "version": held["report"]["report"]["version"]}


def begin_of(held: dict[str, Any], me: str) -> BeginRequest:
    report_id = ReportId(held["report_id"])
    decision = Decision(
        report_id=report_id,
        report_version=held["version"],
        author=me,
        author_name=me,
        decided_at=datetime(2026, 1, 1, tzinfo=UTC),
        profile_version="torture",
        draft=empty_draft(report_id, held["version"]),
    )
    return BeginRequest(
        lease_id=held["lease_id"],
        fence=held["fence"],
        decision=decision,
        decision_sha256=codec.sha256(codec.canonical(decision)),
    )


def main() -> None:
    orders = codec.decode(Orders, sys.argv[1])
    stop = threading.Event()
    threads = [threading.Thread(target=Handler(me, orders, stop).work, daemon=True) for me in orders.handlers]
    for thread in threads:
        thread.start()
    sys.stdin.read()  # until our starter closes it
    stop.set()
    for thread in threads:
        thread.join(CALL_SECONDS)


if __name__ == "__main__":
    main()
