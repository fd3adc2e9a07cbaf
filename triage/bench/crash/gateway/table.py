"""The table of all rows, and what has none yet."""

from __future__ import annotations

from triage.bench.crash.gateway import way

ROWS = {row.point: row for row in way.ROWS}
