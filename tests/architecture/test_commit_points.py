"""Every transaction of the store is on the list of commit points, in words and in code."""

from __future__ import annotations

import re

from tests.architecture.commits import commit_points
from tests.architecture.source import ROOT
from triage.bench.crash.orders import WAY
from triage.bench.crash.points.table import ROWS

LIST = ROOT / "docs" / "crash-safety.md"
_LINE = re.compile(r"^\| `([\w.]+)` \|", re.MULTILINE)


def test_the_list_names_every_transaction_of_the_store() -> None:
    listed = _LINE.findall(LIST.read_text("utf-8").split("## 5. The gateway")[0])
    assert len(listed) == len(set(listed))
    found = commit_points()
    assert set(listed) == found, (
        f"Not in docs/crash-safety.md: {sorted(found - set(listed))}; not in the code: {sorted(set(listed) - found)}"
    )


def test_the_bench_kills_at_every_commit_of_a_reports_way() -> None:
    way = LIST.read_text("utf-8").split("### The way of a report")[1].split("###")[0]
    assert [point for point, _ in WAY] == [name for name in _LINE.findall(way) if name not in RARE]


def test_every_other_commit_point_has_a_row_of_its_own() -> None:
    """What a report does not meet on its way is killed by `triage bench crash --every-point`: nobody may forget one."""
    on_the_way = {point for point, _ in WAY}
    found = commit_points() - on_the_way
    assert set(ROWS) == found, (
        f"Without a row in triage/bench/crash/points: {sorted(found - set(ROWS))}; "
        f"not in the code: {sorted(set(ROWS) - found)}"
    )


RARE = {"claims.Claims.claim_next", "claims.Claims._failed", "marks.Marks._mark"}
"""Met only when something else goes wrong too (lives that end at random meet them)."""
