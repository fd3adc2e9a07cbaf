"""What those who run the gateway look at: readiness that asks the database, figures without anything personal."""

from __future__ import annotations

import re

from sqlalchemy import text

from tests.gateway.bench import Bench, Handler, ok, refused
from triage.gateway.schema import head

LINE = re.compile(r"^(?P<name>[a-z_]+)(?:\{(?P<labels>[^}]*)\})? (?P<value>[0-9.e+-]+|NaN|\+Inf)$")


async def figures(bench: Bench) -> dict[str, float]:
    page = ok(await bench.http.get("/metrics")).text
    told = (LINE.match(line) for line in page.splitlines() if not line.startswith("#"))
    return {f"{found['name']}|{found['labels'] or ''}": float(found["value"]) for found in told if found}


async def test_figures_say_how_the_queue_stands(bench: Bench, ann: Handler) -> None:
    await bench.arrive("s-1", "He has a knife and says he will kill me.")
    await bench.arrive("s-2")
    bench.clock.advance(seconds=90)
    await ann.take()
    told = await figures(bench)
    assert told["triage_database_up|"] == 1
    assert told['triage_reports|stage="incoming"'] == 1
    assert told['triage_reports|stage="claimed"'] == 1
    assert told["triage_queue_high_risk|"] == 0
    assert told["triage_queue_oldest_seconds|"] == 90
    assert told['triage_requests_total|method="POST",route="/v1/claims",status="200"'] == 1


async def test_figures_name_routes_never_reports(bench: Bench, ann: Handler) -> None:
    held = await ann.claim(await bench.arrive("s-1", "Planted words."))
    await bench.http.request("BREW", f"/v1/reports/{held.report_id}")
    page = ok(await bench.http.get("/metrics")).text
    assert held.report_id not in page
    assert "/v1/reports/{report_id}" in page
    assert not {"Planted", "BREW", "ann"} & set(re.findall(r"\w+", page))


async def test_ready_asks_for_this_program_s_schema(bench: Bench) -> None:
    ok(await bench.http.get("/readyz"))
    async with bench.parts.database.write() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    problem = refused(await bench.http.get("/readyz"), 503, "not-ready")
    assert "9999" in problem.detail
    assert head() in problem.detail


async def test_a_gateway_that_stops_says_so_first(bench: Bench) -> None:
    bench.parts.wake.close()
    refused(await bench.http.get("/readyz"), 503, "not-ready")
    ok(await bench.http.get("/healthz"))
