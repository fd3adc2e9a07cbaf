"""`triage bench search`: questions to a full gateway through HTTP, beside a plain tsvector query in the same run.

Everything on this machine and on loopback: PostgreSQL (fsync on) and one gateway. The plain query asks for the newest
of what has the words, by psql, with neither relevance, sight, total nor snippets. For each question the two are asked
one after the other.
"""

from __future__ import annotations

import contextlib
import json
import re
import statistics
import tempfile
import time
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

from triage.bench import postgres
from triage.bench.postgres import Server
from triage.bench.queue import filling
from triage.bench.queue.claims import started
from triage.models.errors import KnownError
from triage.training.children import own_command

QUERIES = {
    "common": ("bicycle", "'bicycle':*"),
    "rare": ("zebra", "'zebra':*"),
    "two_words": ("bicycle station", "'bicycle':* & 'station':*"),
    "name": ("smith", "'smith':*"),
    "phrase": ('"from the rack"', "'from' & 'the' & 'rack'"),
    "rare_phrase": ('"bicycle rack behind"', "'bicycle' & 'rack' & 'behind'"),
    "nothing": ("qqqqq", "'qqqqq':*"),
}
"""What is typed, and what the plain query says for it."""
_PLAIN = """
SELECT r.report_id, r.received_at FROM search_documents d JOIN reports r USING (report_id)
WHERE d.vector @@ $${lexemes}$$::tsquery ORDER BY r.received_at DESC LIMIT 20;
"""
_WORDS = """
SELECT setseed({seed} / 1000.0);
UPDATE reports SET received_at = now()
    - (('x' || substr(md5(report_id), 1, 7))::bit(28)::int % 43200) * interval '1 min';
CREATE TEMP TABLE told AS
    SELECT id, row_number() OVER (ORDER BY id) AS n, ' ref' || id || ' | ' ||
        (ARRAY['ann smith', 'jo bloggs', 'bo jones', 'al brown', 'di evans'])[1 + id % 5]
            || ' | theft of bicycle ' AS head,
        ' my bicycle was taken from the rack behind the station ' || (
            SELECT string_agg('w' || (power(random(), 3) * 20000 + 0 * (id + g))::int, ' ')
            FROM generate_series(1, 150) g
        ) || CASE WHEN id % 1500 = 7 THEN ' zebra ' ELSE ' ' END AS body
    FROM search_documents WHERE body = '';
UPDATE search_documents d SET head = CASE WHEN t.n % 10 = 0 THEN t.head ELSE replace(t.head, 'bicycle', 'goods') END,
    body = t.body
FROM told t WHERE t.id = d.id;
UPDATE search_documents SET vector = array_to_tsvector(ARRAY(
    SELECT DISTINCT word FROM (
        SELECT unnest(string_to_array(head || body, ' ')) UNION ALL SELECT '^' || unnest(string_to_array(head, ' '))
    ) every(word) WHERE word NOT IN ('', '|', '^', '^|')));
VACUUM FULL search_documents; VACUUM FULL reports;
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """``times``: how often each question is asked."""

    reports: int = 15_000
    times: int = 20
    seed: int = 1


def measure(plan: Plan) -> dict[str, Any]:
    """p50 and p95 of each question in milliseconds, the plain query's, and the ratio of the p50 (theirs to ours).

    Raises:
        KnownError: PostgreSQL is not on this machine, or the gateway did not answer.
    """
    with tempfile.TemporaryDirectory(prefix="triage-bench-search-") as name, postgres.server() as server:
        folder = Path(name)
        files = filling.write_files(folder, 1)
        url = server.database("filled")
        command = own_command(
            "gateway", "serve", "--db", url, "--listen", "127.0.0.1:0", "--client-id", "hub",
            "--client-secret-file", str(files["secret"]), "--dev-token-file", str(files["tokens"]),
            "--config", str(files["config.toml"]), "--profile", str(files["profile.toml"]),
        )  # fmt: skip
        with (folder / "gateway.log").open("ab") as errors, started(command, errors) as process:
            assert process.stdout is not None
            line = process.stdout.readline()
            if not line:
                raise KnownError("The gateway did not start.", (folder / "gateway.log").read_text()[-1000:])
            told = json.loads(line)
            filling.fill(server, told["intake"], url, plan.reports)
            filling.sql(server, url, _WORDS.format(seed=plan.seed))
            filling.settle_down(server, url)
            found = _asked(plan, server, told["listen"], url)
    worst = max(found[f"{name}_p95_ms"] for name in QUERIES)
    return {"reports": plan.reports, "times": plan.times, **found, "worst_p95_ms": worst}


def _asked(plan: Plan, server: Server, listen: str, url: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    with contextlib.closing(HTTPConnection(urlsplit(listen).netloc, timeout=60)) as desk:
        for name, (typed, lexemes) in QUERIES.items():
            ours: list[float] = []
            for _ in range(plan.times):
                before = time.perf_counter()
                found[f"{name}_total"] = _search(desk, typed)
                ours.append((time.perf_counter() - before) * 1000)
            said = filling.sql(server, url, "\\timing on\n" + _PLAIN.format(lexemes=lexemes) * plan.times)
            theirs = [float(one) for one in re.findall(r"^Time: ([\d.]+) ms", said, re.MULTILINE)]
            found[f"{name}_p50_ms"], found[f"{name}_p95_ms"] = _figures(ours)
            found[f"{name}_plain_p50_ms"], found[f"{name}_plain_p95_ms"] = _figures(theirs)
            found[f"{name}_ratio"] = round(found[f"{name}_plain_p50_ms"] / found[f"{name}_p50_ms"], 2)
    return found


def _search(desk: HTTPConnection, typed: str) -> int:
    desk.request("GET", f"/v1/search?q={quote(typed)}", headers={"Authorization": "Bearer token-1"})
    answer = desk.getresponse()
    body = answer.read()
    if answer.status != 200:
        raise KnownError(
            f"The gateway answered a search with {answer.status}.", "This is a mistake in the measurement."
        )
    return int(json.loads(body)["total"])


def _figures(times: list[float]) -> tuple[float, float]:
    return round(statistics.median(times), 1), round(statistics.quantiles(times, n=20)[-1], 1)
