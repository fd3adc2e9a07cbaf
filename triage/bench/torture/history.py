"""What the database itself remembers, asked with its own client: the run is judged by this, not by what code says."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

HELD = """
SELECT l.report_id, l.fence, l.first_granted_at AS held_from,
       CASE WHEN d.begun_at IS NOT NULL AND d.aborted_at IS NULL THEN coalesce(s.settled_at, 'infinity')
            ELSE least(l.expires_at, coalesce(l.ended_at, 'infinity')) END AS held_until
  FROM leases l
  LEFT JOIN LATERAL (SELECT begun_at, aborted_at FROM decisions
                      WHERE report_id = l.report_id AND fence = l.fence ORDER BY number DESC LIMIT 1) d ON true
  LEFT JOIN LATERAL (SELECT settled_at FROM settlements
                      WHERE report_id = l.report_id AND fence = l.fence ORDER BY id DESC LIMIT 1) s ON true
"""
"""Every grant with the time it held its report, by the server's clock: to its end or run-out, and once begun to its
settlement."""
QUESTIONS = {
    "reports": "SELECT count(*) FROM reports",
    "closed": "SELECT count(*) FROM reports WHERE stage = 'closed'",
    "settled": "SELECT count(DISTINCT report_id) FROM settlements",
    "settled_more_than_once": """
        SELECT count(*) FROM (SELECT 1 FROM settlements GROUP BY report_id HAVING count(*) > 1) AS more""",
    "settled_by_two_fences": """
        SELECT count(*) FROM (SELECT 1 FROM settlements GROUP BY report_id HAVING count(DISTINCT fence) > 1) AS two""",
    "held_by_two_at_once": f"""
        SELECT count(*) FROM (SELECT held_until, lead(held_from) OVER (PARTITION BY report_id ORDER BY fence) AS next
                                FROM ({HELD}) AS held) AS pairs
         WHERE next < held_until""",  # noqa: S608 - our own words
    "fences_out_of_order": """
        SELECT count(*) FROM (SELECT first_granted_at, lead(first_granted_at)
                                     OVER (PARTITION BY report_id ORDER BY fence) AS next FROM leases) AS pairs
         WHERE next < first_granted_at""",
    "grants": "SELECT count(*) FROM leases",
    "grants_that_ran_out": """
        SELECT count(*) FROM leases AS l WHERE NOT EXISTS (
            SELECT 1 FROM settlements AS s WHERE s.report_id = l.report_id AND s.fence = l.fence)""",
    "most_deliveries_of_one": "SELECT max(delivery_count) FROM reports",
}
WRONG_UNLESS_ZERO = ("settled_more_than_once", "settled_by_two_fences", "held_by_two_at_once", "fences_out_of_order")


class History:
    """Asks by ``psql``, so that nothing of the gateway's own code is between the question and the answer."""

    def __init__(self, psql: Path, url: str) -> None:
        self._psql = psql
        self._url = url

    def ask(self, question: str) -> int:
        command = [str(self._psql), "-X", "-A", "-t", "-q", "-d", self._url, "-c", question]
        done = subprocess.run(command, check=True, capture_output=True, text=True, timeout=120)  # noqa: S603
        return int(done.stdout.strip() or 0)

    def settled(self) -> int:
        return self.ask(QUESTIONS["settled"])

    def account(self) -> dict[str, Any]:
        return {name: self.ask(question) for name, question in QUESTIONS.items()}


def verdict(account: dict[str, Any]) -> bool:
    """Every report settled exactly once, and none held by two at once."""
    whole = account["reports"] == account["closed"] == account["settled"]
    return whole and not any(account[name] for name in WRONG_UNLESS_ZERO)
