"""Every transaction of the gateway is on the list of commit points, in words and in code."""

from __future__ import annotations

import re

from tests.architecture.commits import gateway_commit_points
from tests.architecture.source import ROOT

LIST = ROOT / "docs" / "crash-safety.md"
_LINE = re.compile(r"^\| `([\w.]+)` \|", re.MULTILINE)


def test_the_list_names_every_transaction_of_the_gateway() -> None:
    listed = _LINE.findall(LIST.read_text("utf-8").split("## 5. The gateway")[1])
    assert len(listed) == len(set(listed))
    found = gateway_commit_points()
    assert set(listed) == found, (
        f"Not in docs/crash-safety.md: {sorted(found - set(listed))}; not in the code: {sorted(set(listed) - found)}"
    )
