"""Nothing is written to an address that could put somebody at risk unless a person says how they know it is safe."""

from __future__ import annotations

import json
from typing import Any

import pytest
from sqlalchemy import select

from tests.gateway.bench import Bench, ok, refused
from tests.gateway.messages.relay import Relay
from tests.gateway.messages.writing import JANE, Desk, form
from triage.gateway import tables
from triage.models.messages import MessageState

VIOLENT = "My husband strangled me last night and he reads my messages."
SAFE = {"confirmed_safe": True, "safe_reason": "She said so by telephone, alone."}


async def test_signs_of_domestic_abuse_stop_a_message(desk: Desk, relay: Relay) -> None:
    held = await desk.held(text=VIOLENT)
    told = refused(await desk.write(held.report_id), 409, "unsafe-channel")
    assert "somebody else may read" in told.errors[0].detail
    assert not await desk.sender.round()
    assert relay.taken == []


async def test_a_person_who_made_sure_may_send_and_it_is_audited(desk: Desk, relay: Relay, bench: Bench) -> None:
    held = await desk.held(text=VIOLENT)
    without = await desk.write(held.report_id, confirmed_safe=True)
    assert [one.pointer for one in refused(without, 422, "invalid").errors] == ["/safe_reason"]
    posted = await desk.wrote(held.report_id, key="k-2", **SAFE)
    assert posted.message.confirmed_safe == SAFE["safe_reason"]
    await desk.sender.round()
    assert len(relay.taken) == 1
    async with bench.parts.database.read() as connection:
        query = select(tables.audit.c.details).where(tables.audit.c.action == "message")
        assert (await connection.scalar(query))["confirmed_safe"] is True


async def test_an_address_the_reporter_marked_safe_needs_no_more(desk: Desk) -> None:
    held = await desk.held(text=VIOLENT, safe="true")
    assert (await desk.write(held.report_id)).status_code == 201


async def test_a_typed_address_is_not_known_to_be_safe(desk: Desk) -> None:
    held = await desk.held(text=VIOLENT, safe="true")
    refused(await desk.write(held.report_id, person="", address="new@home.example"), 409, "unsafe-channel")


async def test_an_address_marked_unsafe_stops_any_message(desk: Desk) -> None:
    held = await desk.held(safe="false")
    told = refused(await desk.write(held.report_id), 409, "unsafe-channel")
    assert [one.detail for one in told.errors] == ["It was reported as not safe to use."]


def with_another(role: str, address: str) -> bytes:
    """Jane's report, in which somebody else has this address."""
    document: dict[str, Any] = json.loads(form("s-1"))
    document["data"]["relationships"][role] = {"data": {"id": "p2", "type": "person"}}
    document["included"] += [
        {
            "id": "p2",
            "type": "person",
            "attributes": {"surname": "Roe"},
            "relationships": {"personalEmail": {"data": {"id": "e2", "type": "email"}}},
        },
        {"id": "e2", "type": "email", "attributes": {"emailAddress": address}},
    ]
    return json.dumps(document).encode()


@pytest.mark.parametrize(
    ("role", "word"), [("suspect", "address of a suspect"), ("witness", "Several people of this report")]
)
async def test_an_address_that_somebody_else_shares_stops_any_message(
    desk: Desk, bench: Bench, role: str, word: str
) -> None:
    report_id = ok(await bench.post(with_another(role, JANE.upper()))).json()["data"]["id"]
    await bench.ann.claim(report_id)
    told = refused(await desk.write(report_id), 409, "unsafe-channel")
    assert any(word in one.detail for one in told.errors)


async def test_sending_again_asks_again_when_the_report_says_more_now(desk: Desk, relay: Relay, bench: Bench) -> None:
    held = await desk.held()
    await desk.wrote(held.report_id)
    relay.script = ["550 no"]
    await desk.sender.round()
    ok(await bench.post(form("s-1", VIOLENT)))
    refused(await desk.again(held.report_id), 409, "unsafe-channel")
    assert (await desk.again(held.report_id, key="again-2", **SAFE)).status_code == 201


async def test_a_queued_message_that_is_no_longer_safe_is_held_back(desk: Desk, relay: Relay, bench: Bench) -> None:
    held = await desk.held()
    await desk.wrote(held.report_id)
    relay.script = ["451 try later"]
    await desk.sender.round()
    ok(await bench.post(form("s-1", VIOLENT)))
    bench.clock.advance(minutes=5)
    await desk.sender.round()
    told = await desk.message(held.report_id)
    assert (told.state, told.tries, relay.taken) == (MessageState.FAILED, 2, [])
    assert told.reason.startswith("Held back: it may not be safe")
    assert "somebody else may read" in told.reason
    assert "Message not sent" in (await desk.line(held.report_id)).marks
    async with bench.parts.database.read() as connection:
        query = select(tables.audit.c.details).where(tables.audit.c.action == "message.held")
        assert await connection.scalar(query) == {"number": 1}
    ok(await desk.again(held.report_id, **SAFE))
    await desk.sender.round()
    assert len(relay.taken) == 1


async def test_who_made_sure_did_so_of_what_was_known_then(desk: Desk, relay: Relay, bench: Bench) -> None:
    held = await desk.held(text=VIOLENT)
    await desk.wrote(held.report_id, **SAFE)
    ok(await bench.post(form("s-1", VIOLENT, safe="false")))
    await desk.sender.round()
    told = await desk.message(held.report_id)
    assert (told.state, relay.taken) == (MessageState.FAILED, [])
    assert "It was reported as not safe to use." in told.reason
    assert "somebody else may read" not in told.reason
