"""What a worker is told, and what it tells: JSON lines that outlive its death."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

ACKS = "acks.jsonl"
WAY = (
    ("claims.Claims._intend", 1),
    ("claims.Claims._take", 1),
    ("triage.Triage.open", 1),
    ("drafts.Drafts.save", 3),
    ("triage.Triage.decide", 1),
    ("outbox.Outbox.mark_sending", 5),
    ("gateway_courier.GatewayCourier._send", 2),
    ("records_courier.RecordsCourier._receive", 2),
    ("files.Files._keep", 3),
    ("enclosing.Enclosing._attach", 1),
    ("outbox.Outbox.recover", 1),
)
"""The commit points that every report meets (docs/crash-safety.md), and how often one report meets each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """One life of a worker.

    ``point``, ``moment``, ``nth``: die at this commit point; ``after_seconds``: be killed by the parent then (0: not).
    ``full_from``, ``full_for``: seconds from the start when the disk takes no more, and for how long (0: never).
    ``reports``: end by itself after so many more decisions and with nothing left in hand (-1: work on until killed, or
    until there is nothing to take).
    """

    point: str = ""
    moment: str = ""
    nth: int = 1
    after_seconds: float = 0.0
    full_from: float = 0.0
    full_for: float = 0.0
    reports: int = -1

    def line(self) -> str:
        return json.dumps(asdict(self))

    @classmethod
    def read(cls, line: str) -> Order:
        return cls(**json.loads(line))


class Acks:
    """What the worker was told that it is done: a line is in the kernel's hands before anything else happens."""

    def __init__(self, home: Path) -> None:
        self._path = home / ACKS

    def tell(self, what: str, **more: Any) -> None:
        handle = os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            os.write(handle, (json.dumps({"what": what, **more}) + "\n").encode())
        finally:
            os.close(handle)

    def read(self) -> list[dict[str, Any]]:
        if not self._path.exists():
            return []
        return [json.loads(line) for line in self._path.read_text(encoding="utf-8").splitlines()]

    def last_saved(self) -> dict[str, dict[str, Any]]:
        """Report id → the newest draft that was said to be saved."""
        return {ack["report"]: ack for ack in self.read() if ack["what"] == "saved"}

    def decided(self) -> set[str]:
        return {ack["report"] for ack in self.read() if ack["what"] == "decided"}
