"""The table of all rows."""

from __future__ import annotations

from triage.bench.crash.gateway import handing, itself, looking, overseeing, way

ROWS = {row.point: row for row in (*way.ROWS, *handing.ROWS, *overseeing.ROWS, *looking.ROWS, *itself.ROWS)}
