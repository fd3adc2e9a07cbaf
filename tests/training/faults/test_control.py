"""The fault panel's endpoint, with a real proxy and a real stand-in behind it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from tests.standin import CONTROL_TOKEN, NO_TLS, free_port, standin
from triage.training.faults.control import Control, serve_app
from triage.training.faults.proxy import FaultProxy


@pytest.fixture
def records(tmp_path: Path) -> Iterator[str]:
    with standin(tmp_path / "records.db") as url:
        yield url


@pytest.fixture
async def link(records: str) -> AsyncIterator[FaultProxy]:
    proxy = FaultProxy("records", "127.0.0.1", "127.0.0.1", urlsplit(records).port or 0)
    await proxy.start()
    yield proxy
    await proxy.aclose()


@pytest.fixture
async def panel(records: str, link: FaultProxy) -> AsyncIterator[httpx.AsyncClient]:
    control = Control(proxies={"records": link}, records_url=records, token=CONTROL_TOKEN)
    headers = {"Authorization": f"Bearer {CONTROL_TOKEN}"}
    async with (
        serve_app(control.app(), "127.0.0.1") as url,
        httpx.AsyncClient(base_url=url, headers=headers, verify=NO_TLS) as client,
    ):
        yield client


async def test_everything_is_told(panel: httpx.AsyncClient, link: FaultProxy) -> None:
    await panel.put("/records/crime", json={"down": True})
    told = (await panel.get("/faults")).json()
    assert (told["links"]["records"]["mode"], told["links"]["records"]["port"]) == ("open", link.port)
    assert told["records"]["crime"]["faults"]["down"] is True


async def test_a_link_is_cut_and_mended(panel: httpx.AsyncClient, link: FaultProxy) -> None:
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{link.port}", verify=NO_TLS) as desk:
        assert (await panel.put("/faults/records", json={"mode": "cut"})).json()["mode"] == "cut"
        with pytest.raises(httpx.ConnectError):
            await desk.get("/crime/records")
        await panel.put("/faults/records", json={"mode": "open"})
        assert (await desk.get("/crime/records")).status_code == 200


async def test_faults_reach_the_stand_in(panel: httpx.AsyncClient, records: str) -> None:
    await panel.put("/records/crime", json={"down": True})
    async with httpx.AsyncClient(base_url=records, verify=NO_TLS) as desk:
        assert (await desk.get("/crime/records")).status_code == 503


@pytest.mark.parametrize(
    ("path", "value", "status"),
    [
        ("/faults/other", {"mode": "cut"}, 404),
        ("/faults/records", {"mode": "melt"}, 422),
        ("/faults/records", [], 422),
        ("/records/crime", {"explode": True}, 422),
    ],
)
async def test_what_makes_no_sense_is_refused(panel: httpx.AsyncClient, path: str, value: object, status: int) -> None:
    assert (await panel.put(path, json=value)).status_code == status


@pytest.mark.parametrize("token", ["", "Bearer", "Bearer wrong"])
async def test_the_token_is_needed(panel: httpx.AsyncClient, token: str) -> None:
    assert (await panel.get("/faults", headers={"Authorization": token})).status_code == 401


async def test_a_stand_in_that_is_gone_is_a_bad_gateway() -> None:
    control = Control(proxies={}, records_url=f"http://127.0.0.1:{free_port()}", token="t")
    async with (
        serve_app(control.app(), "127.0.0.1") as url,
        httpx.AsyncClient(base_url=url, headers={"Authorization": "Bearer t"}, verify=NO_TLS) as client,
    ):
        assert (await client.put("/records/crime", json={})).status_code == 502
        assert (await client.get("/faults")).json() == {"links": {}, "records": {}}
