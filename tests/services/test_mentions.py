"""What finds mentions is loaded before the first report asks for it."""

from __future__ import annotations

import subprocess
import sys

PROGRAM = """
import asyncio, sys
from datetime import UTC, datetime
from tests.builders import a_report
from triage.services.mentions import load_finders, mentions_of

asyncio.run(load_finders())
before = set(sys.modules)
asyncio.run(mentions_of(a_report(narrative="Ring 020 7946 0018 about AB12 CDE at 14:30, SW1A 1AA."), datetime.now(UTC)))
print(sorted(set(sys.modules) - before))
"""


def test_the_first_report_loads_nothing_more() -> None:
    """A thread that loads modules keeps the interpreter from the window's just while the first keys are struck."""
    ran = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"
