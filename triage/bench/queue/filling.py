"""Twenty thousand waiting reports, made from one that came in by the door: quick, and with a real report's bytes."""

from __future__ import annotations

import json
import subprocess
import urllib.request
from pathlib import Path

from triage.bench.postgres import Server
from triage.gateway.knowledge.document import RULES

SECRET = "bench-secret"  # noqa: S105 - of a measurement that lasts a minute
PAYLOAD = {
    "data": {
        "id": "1",
        "type": "incident",
        "attributes": {"incidentDescription": "My bicycle was taken from the rack behind the station. " * 8},
        "relationships": {"submission": {"data": {"id": "s", "type": "submission"}}},
    },
    "included": [
        {
            "id": "s",
            "type": "submission",
            "attributes": {
                "submissionId": "template",
                "submitTime": "2026-11-20T05:30:00+00:00",
                "category": "OCR",
                "submissionContent": "My bicycle was taken from the rack behind the station. " * 8,
            },
        }
    ],
}
_COPIES = """
WITH t AS (SELECT * FROM reports), made AS (
    SELECT n, 'bench-' || md5(n::text) AS id, (n * 7919) % 4 AS rank, now() + (n * 104729) % 2880 * interval '1 minute'
        - interval '30 minutes' AS due FROM generate_series(1, {count}) n
), c AS (
    INSERT INTO changes (tx, report_id, word, stage, at) SELECT 0, id, 'new', 'incoming', now() FROM made
    RETURNING seq, report_id
), r AS (
    INSERT INTO reports (report_id, submission_id, version, stage, rank, due_at, received_at, summary, assessment, seq)
    SELECT id, id, 1, 'incoming', made.rank, due, now(),
        convert_to(replace(convert_from(t.summary, 'UTF8'), t.report_id, id), 'UTF8'), t.assessment, c.seq
    FROM made JOIN c ON c.report_id = made.id, t
)
SELECT count(*) FROM c;
INSERT INTO versions (report_id, version, report, received_at)
    SELECT r.report_id, 1, convert_to(replace(convert_from(v.report, 'UTF8'), v.report_id, r.report_id), 'UTF8'), now()
    FROM reports r, versions v WHERE r.report_id LIKE 'bench-%' AND v.report_id NOT LIKE 'bench-%';
INSERT INTO search_documents (report_id, version, rules, kind, head, body)
    SELECT report_id, 1, {rules}, '', '', '' FROM reports WHERE report_id LIKE 'bench-%' ON CONFLICT DO NOTHING;
UPDATE reports SET stage = 'closed', closed_at = now() WHERE report_id NOT LIKE 'bench-%';
"""


def fill(server: Server, intake: str, database: str, count: int) -> None:
    """Post one report to the gateway at ``intake`` and let the database of that gateway hold ``count`` like it."""
    headers = {"client_id": "hub", "client_secret": SECRET, "Content-Type": "application/vnd.api+json"}
    request = urllib.request.Request(f"{intake}/incidents", json.dumps(PAYLOAD).encode(), headers)  # noqa: S310
    with urllib.request.urlopen(request, timeout=30):  # noqa: S310 - our own gateway on loopback
        pass
    waiting = "DO $$ BEGIN FOR i IN 1..300 LOOP EXIT WHEN EXISTS (SELECT 1 FROM reports); PERFORM pg_sleep(0.1); "
    sql(server, database, waiting + "COMMIT; END LOOP; END $$; VACUUM ANALYZE")
    sql(server, database, _COPIES.format(count=count, rules=RULES))


def settle_down(server: Server, database: str) -> None:
    """Statistics and visibility as after a quiet night, the same for whoever is measured."""
    sql(server, database, "VACUUM ANALYZE; CHECKPOINT;")


def sql(server: Server, database: str, statements: str) -> str:
    """Run statements by psql, each by itself; what they print."""
    command = [str(server.programs / "psql"), "-X", "-q", "-At", "-v", "ON_ERROR_STOP=1", database]
    done = subprocess.run(command, input=statements, capture_output=True, text=True, timeout=300, check=True)  # noqa: S603
    return done.stdout.strip()


def write_files(folder: Path, subjects: int) -> dict[str, Path]:
    """What a gateway needs to start: secret, tokens, settings without limits."""
    files = {name: folder / name for name in ("secret", "tokens", "config.toml", "profile.toml")}
    files["secret"].write_text(SECRET)
    files["tokens"].write_text("".join(f"token-{n} handler-{n} handler\n" for n in range(1, subjects + 1)))
    files["config.toml"].write_text("[limits]\ncalls_per_minute = 0\n")
    shipped = Path(__file__).resolve().parents[3] / "resources" / "profile.toml"
    files["profile.toml"].write_text(shipped.read_text("utf-8").replace("max_held = 3", "max_held = 50", 1), "utf-8")
    return files
