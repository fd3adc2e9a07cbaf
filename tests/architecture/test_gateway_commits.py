"""Every transaction of the gateway is on the list of commit points, in words and in code, and is killed."""

from __future__ import annotations

import re

from tests.architecture.commits import gateway_commit_points
from tests.architecture.source import ROOT
from triage.bench.crash.gateway.table import ROWS

LIST = ROOT / "docs" / "crash-safety.md"
_LINE = re.compile(r"^\| `([\w.]+)` \|", re.MULTILINE)

# What `triage bench crash --gateway` has no row for today. Take a name out when it gets one; nothing is ever added.
WITHOUT_A_ROW: frozenset[str] = frozenset({"arrivals.Arrivals._many", "messages.sender.Sender._look"})


def test_the_list_names_every_transaction_of_the_gateway() -> None:
    listed = _LINE.findall(LIST.read_text("utf-8").split("## 5. The gateway")[1])
    assert len(listed) == len(set(listed))
    found = gateway_commit_points()
    assert set(listed) == found, (
        f"Not in docs/crash-safety.md: {sorted(found - set(listed))}; not in the code: {sorted(set(listed) - found)}"
    )


def test_every_commit_point_of_the_gateway_has_a_row_of_its_own() -> None:
    found = gateway_commit_points()
    rows = {row.point for row in ROWS.values()}
    assert rows <= found, f"Rows of what is not in the code: {sorted(rows - found)}"
    missing = found - rows
    assert missing == WITHOUT_A_ROW, (
        f"Without a row in triage/bench/crash/gateway: {sorted(missing - WITHOUT_A_ROW)}; "
        f"take out of the list: {sorted(WITHOUT_A_ROW - missing)}"
    )
