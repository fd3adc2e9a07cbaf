"""What every connector owes the outbox, held against each of them with a real system behind it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from tests.architecture.source import ROOT
from tests.builders import a_decision, a_draft, a_person, a_profile, a_report
from tests.records.systems.hollin import Hollin
from tests.records.systems.larkmoor import KEY, larkmoor
from tests.standin import standin
from triage.models.clock import ManualClock
from triage.models.ids import ReportId, new_op_id
from triage.models.profile import Destination
from triage.models.verdict import Reply, Verdict, classify
from triage.records.build import connect, mapping_of
from triage.records.connector import LookUp, RecordsSystem, Strategy, strategy_of
from triage.records.document import build_documents, to_json
from triage.records.file_trial import trial_file
from triage.records.mapped.over_folder import DroppedRecords

FILES = {path.name: path.read_text("utf-8") for path in (ROOT / "docs" / "mappings").iterdir()}
NOBODY = ReportId("00000000-0000-4000-8000-00000000abcd")
KEYS = ("crime-1",)


@dataclass
class There:
    """A connector with its real system, and the strategy that must follow from what it declares."""

    system: RecordsSystem
    strategy: Strategy


def a_place(connector: str, mapping: str = "", **more: Any) -> Destination:
    return Destination(
        key="crime", name="Crime", connector=connector, url="${CRIME_URL}", takes=("crime",), mapping=mapping, **more
    )


def own(_tmp: Path, stack: ExitStack) -> There:
    url = stack.enter_context(standin(_tmp / "records.db", ManualClock()))
    place = a_place("records-rest")
    return There(connect(place, {"CRIME_URL": f"{url}/crime"}, {}), Strategy.SEND_AGAIN)


def mapped_json(_tmp: Path, stack: ExitStack) -> There:
    system = stack.enter_context(larkmoor())
    place = a_place("mapped-rest", "larkmoor.toml", secret_ref="K")
    return There(connect(place, {"CRIME_URL": system.url}, {"K": KEY}, files=FILES), Strategy.LOOK_UP)


def mapped_files(tmp: Path, _stack: ExitStack) -> There:
    hollin = Hollin(tmp / "in")

    async def pause(_seconds: float) -> None:
        hollin.take()

    place = a_place("mapped-file", "hollin.toml")
    return There(
        DroppedRecords(place, mapping_of(place, FILES), folder=tmp / "in", schemas=FILES, pause=pause), Strategy.WAIT
    )  # fmt: skip


MADE: dict[str, Callable[[Path, ExitStack], There]] = {"own": own, "json": mapped_json, "files": mapped_files}


@pytest.fixture(params=MADE)
def there(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[There]:
    with ExitStack() as stack:
        yield MADE[request.param](tmp_path, stack)


@pytest.fixture
async def system(there: There) -> AsyncIterator[RecordsSystem]:
    yield there.system
    await there.system.aclose()


def body(number: int = 1, **changes: Any) -> bytes:
    report = a_report(number, **changes)
    return to_json(build_documents(report, a_decision(report, a_draft(report)), a_profile())["crime"])


async def test_a_create_is_done_with_one_reference_for_each_deliverable(system: RecordsSystem) -> None:
    told = await system.create(body(), new_op_id())
    assert classify(told.outcome, idempotent=system.idempotent) is Verdict.DONE
    assert told.receipt is not None
    assert told.receipt.record_id
    assert [entry.deliverable for entry in told.receipt.references] == ["crime-1"]
    assert told.receipt.references[0].reference


async def test_what_was_made_is_found_again_with_the_same_receipt(system: RecordsSystem) -> None:
    key, external = new_op_id(), a_report().report_id
    told = await system.create(body(), key)
    found = await system.find_by_external(external, key, KEYS)
    assert found.receipt == told.receipt


async def test_what_was_never_sent_is_told_to_be_not_there(system: RecordsSystem) -> None:
    told = await system.find_by_external(NOBODY, new_op_id(), KEYS)
    assert isinstance(told.outcome, Reply)
    assert (told.outcome.status, told.outcome.expected_type, told.receipt) == (200, True, None)


async def test_the_safe_strategy_follows_from_what_it_declares(there: There) -> None:
    system = there.system
    assert strategy_of(idempotent=system.idempotent, look_up=system.can.look_up) is there.strategy
    await system.aclose()


async def test_the_same_key_twice_makes_one_record_where_that_is_declared(system: RecordsSystem) -> None:
    if not system.idempotent:
        assert system.can.look_up is not LookUp.NONE
        return
    key = new_op_id()
    first, again = await system.create(body(), key), await system.create(body(), key)
    assert again.receipt == first.receipt


async def test_what_is_not_offered_says_so_and_changes_nothing(system: RecordsSystem) -> None:
    file = trial_file(b"a")
    if not system.can.attachments:
        assert (await system.attach("R1", file, new_op_id())).outcome == _not_offered()
    if not system.can.dry_run:
        assert (await system.try_out(body(), new_op_id())).outcome == _not_offered()
    if not system.can.by_reference:
        assert (await system.find_by_reference("1")).outcome == _not_offered()
    for kind in {"people", "addresses", "vehicles"} - system.can.searches:
        assert (await system.look_up(kind, {"surname": "x"})).outcome == _not_offered()


async def test_it_gives_a_sign_of_life(system: RecordsSystem) -> None:
    told = await system.ping()
    assert isinstance(told.outcome, Reply)
    assert told.outcome.expected_type
    assert told.outcome.status < 300


async def test_odd_words_of_the_public_arrive_or_are_refused_and_never_break_it(system: RecordsSystem) -> None:
    odd = '"},{"a":1} ]]> <!DOCTYPE x> &amp; \u202e\u0001 ' + "é😀" * 50
    people = (replace(a_person(), surname="O'<b>&"),)
    told = await system.create(body(narrative=odd, people=people), new_op_id())
    assert told.receipt is not None


def _not_offered() -> Reply:
    return Reply(status=501, problem="not-offered", title="This system has no such call.")
