"""The conformance kit against real systems: what it finds, what it makes of it, and that it makes nothing unasked."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.architecture.source import ROOT
from tests.builders import a_profile
from tests.payloads import raw, theft
from tests.records.systems.hollin import Hollin
from tests.records.systems.larkmoor import KEY, Larkmoor, larkmoor
from tests.standin import standin
from triage.cli import main
from triage.models.clock import ManualClock, SystemClock
from triage.models.profile import Destination, Profile
from triage.records.build import connect, mapping_of
from triage.records.connector import RecordsSystem, Strategy
from triage.records.findings import Found, State, fragment
from triage.records.http import lossy_client
from triage.records.kit import Kit
from triage.records.mapped.over_folder import DroppedRecords

FILES = {path.name: path.read_text("utf-8") for path in (ROOT / "docs" / "mappings").iterdir()}


def a_place(connector: str = "mapped-rest", mapping: str = "larkmoor.toml", **more: Any) -> Destination:
    return Destination(
        key="crime", name="Crime", connector=connector, url="${CRIME_URL}", takes=("crime",), mapping=mapping, **more
    )


def profile_with(place: Destination) -> Profile:
    profile = a_profile()
    grades = tuple(replace(grade, key="scheduled") for grade in profile.grades[1:])
    return replace(profile, destinations=(profile.destinations[0], place), grades=grades)


async def tried(place: Destination, url: str, *, files: dict[str, str] | None = None, makes: bool = True) -> Found:
    def system(**more: Any) -> RecordsSystem:
        return connect(place, {"CRIME_URL": url}, {"K": KEY}, files=files or FILES, clock=SystemClock(), **more)

    client, made = lossy_client(), system()
    try:
        kit = Kit(
            place, profile_with(place), made, clock=SystemClock(), makes=makes, lossy=lambda: system(client=client)
        )  # fmt: skip
        return await kit.run()
    finally:
        await client.aclose()
        await made.aclose()


def states(found: Found) -> dict[str, State]:
    return {one.name: one.state for one in found.findings}


@contextmanager
def lark() -> Iterator[Larkmoor]:
    with larkmoor() as system:
        yield system


async def test_a_system_with_look_up_only_is_found_to_be_one() -> None:
    with lark() as there:
        there.index_delay = timedelta(milliseconds=300)
        found = await tried(a_place(secret_ref="K"), there.url)
    assert found.strategy is Strategy.LOOK_UP
    assert found.good
    told = states(found)
    works = {"connection", "unknown reference", "dry run", "create", "look-up", "supplement", "ETag", "attachments",
             "large file", "refused body", "large body", "lost answer", "search people", "search vehicles"}  # fmt: skip
    assert {name for name, state in told.items() if state is State.WORKS} == works
    assert told["same key again"] is State.NOT_OFFERED
    assert fragment(a_place(), found).splitlines()[:3] == ["# larkmoor.toml", "[manners]", "idempotent = false"]
    bodies = [record.body for record in there.records]
    assert all("TRIAL" in body["circumstances"]["summary"] for body in bodies)


async def test_a_promise_that_is_not_kept_is_found_out() -> None:
    promised = FILES["larkmoor.toml"].replace(
        "idempotent = false ", 'idempotent = true\nkey_header = "Idempotency-Key" '
    )
    with lark() as there:
        found = await tried(a_place(secret_ref="K"), there.url, files={"larkmoor.toml": promised})
    assert states(found)["same key again"] is State.DIFFERS
    assert not found.good
    assert (found.declared, found.strategy) == (Strategy.SEND_AGAIN, Strategy.LOOK_UP)
    assert "idempotent = false" in fragment(a_place(), found)


async def test_our_own_contract_is_idempotent(tmp_path: Path) -> None:
    with standin(tmp_path / "records.db", ManualClock()) as url:
        found = await tried(a_place("records-rest", ""), f"{url}/crime")
    assert found.strategy is Strategy.SEND_AGAIN
    told = states(found)
    assert told["same key again"] is State.WORKS
    assert told["lost answer"] is State.WORKS
    assert told["refused body"] is State.WORKS
    assert found.good


async def test_files_are_waited_for(tmp_path: Path) -> None:
    hollin, place = Hollin(tmp_path / "in"), a_place("mapped-file", "hollin.toml")

    async def pause(_seconds: float) -> None:
        hollin.take()

    system = DroppedRecords(place, mapping_of(place, FILES), folder=tmp_path / "in", schemas=FILES, pause=pause)
    kit = Kit(place, profile_with(place), system, clock=SystemClock(), makes=True, pause=pause)
    found = await kit.run()
    assert found.strategy is Strategy.WAIT
    assert found.good


async def test_nothing_is_made_unless_it_is_said() -> None:
    with lark() as there:
        found = await tried(a_place(secret_ref="K"), there.url, makes=False)
        assert there.records == []
    assert states(found)["records"] is State.UNKNOWN


async def test_a_system_that_does_not_know_us_is_told_so() -> None:
    with lark() as there:
        system = connect(a_place(secret_ref="K"), {"CRIME_URL": there.url}, {"K": "wrong"}, files=FILES)
        kit = Kit(a_place(), profile_with(a_place()), system, clock=SystemClock(), makes=True)
        (only,) = (await kit.run()).findings
        await system.aclose()
    assert only.state is State.WRONG
    assert "Check the secret" in only.words


def test_it_runs_from_the_command_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    text = (ROOT / "resources" / "profile.toml").read_text("utf-8")
    own = 'name = "Crime records"\nconnector = "records-rest"\n'
    mapped = 'name = "Crime records"\nconnector = "mapped-rest"\nmapping = "larkmoor.toml"\nsecret_ref = "K"\n'
    (tmp_path / "profile.toml").write_text(text.replace(own, mapped), "utf-8")
    for name, content in FILES.items():
        (tmp_path / name).write_text(content, "utf-8")
    with lark() as there:
        monkeypatch.setenv("TRIAGE_CRIME_URL", there.url)
        monkeypatch.setenv("TRIAGE_SECRET_K", KEY)
        monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
        status = main(
            ["records", "check", "--profile", str(tmp_path / "profile.toml"), "--destination", "crime", "--json"]
        )
    (told,) = json.loads(capsys.readouterr().out)
    assert status == 0
    assert (told["destination"], told["declared"]) == ("crime", "look up first")


def test_a_dry_run_shows_what_would_be_sent(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "report.json").write_bytes(raw(theft()))
    assert main(["records", "dry-run", str(tmp_path / "report.json")]) == 0
    assert "# Crime records: POST ${CRIME_URL}/records" in capsys.readouterr().out
