"""The REST connector against the real stand-in: every way an exchange can end, and what is there afterwards."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.builders import a_decision, a_draft, a_profile, a_report
from tests.standin import CONTROL_TOKEN, NO_TLS, RawServer, free_port, http_answer, standin
from triage.models.clock import ManualClock
from triage.models.draft import CrimeLine
from triage.models.ids import ReportId, new_op_id
from triage.models.profile import Destination
from triage.models.verdict import Reply, Transport, Verdict, classify
from triage.records.build import connect
from triage.records.connector import Exchange, RecordsSystem, Referred
from triage.records.document import build_documents, to_json

REPORT = a_report()


def body_for(number: int = 1, destination: str = "crime", **changes: Any) -> bytes:
    report = a_report(number, **changes)
    return to_json(build_documents(report, a_decision(report), a_profile())[destination])


def destination(**changes: Any) -> Destination:
    return replace(a_profile().destinations[1], timeout_seconds=5, **changes)


@pytest.fixture
def url(tmp_path: Path) -> Iterator[str]:
    with standin(tmp_path / "records.db", ManualClock()) as address:
        yield address


@pytest.fixture
async def crime(url: str) -> AsyncIterator[RecordsSystem]:
    system = connect(destination(), {"CRIME_URL": f"{url}/crime"}, {})
    yield system
    await system.aclose()


async def misbehave(url: str, **faults: Any) -> None:
    async with httpx.AsyncClient(headers={"Authorization": f"Bearer {CONTROL_TOKEN}"}, verify=NO_TLS) as client:
        (await client.put(f"{url}/_training/crime", json=faults)).raise_for_status()


async def raw_system(server: RawServer, **changes: Any) -> RecordsSystem:
    return connect(destination(**changes), {"CRIME_URL": server.url}, {})


def verdict(exchange: Exchange, *, idempotent: bool = True) -> Verdict:
    return classify(exchange.outcome, idempotent=idempotent)


def reply(exchange: Exchange) -> Reply:
    assert isinstance(exchange.outcome, Reply)
    return exchange.outcome


async def test_a_record_is_made_and_referred_to(crime: RecordsSystem) -> None:
    told = await crime.create(body_for(), new_op_id())
    assert (reply(told).status, verdict(told)) == (201, Verdict.DONE)
    assert told.receipt is not None
    assert told.receipt.references == (Referred("crime-1", "77/000001/26"),)
    assert told.latency_ms > 0


async def test_each_crime_has_its_own_reference(crime: RecordsSystem) -> None:
    lines = (*a_draft(REPORT).crimes, CrimeLine(key="crime-2", class_code="105A"))
    decision = a_decision(REPORT, a_draft(REPORT, crimes=lines))
    told = await crime.create(to_json(build_documents(REPORT, decision, a_profile())["crime"]), new_op_id())
    assert told.receipt is not None
    assert dict(told.receipt.references) == {"crime-1": "77/000001/26", "crime-2": "77/000002/26"}


async def test_a_receipt_tells_references_in_the_words_of_a_decision(crime: RecordsSystem) -> None:
    told = await crime.create(body_for(), new_op_id())
    assert told.receipt is not None
    (reference,) = told.receipt.as_references("crime")
    assert (reference.deliverable, reference.destination, reference.reference, reference.record_id) == (
        "crime-1",
        "crime",
        "77/000001/26",
        told.receipt.record_id,
    )


async def test_the_same_key_and_body_give_the_same_receipt(crime: RecordsSystem) -> None:
    key = new_op_id()
    first, again = await crime.create(body_for(), key), await crime.create(body_for(), key)
    assert first.receipt == again.receipt
    assert verdict(again) is Verdict.DONE


async def test_the_same_key_with_another_body_is_a_bug(crime: RecordsSystem) -> None:
    key = new_op_id()
    await crime.create(body_for(), key)
    told = await crime.create(body_for(narrative="Other words"), key)
    assert (reply(told).problem, verdict(told)) == ("idempotency-key-reused", Verdict.BUG)


async def test_another_key_for_the_same_report_is_to_be_linked(crime: RecordsSystem) -> None:
    first = await crime.create(body_for(), new_op_id())
    told = await crime.create(body_for(), new_op_id())
    assert (reply(told).status, reply(told).problem, verdict(told)) == (409, "exists", Verdict.LINK)
    assert (await crime.find_by_external(REPORT.report_id)).receipt == first.receipt


async def test_a_record_that_is_not_there_is_a_reply_without_a_receipt(crime: RecordsSystem) -> None:
    told = await crime.find_by_external(REPORT.report_id)
    assert (reply(told).status, reply(told).expected_type, told.receipt) == (200, True, None)


async def test_a_record_of_another_system_is_not_found(crime: RecordsSystem, url: str) -> None:
    control = connect(destination(), {"CRIME_URL": f"{url}/control"}, {})
    await control.create(body_for(destination="control"), new_op_id())
    assert (await crime.find_by_external(REPORT.report_id)).receipt is None
    await control.aclose()


async def test_a_dropped_answer_is_no_answer_and_the_record_is_there(crime: RecordsSystem, url: str) -> None:
    await misbehave(url, drop_answer=1)
    told = await crime.create(body_for(), new_op_id())
    assert told.outcome is Transport.NO_ANSWER
    assert verdict(told, idempotent=False) is Verdict.UNCERTAIN
    found = await crime.find_by_external(REPORT.report_id)
    assert found.receipt is not None


async def test_a_resend_after_a_dropped_answer_makes_no_second_record(crime: RecordsSystem, url: str) -> None:
    key = new_op_id()
    await misbehave(url, drop_answer=1)
    await crime.create(body_for(), key)
    await misbehave(url)
    told = await crime.create(body_for(), key)
    assert told.receipt is not None
    assert told.receipt.references == (Referred("crime-1", "77/000001/26"),)


async def test_a_request_that_was_cut_off_made_nothing(crime: RecordsSystem, url: str) -> None:
    await misbehave(url, drop_before=1)
    assert (await crime.create(body_for(), new_op_id())).outcome is Transport.NO_ANSWER
    await misbehave(url)
    assert (await crime.find_by_external(REPORT.report_id)).receipt is None


async def test_a_refused_field_is_named(crime: RecordsSystem, url: str) -> None:
    await misbehave(url, refuse_field="/people/0/surname", detail="is longer than 5 letters")
    told = await crime.create(body_for(), new_op_id())
    assert verdict(told) is Verdict.REJECTED
    assert [(error.pointer, error.detail) for error in reply(told).errors] == [
        ("/people/0/surname", "is longer than 5 letters")
    ]


async def test_a_mended_record_is_accepted_under_a_new_key(crime: RecordsSystem, url: str) -> None:
    await misbehave(url, refuse_field="/people/0/surname", refuse_value="Probart")
    refused = await crime.create(body_for(), new_op_id())
    mended = await crime.create(body_for(people=(replace(REPORT.people[0], surname="Probert"),)), new_op_id())
    assert (verdict(refused), verdict(mended)) == (Verdict.REJECTED, Verdict.DONE)


async def test_a_system_that_is_down_says_when_to_come_again(crime: RecordsSystem, url: str) -> None:
    await misbehave(url, down=True, retry_after=42)
    told = await crime.create(body_for(), new_op_id())
    assert (reply(told).status, reply(told).retry_after, verdict(told)) == (503, 42, Verdict.RETRY)


async def test_a_system_that_does_not_know_us_asks_for_a_sign_in(crime: RecordsSystem, url: str) -> None:
    await misbehave(url, signed_out=True)
    assert verdict(await crime.create(body_for(), new_op_id())) is Verdict.AUTH


async def test_a_system_that_is_too_slow_gave_no_answer_but_has_the_record(url: str) -> None:
    await misbehave(url, slow_ms=400)
    hasty = connect(replace(destination(), timeout_seconds=0.1), {"CRIME_URL": f"{url}/crime"}, {})
    assert (await hasty.create(body_for(), new_op_id())).outcome is Transport.NO_ANSWER
    await hasty.aclose()


async def test_a_system_that_is_not_there_was_not_sent_to() -> None:
    gone = connect(destination(), {"CRIME_URL": f"http://127.0.0.1:{free_port()}"}, {})
    told = await gone.create(body_for(), new_op_id())
    assert (told.outcome, verdict(told, idempotent=False)) == (Transport.NOT_SENT, Verdict.RETRY)
    await gone.aclose()


async def test_what_is_sent_is_the_frozen_body_with_key_type_and_token() -> None:
    async with RawServer(http_answer(201, b'{"record_id": "r1", "references": []}')).running() as server:
        system = connect(destination(secret_ref="t"), {"CRIME_URL": f"{server.url}/"}, {"t": "secret-of-a-test"})
        await system.create(b'{"frozen":true}', new_op_id())
        await system.aclose()
    head, _, body = server.requests[0].partition(b"\r\n\r\n")
    lines = {line.partition(b":")[0].lower(): line.partition(b":")[2].strip() for line in head.splitlines()}
    assert head.startswith(b"POST /records HTTP/1.1\r\n")
    assert body == b'{"frozen":true}'
    assert lines[b"content-type"] == b"application/json"
    assert lines[b"authorization"] == b"Bearer secret-of-a-test"
    assert lines[b"idempotency-key"].startswith(b'"')
    assert len(lines[b"idempotency-key"]) == 38


@pytest.mark.parametrize(
    "answer",
    [
        http_answer(200, b"<html>portal</html>", "text/html"),
        http_answer(201, b'{"reference": "another contract"}'),
        http_answer(200, b"not json"),
        http_answer(200, b""),
        http_answer(302, b"", "text/html", Location="https://portal.invalid/"),
    ],
)
async def test_an_answer_that_is_not_ours_is_no_success(answer: bytes) -> None:
    async with RawServer(answer).running() as server:
        system = await raw_system(server)
        told = await system.create(body_for(), new_op_id())
        await system.aclose()
    assert told.receipt is None
    assert verdict(told, idempotent=False) is Verdict.UNCERTAIN


@pytest.mark.parametrize(
    "body",
    [
        b"{}",
        b'[{"record_id": 7}]',
        b'[{"record_id": "a", "references": []}, {"record_id": "b", "references": []}]',
    ],
)
async def test_a_look_up_that_cannot_be_trusted_is_not_conclusive(body: bytes) -> None:
    async with RawServer(http_answer(200, body)).running() as server:
        system = await raw_system(server)
        told = await system.find_by_external(ReportId("r"))
        await system.aclose()
    assert (told.receipt, reply(told).expected_type) == (None, False)


async def test_a_shared_client_stays_open() -> None:
    async with httpx.AsyncClient(verify=NO_TLS) as client:
        system = connect(destination(), {"CRIME_URL": "http://127.0.0.1:1"}, {}, client=client)
        await system.aclose()
        assert not client.is_closed
