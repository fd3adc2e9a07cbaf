"""What the check of a workstation says when all is well, and of each thing that is not."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from pathlib import Path

import keyring
import pytest
from keyring.backends import fail

from tests.services.world import World, world
from triage.models.checkup import TITLES, Finding, Level, as_data, as_text, status_of
from triage.models.clock import Clock, ManualClock, SystemClock
from triage.models.desk_keys import Layer
from triage.models.desk_values import Standing
from triage.models.errors import BugError
from triage.policy.tables import heard_in
from triage.services.api.client import Client
from triage.services.doctor import here
from triage.services.doctor.patient import Patient, good
from triage.services.doctor.run import CHECKS, examine
from triage.services.opening import key_source
from triage.settings import DeskSettings, KeyKind

NOBODY = Patient(standing=Standing(), clock=SystemClock())


@pytest.fixture
async def here_now(tmp_path: Path) -> AsyncIterator[World]:
    async with world(tmp_path) as made:
        async with made.desk():
            await made.arrive("one")
        yield made


def patient_of(settings: DeskSettings, clock: Clock | None = None) -> Patient:
    clock = clock or SystemClock()
    client = Client(settings.gateway_url, settings.token, clock)
    return Patient(standing=settings.standing, clock=clock, settings=settings, key=key_source(settings), client=client)


async def found(patient: Patient, *names: str) -> tuple[Finding, ...]:
    try:
        return await examine(patient, checks={name: CHECKS[name] for name in names or CHECKS})
    finally:
        if patient.client is not None:
            await patient.client.aclose()


def only(findings: Sequence[Finding], check: str) -> Finding:
    return max((one for one in findings if one.check == check), key=lambda one: one.level is not Level.OK)


async def test_a_workstation_in_order_has_nothing_to_do(here_now: World) -> None:
    findings = await found(patient_of(here_now.settings()))
    assert status_of(findings) == 0, as_text(findings)
    assert list(dict.fromkeys(one.check for one in findings)) == list(TITLES)
    assert as_data(findings)["status"] == 0
    assert [one.what for one in findings if "roles handler" in one.what]
    assert [one.what for one in findings if one.check == "records" and "nothing was made" in one.what]


async def test_an_open_desk_is_checked_from_within(here_now: World) -> None:
    settings = here_now.settings()
    async with here_now.desk(settings) as desk:
        within = await examine(desk.as_patient(), checks={name: CHECKS[name] for name in ("key", "store", "clock")})
        beside = await found(patient_of(settings), "store")
    assert [one.level for one in within] == [Level.OK] * 3
    assert only(beside, "store").what == "A desk is open on this store."


async def test_each_thing_that_is_wrong_says_what_to_do(here_now: World) -> None:
    settings = here_now.settings()
    away = replace(settings, gateway_url="http://127.0.0.1:9", records={"CONTROL_URL": "http://127.0.0.1:9"})
    unknown = only(await found(patient_of(replace(settings, token="stranger")), "gateway"), "gateway")
    assert (unknown.level, unknown.what) == (Level.FAULT, "It does not let you in (401).")
    assert "cannot be reached" in only(await found(patient_of(away), "gateway"), "gateway").what
    wrong = replace(settings, gateway_url=f"{here_now.records_url}/nowhere")
    assert "instead of 200" in only(await found(patient_of(wrong), "gateway"), "gateway").what
    late = ManualClock(SystemClock().now())
    late.jump(minutes=9)
    assert only(await found(patient_of(settings, late), "clock"), "clock").level is Level.FAULT


async def test_records_systems_are_named_with_what_is_wrong(here_now: World) -> None:
    settings = here_now.settings(records={"CONTROL_URL": "http://127.0.0.1:9/c", "CRIME_URL": "http://127.0.0.1:9/r"})
    told = [one for one in await found(patient_of(settings), "records") if one.level is Level.FAULT]
    assert len(told) == 2
    assert all("cannot be reached" in one.do for one in told)


async def test_a_damaged_store_is_found_and_left_as_it_is(here_now: World) -> None:
    settings = here_now.settings()
    content = bytearray(settings.store_path.read_bytes())
    content[9000:9100] = bytes(100)
    settings.store_path.write_bytes(content)
    told = only(await found(patient_of(settings), "store"), "store")
    assert (told.level, told.what) == (Level.FAULT, "Parts of the file are damaged.")
    assert settings.store_path.read_bytes() == bytes(content)


async def test_a_key_that_is_gone_is_a_fault_and_none_is_made(here_now: World) -> None:
    settings = here_now.settings()
    (settings.home / "training.key").unlink()
    told = await found(patient_of(settings), "key")
    assert told[0].level is Level.FAULT
    assert not (settings.home / "training.key").exists()


@pytest.mark.parametrize(
    ("kept", "level", "told"),
    [
        ("credential-store", Level.WARNING, "set key_source to passphrase"),
        ("passphrase", Level.OK, "no credential store"),
    ],
)
async def test_without_a_credential_store_only_a_passphrase_does(
    monkeypatch: pytest.MonkeyPatch, here_now: World, kept: KeyKind, level: Level, told: str
) -> None:
    monkeypatch.setattr(keyring, "get_keyring", fail.Keyring)
    settings = here_now.settings()
    patient = replace(patient_of(settings), settings=replace(settings, key_source=kept), key=None)
    finding = only(await found(patient, "key"), "key")
    assert finding.level is level
    assert told in f"{finding.what} {finding.do}"


async def test_policy_tells_what_is_wrong_and_what_is_overruled() -> None:
    policy = heard_in('locked = ["look.theme"]\nmode = "play"', layer=Layer.MACHINE, source="p.toml", may_lock=True)
    mine = heard_in('[look]\ntheme = "dark"', layer=Layer.PERSON, source="mine.toml")
    standing = Standing(policy.told, policy.faults).with_layer(Layer.PERSON, mine.told)
    told = await found(replace(NOBODY, standing=standing), "settings")
    assert [one.what for one in told] == [
        "This does not count: p.toml: mode is “play”; allowed are live, training.",
        "A desk can work with them.",
        "Locked by policy: look.theme.",
        "mine.toml says something of look.theme, which p.toml locks.",
    ]


@pytest.mark.parametrize(("free", "level"), [(10**10, Level.OK), (5 * 10**8, Level.WARNING), (10**6, Level.FAULT)])
async def test_a_disk_that_fills_is_told_in_time(
    monkeypatch: pytest.MonkeyPatch, here_now: World, free: int, level: Level
) -> None:
    monkeypatch.setattr(here.shutil, "disk_usage", lambda _path: type("Usage", (), {"free": free}))
    assert (await found(patient_of(here_now.settings()), "disk"))[0].level is level


async def test_a_check_that_hangs_or_breaks_keeps_the_others(caplog: pytest.LogCaptureFixture) -> None:
    async def hangs(_patient: Patient) -> Sequence[Finding]:
        await asyncio.Event().wait()
        return []

    async def breaks(_patient: Patient) -> Sequence[Finding]:
        raise BugError("of our own")

    async def works(_patient: Patient) -> Sequence[Finding]:
        return [good("versions", "fine")]

    heard: list[str] = []
    checks = {"versions": works, "gateway": hangs, "store": breaks}
    told = await examine(NOBODY, lambda name, _found: heard.append(name), checks, longest=0)
    assert [(one.check, one.level) for one in told] == [
        ("versions", Level.OK),
        ("store", Level.FAULT),
        ("gateway", Level.FAULT),
    ]
    assert sorted(heard) == sorted(checks)
    assert "check-bug" in caplog.text


async def test_it_can_be_stopped() -> None:
    begun, ended = asyncio.Event(), asyncio.Event()

    async def hangs(_patient: Patient) -> Sequence[Finding]:
        begun.set()
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()
        return []

    async with asyncio.TaskGroup() as group:
        running = group.create_task(examine(NOBODY, checks={"gateway": hangs}))
        await begun.wait()
        running.cancel()
    assert ended.is_set()
