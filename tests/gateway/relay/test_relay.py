"""The relay at the gateway: what its author has begun leaves, once for each key; what is not known is told so."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from tests.architecture.source import ROOT
from tests.builders import a_draft, a_profile
from tests.gateway.bench import Bench, Handler, begin_body, decided, ok, open_bench, refused
from tests.gateway.media.desk import JPEG, inline
from tests.gateway.media.desk import report as with_file
from tests.records.systems.larkmoor import KEY, Larkmoor, larkmoor
from triage.gateway import tables
from triage.gateway.config import Config, LimitsConfig, RelayConfig
from triage.gateway.settings import GatewaySettings
from triage.models import codec
from triage.models.decision import Deliverable
from triage.models.files import LockRequest
from triage.models.ids import new_op_id
from triage.models.profile import Destination
from triage.models.queue import Claimed
from triage.models.relay import RelayAnswer, RelayFile, RelaySearch
from triage.models.verdict import Transport
from triage.records.document import build_documents, to_json

FILES = {path.name: path.read_text("utf-8") for path in (ROOT / "docs" / "mappings").iterdir()}
CRIME = Destination(
    key="crime", name="Larkmoor", connector="mapped-rest", url="${CRIME_URL}", takes=("crime",),
    mapping="larkmoor.toml", secret_ref="CRIME_KEY", timeout_seconds=1,
)  # fmt: skip
PROFILE = replace(a_profile(), route="gateway", destinations=(a_profile().destinations[0], CRIME), files=FILES)


@pytest.fixture(scope="module")
def running() -> Iterator[Larkmoor]:
    with larkmoor() as system:
        yield system


@pytest.fixture
def there(running: Larkmoor) -> Larkmoor:
    running.records.clear()
    running.drop = running.busy = running.drop_document = 0
    return running


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    (tmp_path / "crime-key").write_text(KEY)
    return tmp_path / "crime-key"


def config(url: str, secret: Path) -> Config:
    relay = RelayConfig(variables={"CRIME_URL": url}, secret_files={"CRIME_KEY": str(secret)})
    return Config(limits=LimitsConfig(calls_per_minute=0), relay=relay)


@pytest.fixture
async def bench(settings: GatewaySettings, there: Larkmoor, secret: Path) -> AsyncIterator[Bench]:
    async with open_bench(replace(settings, profile=PROFILE, config=config(there.url, secret))) as opened:
        yield opened


async def begun(bench: Bench) -> tuple[Claimed, bytes]:
    """A report that ann has begun, and the record of it."""
    report_id = str(ok(await bench.post(with_file(inline(JPEG)))).json()["data"]["id"])
    held = await bench.ann.claim(report_id)
    report = held.report.report
    crimes = tuple(replace(line, victim=None, place_key="") for line in a_draft(report).crimes)
    decision = replace(
        decided(held, "ann"),
        draft=replace(a_draft(report), crimes=crimes),
        deliverables=tuple(
            Deliverable(key=line.key, kind="crime", destination="crime", class_code=line.class_code) for line in crimes
        ),
    )
    told = begin_body(held, decision)
    path = f"/v1/reports/{report_id}/begin"
    ok(await bench.ann.call("POST", path, told, If_Match=f'"{held.etag}"', Idempotency_Key="begin"))
    return held, to_json(build_documents(report, decision, PROFILE)["crime"])


async def send(who: Handler, held: Claimed, body: bytes, key: str) -> Any:
    return await who.call("POST", f"/v1/reports/{held.report_id}/relay/crime", body, Idempotency_Key=key)


async def found(bench: Bench, held: Claimed, key: str) -> RelayAnswer:
    path = f"/v1/reports/{held.report_id}/relay/crime?key={key}&deliverables=crime-1"
    return codec.decode(RelayAnswer, ok(await bench.ann.call("GET", path)).content)


async def test_a_record_is_made_once_for_each_key_and_audited(bench: Bench, there: Larkmoor) -> None:
    held, body = await begun(bench)
    key = str(new_op_id())
    told = codec.decode(RelayAnswer, ok(await send(bench.ann, held, body, key)).content)
    assert told.records[0].references[0].reference == "LK/00001/1"
    again = codec.decode(RelayAnswer, ok(await send(bench.ann, held, body, key)).content)
    assert again == told
    assert len(there.records) == 1
    async with bench.parts.database.read() as connection:
        rows = (
            (await connection.execute(select(tables.audit).where(tables.audit.c.action.like("relay%"))))
            .mappings()
            .all()
        )
    assert [(row["action"], row["subject"]) for row in rows] == [("relay", "ann"), ("relay.answer", "ann")]


async def test_only_the_author_of_what_is_begun_may_send_it(bench: Bench, there: Larkmoor) -> None:
    report_id = await bench.arrive("s-2")
    not_begun = await bench.ann.claim(report_id)
    held, body = await begun(bench)
    refused(await send(bench.bob, held, body, str(new_op_id())), 409, "begun-elsewhere")
    refused(await send(bench.ann, not_begun, body, str(new_op_id())), 422, "invalid")
    refused(
        await bench.ann.call("POST", f"/v1/reports/{held.report_id}/relay/crime", body), 400, "idempotency-key-missing"
    )
    refused(await send(bench.ann, held, b'{"a": 1}', str(new_op_id())), 422, "invalid")
    assert there.records == []


async def test_a_key_is_for_one_body(bench: Bench) -> None:
    held, body = await begun(bench)
    key = str(new_op_id())
    ok(await send(bench.ann, held, body, key))
    other = body.replace(b'"rationale":"', b'"rationale":"More. ')
    refused(await send(bench.ann, held, other, key), 422, "idempotency-key-reused")


async def test_a_lost_answer_is_told_as_lost_and_found_by_look_up(bench: Bench, there: Larkmoor) -> None:
    held, body = await begun(bench)
    key = str(new_op_id())
    there.drop = 1
    told = codec.decode(RelayAnswer, ok(await send(bench.ann, held, body, key)).content)
    assert (told.reply, told.lost) == (None, Transport.NO_ANSWER)
    assert (await found(bench, held, key)).records[0].record_id == "R1"
    assert len(there.records) == 1


async def test_a_system_that_cannot_be_asked_is_remembered_for(
    settings: GatewaySettings, there: Larkmoor, secret: Path
) -> None:
    text = FILES["larkmoor.toml"]
    start, end = text.index("[find]"), text.index("[find_reference]")
    files = {**FILES, "larkmoor.toml": text[:start] + text[end:]}
    profile = replace(PROFILE, files=files)
    async with open_bench(replace(settings, profile=profile, config=config(there.url, secret))) as bench:
        held, body = await begun(bench)
        first, second = str(new_op_id()), str(new_op_id())
        never = await found(bench, held, first)
        assert never.reply is not None
        assert never.reply.status == 200
        there.drop = 1
        ok(await send(bench.ann, held, body, first))
        unknown = await found(bench, held, first)
        assert unknown.reply is not None
        assert unknown.reply.status == 202
        ok(await send(bench.ann, held, body, second))
        assert (await found(bench, held, first)).records[0].record_id == "R2"


async def attach(bench: Bench, held: Claimed, key: str = "", *, sha256: str = "") -> Any:
    told = RelayFile(record_id="R1", number=1, version=1, name="door.jpg", media_type="image/jpeg", sha256=sha256)
    path = f"/v1/reports/{held.report_id}/relay/crime/files"
    return await bench.ann.call("POST", path, told, Idempotency_Key=key or str(new_op_id()))


async def test_a_file_goes_to_a_record_once_whatever_the_key(bench: Bench, there: Larkmoor) -> None:
    held, body = await begun(bench)
    ok(await send(bench.ann, held, body, str(new_op_id())))
    for _ in range(2):
        told = codec.decode(RelayAnswer, ok(await attach(bench, held)).content)
        assert told.reply is not None
        assert told.reply.status < 300
    assert there.records[0].documents == [JPEG]
    async with bench.parts.database.read() as connection:
        query = select(tables.audit.c.details).where(tables.audit.c.action == "relay")
        calls = [row["call"] for row in await connection.scalars(query)]
    assert calls == ["create", "attach", "attach"]


async def test_a_file_that_may_have_arrived_is_not_sent_again_where_nobody_can_ask(
    bench: Bench, there: Larkmoor
) -> None:
    held, body = await begun(bench)
    ok(await send(bench.ann, held, body, str(new_op_id())))
    there.drop_document = 1
    key = str(new_op_id())
    assert codec.decode(RelayAnswer, ok(await attach(bench, held, key)).content).lost is Transport.NO_ANSWER
    told = codec.decode(RelayAnswer, ok(await attach(bench, held, key)).content)
    assert told.reply is not None
    assert told.reply.problem == "outcome-unknown"
    assert there.records[0].documents == [JPEG]


async def test_a_file_of_other_bytes_and_one_that_is_locked_do_not_leave(bench: Bench, there: Larkmoor) -> None:
    held, body = await begun(bench)
    ok(await send(bench.ann, held, body, str(new_op_id())))
    refused(await attach(bench, held, sha256="ab" * 32), 422, "invalid")
    path = f"/v1/reports/{held.report_id}/attachments/1/lock"
    locked = LockRequest(version=1, at=bench.clock.now())
    ok(await bench.ann.call("POST", path, locked, Idempotency_Key=str(new_op_id())))
    refused(await attach(bench, held), 423, "locked")
    assert there.records[0].documents == []


async def test_searches_go_through_and_are_audited_without_their_words(bench: Bench, there: Larkmoor) -> None:
    held, body = await begun(bench)
    ok(await send(bench.ann, held, body, str(new_op_id())))
    asked = RelaySearch(kind="reference", by={"reference": "LK/00001/1"})
    told = codec.decode(RelayAnswer, ok(await bench.ann.call("POST", "/v1/relay/crime", asked)).content)
    assert told.records[0].record_id == "R1"
    ping = codec.decode(
        RelayAnswer, ok(await bench.ann.call("POST", "/v1/relay/crime", RelaySearch(kind="ping"))).content
    )
    assert ping.reply is not None
    async with bench.parts.database.read() as connection:
        rows = (
            (await connection.execute(select(tables.audit).where(tables.audit.c.action == "relay.search")))
            .mappings()
            .all()
        )
    assert len(rows) == 1
    assert "LK/00001" not in str(dict(rows[0]))


async def test_the_direct_route_has_no_relay(settings: GatewaySettings) -> None:
    async with open_bench(settings) as bench:
        refused(await bench.ann.call("POST", "/v1/relay/crime", RelaySearch(kind="ping")), 409, "switched-off")


async def test_a_missing_secret_is_told_to_it_and_nothing_leaves(
    settings: GatewaySettings, there: Larkmoor, tmp_path: Path
) -> None:
    async with open_bench(replace(settings, profile=PROFILE, config=config(there.url, tmp_path / "none"))) as bench:
        refused(await bench.ann.call("POST", "/v1/relay/crime", RelaySearch(kind="ping")), 503, "not-ready")
