"""A small week with everything that goes wrong in it: the account balances to zero differences, twice."""

from __future__ import annotations

from pathlib import Path

from triage.bench.week.run import Plan, measure


async def test_a_small_week_balances(tmp_path: Path) -> None:
    found = await measure(Plan(reports=20, seed=1, home=tmp_path))
    account, after = found["account"], found["after_retention"]
    assert account["differences"] == []
    assert after["differences"] == []
    assert account["acknowledged"] == account["accounted"] == found["acknowledged_by_201"] >= 20
    assert found["balanced"]
    # It must have been a week worth the name.
    events = found["events"]
    assert events["hot_desk"] > 2
    assert events["kills"] + events["restarts"] > 0
    assert events["cut_gateway"] > 0
    assert found["erased"] > 15
    files = found["files"]
    assert files["at_records"] == files["due"] > 3
    assert (files["lost"], files["doubled"], files["astray"]) == (0, 0, 0)
