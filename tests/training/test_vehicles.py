"""The training service knows the cars of the reports that were sent, each always the same."""

from __future__ import annotations

import httpx

from triage.models.clock import ManualClock
from triage.training.reports import generate, payload
from triage.training.vehicles import KEY, PATH, Vehicles


async def ask(vehicles: Vehicles, registration: str, key: str = KEY) -> httpx.Response:
    transport = httpx.ASGITransport(vehicles.app())
    async with httpx.AsyncClient(transport=transport, base_url="http://vehicles") as http:
        return await http.post(
            f"{PATH}/vehicles", json={"registrationNumber": registration}, headers={"x-api-key": key}
        )


async def test_cars_of_reports_are_known_and_no_other() -> None:
    vehicles = Vehicles()
    vehicles.learn(payload(report) for report in generate(60, 1, now=ManualClock().now()))
    assert vehicles.known
    registration, (make, colour) = next(iter(vehicles.known.items()))
    first = (await ask(vehicles, registration)).json()
    assert (first["registrationNumber"], first["make"], first["colour"]) == (registration, make, colour)
    assert (await ask(vehicles, registration)).json() == first
    assert (await ask(vehicles, "AA00AAA")).status_code == 404
    assert (await ask(vehicles, registration, "another")).status_code == 403
