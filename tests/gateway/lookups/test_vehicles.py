"""Vehicles looked up at a service made from DVLA's own description (its copy lies with the developers' data)."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.gateway.bench import ON_SQLITE, Bench, open_bench, refused
from tests.gateway.lookups.dvla import KEY, Service, serving
from triage.gateway.config import Config, LookupsConfig
from triage.gateway.settings import GatewaySettings
from triage.models import codec
from triage.models.lookup import About, LookupAnswer, LookupAnswers, LookupAsk, LookupLevel, LookupRequest, LookupState

pytestmark = ON_SQLITE


@pytest.fixture
def service(shared_data: Path) -> Service:
    made = Service(json.loads((shared_data / "api_dvla_ves" / "openapi.json").read_text()))
    made.vehicles["AB12CDE"] = {"make": "FORD", "colour": "BLACK", "taxStatus": "Taxed", "motStatus": "Valid",
                                "markedForExport": False}  # fmt: skip
    return made


@pytest.fixture
async def looking(service: Service, settings: GatewaySettings, tmp_path: Path) -> AsyncIterator[Bench]:
    key = tmp_path / "key"
    key.write_text(KEY)
    async with serving(service) as url:
        lookups = LookupsConfig(vehicle_url=url, vehicle_key_file=str(key), may_leave=("vehicle",), keep_minutes=60)
        async with open_bench(with_lookups(settings, lookups)) as bench:
            yield bench


def with_lookups(settings: GatewaySettings, lookups: LookupsConfig) -> GatewaySettings:
    assert isinstance(settings.config, Config)
    return replace(settings, config=replace(settings.config, lookups=lookups))


async def ask(bench: Bench, report: str, value: str = "ab12 cde") -> LookupAnswer:
    told = LookupRequest(asks=(LookupAsk(about=About.VEHICLE, value=value),))
    answer = await bench.ann.call("POST", f"/v1/reports/{report}/lookups", told)
    (found,) = codec.decode(LookupAnswers, answer.content).answers
    return found


async def test_a_vehicle_that_dvla_knows(looking: Bench, service: Service) -> None:
    found = await ask(looking, await looking.arrive("s-1"))
    assert (found.state, found.level, found.summary) == (LookupState.FOUND, LookupLevel.INFO, "Black FORD.")
    assert (found.source, found.as_of, found.stale) == ("DVLA vehicle enquiry", looking.clock.now(), False)
    assert [one.label for one in found.details][:2] == ["Make", "Colour"]
    assert service.seen == [("/v1/vehicles", b'{"registrationNumber":"AB12CDE"}')]


async def test_what_is_odd_about_a_vehicle_is_said(looking: Bench, service: Service) -> None:
    service.vehicles["AB12CDE"] |= {"taxStatus": "SORN", "motStatus": "Not valid", "markedForExport": True}
    found = await ask(looking, await looking.arrive("s-1"))
    assert found.level is LookupLevel.SUSPICIOUS
    assert found.summary == "Black FORD, declared off the road (SORN), no valid MOT, marked for export."


@pytest.mark.parametrize(("value", "words"), [("ZZ99 ZZZ", "DVLA has no vehicle"), ("no reg at all", "not in a form")])
async def test_a_registration_that_nobody_has(looking: Bench, value: str, words: str) -> None:
    found = await ask(looking, await looking.arrive("s-1"), value)
    assert found.state is not LookupState.FOUND
    assert words in found.summary + found.why


async def test_an_answer_is_kept_and_an_old_one_says_that_it_is_old(looking: Bench, service: Service) -> None:
    report = await looking.arrive("s-1")
    first = await ask(looking, report)
    assert await ask(looking, report, "AB12CDE") == replace(first, value="AB12CDE", outside=False)
    assert len(service.seen) == 1
    service.broken = (503, b'{"message": "Service Unavailable"}', {})
    looking.clock.advance(hours=2)
    old = await ask(looking, report)
    assert (old.stale, old.summary, old.as_of) == (True, first.summary, first.as_of)
    assert old.why == "DVLA answered with an error (503)."


@pytest.mark.parametrize(
    ("broken", "words"),
    [
        ((429, b'{"message": "Too Many Requests"}', {"Retry-After": "30"}), "less often"),
        ((403, b'{"message": "Forbidden"}', {}), "refuses our key"),
        ((200, b"<html>Sign in to the network</html>", {}), "Something other than"),
        ((200, b'{"registrationNumber": "XY99XYZ"}', {}), "error (200)"),
        ((302, b"", {"Location": "http://127.0.0.1:9/"}), "error (302)"),
        ((200, b"[" * 300_000, {}), "too long"),
        ((500, b"[" * 90_000, {}), "error (500)"),
    ],
)
async def test_a_service_in_trouble_is_no_answer(
    looking: Bench, service: Service, broken: tuple[int, bytes, dict[str, str]], words: str
) -> None:
    service.broken = broken
    found = await ask(looking, await looking.arrive("s-1"))
    assert (found.state, found.summary) == (LookupState.UNAVAILABLE, "")
    assert words in found.why


async def test_a_service_that_asks_for_patience_gets_it(looking: Bench, service: Service) -> None:
    service.broken = (429, b"{}", {"Retry-After": "30"})
    report = await looking.arrive("s-1")
    await ask(looking, report)
    service.broken = None
    assert "as often as it may be" in (await ask(looking, report)).why
    looking.clock.advance(seconds=31)
    assert (await ask(looking, report)).state is LookupState.FOUND


async def test_the_registration_stands_in_no_log_and_no_audit(
    looking: Bench, capfd: pytest.CaptureFixture[str]
) -> None:
    report = await looking.arrive("s-1")
    await ask(looking, report)
    trail = await looking.handler("aud").call("GET", f"/v1/audit?report_id={report}&action=lookup")
    assert trail.status_code == 200, trail.text
    assert '"outside":1' in trail.text.replace(" ", "")
    assert "DVLA vehicle enquiry" in trail.text
    logged = capfd.readouterr()
    assert not [place for place in (trail.text, logged.out, logged.err) if "AB12" in place.upper()]


async def test_nothing_leaves_that_the_force_has_not_released(
    service: Service, settings: GatewaySettings, tmp_path: Path
) -> None:
    key = tmp_path / "key"
    key.write_text(KEY)
    async with serving(service) as url:
        closed = LookupsConfig(vehicle_url=url, vehicle_key_file=str(key))
        async with open_bench(with_lookups(settings, closed)) as bench:
            assert "not allowed" in (await ask(bench, await bench.arrive("s-1"))).why
        held = replace(closed, may_leave=("vehicle",), withheld_kinds=("other",))
        async with open_bench(with_lookups(settings, held)) as bench:
            assert "leaves the force" in (await ask(bench, await bench.arrive("s-2"))).why
    assert service.seen == []


async def test_who_may_look_up(looking: Bench) -> None:
    report = await looking.arrive("s-1")
    told = LookupRequest(asks=(LookupAsk(about=About.VEHICLE, value="AB12CDE"),))
    refused(await looking.handler("aud").call("POST", f"/v1/reports/{report}/lookups", told), 403, "forbidden")
    refused(await looking.ann.call("POST", "/v1/reports/nobody/lookups", told), 404, "unknown-report")
    many = LookupRequest(asks=told.asks * 21)
    refused(await looking.ann.call("POST", f"/v1/reports/{report}/lookups", many), 422, "invalid")
