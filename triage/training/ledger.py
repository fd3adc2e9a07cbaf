"""What a training ground's gateway and records systems really hold, read from their own stores.

The tour and the exactly-once measurement count here, never in the desktop, which is the one under suspicion.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

SYSTEMS = ("control", "crime")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """``records``: system → external references in the order made. ``given``: system → external reference → the
    references it gave. ``filed``: system → the external reference of each file there.
    ``settled``: report id → references at the gateway (with repeats if it was settled twice).
    The times are ISO texts in UTC, comparable as they stand."""

    reports: int
    submissions: int
    records: dict[str, list[str]]
    given: dict[str, dict[str, set[str]]]
    settled: dict[str, list[str]]
    settlements: int
    filed: dict[str, list[str]] = field(default_factory=dict)
    begun_at: dict[str, str] = field(default_factory=dict)
    settled_at: dict[str, str] = field(default_factory=dict)
    created_at: dict[tuple[str, str], str] = field(default_factory=dict)

    def references_agree(self, reports: Iterable[str]) -> bool:
        """Whether the gateway holds, for each report, just the references that the records systems gave."""
        for report in reports:
            given = set().union(*(self.given[system].get(report, set()) for system in self.given))
            if not given or sorted(given) != sorted(self.settled.get(report, [])):
                return False
        return True

    def in_order(self, reports: Iterable[str]) -> bool:
        """Whether each report was begun, then recorded everywhere, then settled."""
        for report in reports:
            made = [self.created_at[system, report] for system in self.records if (system, report) in self.created_at]
            begun, settled = self.begun_at.get(report), self.settled_at.get(report)
            if not made or begun is None or settled is None or not begun <= min(made) <= max(made) <= settled:
                return False
        return True


def read_ledger(home: Path) -> Ledger:
    """Read both stores of the ground at ``home``; they may be in use."""
    gateway = _rows(home / "gateway.db")
    records = _rows(home / "records.db")
    made = records("SELECT system, external_reference, receipt, created_at FROM records ORDER BY seq")
    settled = gateway('SELECT report_id, "references", settled_at FROM settlements ORDER BY id')
    begun = gateway("SELECT report_id, min(begun_at) FROM decisions GROUP BY report_id")
    files = records("SELECT system, external_reference FROM attachments JOIN records USING (record_id)")
    systems = sorted({*SYSTEMS, *(row[0] for row in made)})
    return Ledger(
        reports=gateway("SELECT count(*) FROM reports")[0][0],
        submissions=gateway("SELECT count(*) FROM submissions")[0][0],
        records={system: [row[1] for row in made if row[0] == system] for system in systems},
        given={
            system: {row[1]: _names(json.loads(row[2])["references"]) for row in made if row[0] == system}
            for system in systems
        },
        settled={row[0]: sorted(_names(json.loads(row[1]))) for row in settled},
        settlements=len(settled),
        filed={system: [row[1] for row in files if row[0] == system] for system in systems},
        begun_at={row[0]: _iso(row[1]) for row in begun},
        settled_at={row[0]: _iso(row[2]) for row in settled},
        created_at={(row[0], row[1]): _iso(row[3]) for row in made},
    )


def unread(home: Path) -> int:
    """How many accepted reports the gateway of the ground at ``home`` has not put into its queue yet."""
    return int(_rows(home / "gateway.db")("SELECT count(*) FROM unread")[0][0])


def _names(references: list[dict[str, Any]]) -> set[str]:
    return {str(entry["reference"]) for entry in references}


def _iso(text: str) -> str:
    """One spelling of UTC times, so that they sort as text."""
    return text.replace(" ", "T").replace("+00:00", "").rstrip("Z")


def _rows(path: Path) -> Any:
    def ask(statement: str) -> list[tuple[Any, ...]]:
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=10)) as connection:
            return connection.execute(statement).fetchall()

    return ask
