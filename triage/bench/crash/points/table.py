"""The table of all rows. With the way of a report (`triage.bench.crash.orders.WAY`) it covers every commit point."""

from __future__ import annotations

from triage.bench.crash.points import against, beside, deciding, itself, saying

ROWS = {row.point: row for row in (*beside.ROWS, *deciding.ROWS, *against.ROWS, *saying.ROWS, *itself.ROWS)}
