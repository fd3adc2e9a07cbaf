"""`triage account` against a real gateway and records stand-in, in its three statuses."""

from __future__ import annotations

import asyncio
import csv
import json
import sqlite3
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.builders import a_profile
from tests.gateway.media.desk import JPEG, inline
from tests.services.test_enclosures import TEXT, waiting
from tests.services.test_files import arrive
from tests.services.world import World, arrived, closed, quick_profile, triage_one, world
from triage.account_cli import moment_of
from triage.cli import main
from triage.models.clock import SystemClock
from triage.models.errors import InputError

NOW = datetime(2026, 11, 20, 6, 0, tzinfo=UTC)


@dataclass
class Ahead:
    """The gateway's clock."""

    ahead: timedelta = timedelta(0)

    def now(self) -> datetime:
        return SystemClock().now() + self.ahead

    def counter(self) -> float:
        return SystemClock().counter()


def told(there: World, monkeypatch: pytest.MonkeyPatch, me: str = "sue") -> None:
    for name, value in {
        "MODE": "training", "GATEWAY_URL": there.gateway_url, "TOKEN": f"token-{me}", "HANDLER_ID": me,
        "CONTROL_URL": f"{there.records_url}/control", "CRIME_URL": f"{there.records_url}/crime",
    }.items():  # fmt: skip
        monkeypatch.setenv(f"TRIAGE_{name}", value)


async def asked(*words: str) -> int:
    return await asyncio.to_thread(main, ["account", *words])


def figures(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


async def test_gateway_desk_and_records_agree_and_then_do_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    clock = Ahead()
    async with world(tmp_path, clock=clock) as there:
        told(there, monkeypatch)
        report_id = await there.arrive("s-1")
        other = await there.arrive("s-2")
        async with there.desk() as desk:
            await arrived(desk, report_id)
            await triage_one(desk, report_id)
            await closed(desk, report_id)
            await desk.statements.tell()
            assert not await desk.statements.tell()  # the gateway knows it already
        clock.ahead = timedelta(seconds=3)  # the account ends two seconds before now
        assert await asked("--records", "--json", "--lines", str(tmp_path / "lines.csv")) == 0
        found = figures(capsys)
        assert (found["acknowledged"], found["accounted"], found["balanced"]) == (2, 2, True)
        assert found["places"] == {"queue": 1, "recorded": 1}
        assert (found["desks"], found["looked_up"], found["unanswered"]) == (1, 4, 0)
        with (tmp_path / "lines.csv").open(encoding="utf-8", newline="") as file:
            assert {row["report_id"]: row["place"] for row in csv.DictReader(file)} == {
                report_id: "recorded", other: "queue",
            }  # fmt: skip
        await _make_without_us(there, other)
        assert await asked("--records") == 1
        assert f"{other}: Command and control has a record of it, but it is not settled." in capsys.readouterr().out
        await there.faults("control", down=True)
        assert await asked("--records", "--json") == 3
        assert figures(capsys)["unanswered"] == 2


async def test_every_file_is_where_it_should_be_left_out_or_told_as_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    control, crime = a_profile().destinations
    profile = quick_profile(destinations=(control, replace(crime, attachments=("*/*",))))
    clock = Ahead()
    async with world(tmp_path, profile, clock=clock) as there:
        told(there, monkeypatch)
        report_id = await arrive(there, "s-1", inline(JPEG), TEXT)
        await there.faults("crime", refuse_media="image/")
        async with there.desk() as desk:
            await arrived(desk, report_id)
            await triage_one(desk, report_id)
            held = await waiting(desk, report_id)
            clock.ahead = timedelta(seconds=3)
            assert await asked("--json") == 0
            assert figures(capsys)["files"] == {"waiting": 2}
            await desk.by_hand.leave_out(held.op_id, "=Printed.")
            await closed(desk, report_id)
        clock.ahead = timedelta(seconds=6)
        assert await asked("--json") == 0
        assert figures(capsys)["files"] == {"sent": 1, "left_out": 1}
        assert await asked("--records", "--json", "--lines", str(tmp_path / "lines.csv")) == 0
        found = figures(capsys)
        assert found["files"] == {"arrived": 1, "left_out": 1}
        (one,) = found["not_arrived"]
        assert (one["report_id"], one["file"]["who"], one["file"]["why"]) == (report_id, desk.me.id, "=Printed.")
        assert f"file 1 for crime: left out by {desk.me.id}: =Printed." in (tmp_path / "lines.csv").read_text("utf-8")
        with sqlite3.connect(tmp_path / "records.db") as records:
            records.execute("DELETE FROM attachments")
        records.close()
        clock.ahead = timedelta(minutes=30)  # longer than records may be behind
        assert await asked("--records") == 1
        words = capsys.readouterr().out
        assert f"{report_id}: Settled, but Crime records does not have file 2." in words
        assert f"{report_id}: file 1 for Crime records: left out by {desk.me.id}: =Printed." in words
        await there.faults("crime", down=True)
        assert await asked("--records", "--json") == 3


async def _make_without_us(there: World, report_id: str) -> None:
    """A record that nobody settled, made of a document that records took before."""
    rows = (await there.http.get(f"{there.records}/control/records")).json()
    document = (await there.http.get(f"{there.records}/control/records/{rows[0]['record_id']}")).json()["document"]
    answer = await there.http.post(
        f"{there.records}/control/records",
        json={**document, "external_reference": report_id},
        headers={"Idempotency-Key": '"7a1d8f0e-6f43-4a53-9d0e-000000000001"'},
    )
    assert answer.status_code == 201, answer.text


async def test_a_handler_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    async with world(tmp_path) as there:
        told(there, monkeypatch, "ann")
        assert await asked() == 2
        assert "Your role may not do this" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "moment"),
    [
        ("", None),
        ("36h", NOW - timedelta(hours=36)),
        ("7d", NOW - timedelta(days=7)),
        ("2026-11-19", datetime(2026, 11, 19, tzinfo=UTC)),
        ("2026-11-19T06:00:00+01:00", datetime(2026, 11, 19, 5, tzinfo=UTC)),
    ],
)
def test_times_are_read(words: str, moment: datetime | None) -> None:
    assert moment_of("since", words, NOW) == moment


@pytest.mark.parametrize("words", ["yesterday", "2026-11-19T06:00:00", "99999999999d", "d"])
def test_times_that_could_mean_two_are_refused(words: str) -> None:
    with pytest.raises(InputError, match="--since"):
        moment_of("since", words, NOW)
