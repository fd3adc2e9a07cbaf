"""`triage gateway check`: what it finds on real parts, line by line."""

from __future__ import annotations

import json
import os
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.gateway.authority import NOW, Authority
from tests.gateway.process import ROOT, command
from tests.gateway.provider import AUDIENCE, Provider, provider
from triage.gateway.check import run as checking
from triage.gateway.check.access import secret_files
from triage.gateway.check.finding import Finding, Level, Setup
from triage.gateway.config import Config, LookupsConfig, MailboxConfig, MessagesConfig, Tls
from triage.gateway.config.messages import NotifyConfig, SmtpConfig
from triage.gateway.database import Database, database_url
from triage.gateway.schema import prepare
from triage.gateway.wake import Wake
from triage.models.clock import Clock, ManualClock, SystemClock

ON_SQLITE = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
Told = dict[str, str | None]


@pytest.fixture
def idp() -> Iterator[Provider]:
    with provider() as running:
        yield running


@pytest.fixture
def told(tmp_path: Path, database_url: str, idp: Provider) -> Told:
    """A set-up with nothing wrong, but that nobody asks the hub for its certificate."""
    (tmp_path / "secret").write_text("right-secret\n")
    (tmp_path / "secret").chmod(0o600)
    (tmp_path / "gateway.toml").write_text(
        f'[sign_in]\nissuer = "{idp.issuer}"\naudience = "{AUDIENCE}"\nroles = {{ H = "handler" }}\n'
    )
    return {
        "db": database_url,
        "listen": "127.0.0.1:0",
        "client_id": "hub",
        "client_secret_file": str(tmp_path / "secret"),
        "config": str(tmp_path / "gateway.toml"),
    }


async def examined(told: Told, clock: Clock | None = None) -> list[Finding]:
    return list(await checking.examine(told, {}, clock or SystemClock(), checking.CHECKS))


def of(found: list[Finding], name: str, level: Level) -> list[str]:
    return [finding.what for finding in found if (finding.name, finding.level) == (name, level)]


def not_well(found: list[Finding]) -> list[tuple[str, str]]:
    return [(finding.name, finding.level.value) for finding in found if finding.level is not Level.OK]


async def test_a_set_up_that_is_well(told: Told) -> None:
    database = Database(database_url(str(told["db"])), Wake())
    await prepare(database)
    await database.close()
    found = await examined(told)
    assert not_well(found) == [("intake", "warning")]
    assert {"settings", "profile", "database", "listen", "secrets", "sign_in"} <= {finding.name for finding in found}
    assert checking.status_of(found) == 1
    assert await _tables(str(told["db"])) == 0


async def _tables(url: str) -> int:
    """Tables that the check left behind."""
    from sqlalchemy import inspect

    database = Database(database_url(url), Wake())
    async with database.read() as connection:
        left = await connection.run_sync(lambda sync: inspect(sync).has_table("triage_check"))
    await database.close()
    return int(left)


@ON_SQLITE
async def test_alarms_that_would_keep_the_gateway_from_starting_are_a_fault(told: Told, tmp_path: Path) -> None:
    add(told, '[alerts.webhook]\nurl = "https://pager.force.example"\n')
    assert "needs secret_file" in of(await examined(told), "alerts", Level.FAULT)[0]
    add(told, f'secret_file = "{tmp_path / "secret"}"\n')
    assert "by webhook" in of(await examined(told), "alerts", Level.OK)[0]


@ON_SQLITE
async def test_a_database_that_is_not_there_yet_is_not_made(told: Told, tmp_path: Path) -> None:
    told["db"] = f"sqlite:///{tmp_path / 'new.db'}"
    assert "not there yet" in of(await examined(told), "database", Level.WARNING)[0]
    assert not (tmp_path / "new.db").exists()


async def test_an_empty_database_is_told_and_left_empty(told: Told, bare_database_url: str) -> None:
    told["db"] = bare_database_url
    if bare_database_url.startswith("sqlite"):
        file = sqlite3.connect(bare_database_url.removeprefix("sqlite:///"))
        file.execute("PRAGMA journal_mode=WAL")
        file.close()
    assert "empty" in of(await examined(told), "database", Level.WARNING)[0]
    assert await _tables(bare_database_url) == 0


@ON_SQLITE
async def test_a_database_that_is_away_is_a_fault(told: Told) -> None:
    told["db"] = "postgresql://triage@127.0.0.1:1/none"
    found = await examined(told)
    assert "No PostgreSQL answers at 127.0.0.1 port 1" in of(found, "database", Level.FAULT)[0]
    assert checking.status_of(found) == 2


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
async def test_why_a_database_lets_nobody_in_is_told(told: Told) -> None:
    server, _, _ = str(told["db"]).rpartition("/")
    told["db"] = f"{server}/nowhere"
    assert "no database “nowhere” (3D000)" in of(await examined(told), "database", Level.FAULT)[0]
    told["db"] = f"{server}/nowhere".replace("triage@", "stranger@")
    assert "does not let “stranger” in (28" in of(await examined(told), "database", Level.FAULT)[0]


@ON_SQLITE
async def test_a_newer_database_is_a_fault(told: Told) -> None:
    database = Database(database_url(str(told["db"])), Wake())
    await prepare(database)
    await database.close()
    with sqlite3.connect(str(told["db"]).removeprefix("sqlite:///")) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    assert "9999" in of(await examined(told), "database", Level.FAULT)[0]


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
async def test_a_clock_that_is_wrong_is_a_fault(told: Told) -> None:
    clock = ManualClock(SystemClock().now() + timedelta(minutes=5))
    assert of(await examined(told, clock), "clock", Level.FAULT)
    clock = ManualClock(SystemClock().now() + timedelta(seconds=15))
    assert of(await examined(told, clock), "clock", Level.WARNING)


@ON_SQLITE
async def test_wrong_settings_are_all_that_is_told(told: Told) -> None:
    found = await examined({**told, "listen": "nonsense", "client_id": "x", "max_body_mb": "much"})
    assert {finding.name for finding in found} == {"settings"}
    assert len(of(found, "settings", Level.FAULT)) == 2


@ON_SQLITE
async def test_a_taken_address_is_told(told: Told) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        told["intake_listen"] = f"127.0.0.1:{taken.getsockname()[1]}"
        found = await examined(told)
    assert of(found, "intake-listen", Level.WARNING)
    assert of(found, "listen", Level.OK)


@ON_SQLITE
async def test_a_secret_that_everybody_may_read_is_a_fault(told: Told) -> None:
    os.chmod(str(told["client_secret_file"]), 0o644)  # noqa: PTH101 - a coroutine may not use a blocking Path
    assert "--client-secret-file" in of(await examined(told), "secrets", Level.FAULT)[0]


def test_every_setting_that_names_a_secret_is_looked_at() -> None:
    config = Config(
        tls=Tls(certificate="c", key="k"),
        lookups=LookupsConfig(vehicle_key_file="v"),
        mailbox=MailboxConfig(host="h", user="u", password_file="m"),
        messages=MessagesConfig(
            sender="s", smtp=SmtpConfig(host="h", password_file="p"), notify=NotifyConfig(key_file="n")
        ),
    )
    assert dict(secret_files(config, "")) == {
        "tls.key": "k",
        "lookups.vehicle_key_file": "v",
        "mailbox.password_file": "m",
        "messages.smtp.password_file": "p",
        "messages.notify.key_file": "n",
    }


def change(told: Told, old: str, new: str) -> None:
    path = Path(str(told["config"]))
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new))


def add(told: Told, text: str) -> None:
    path = Path(str(told["config"]))
    path.write_text(f"{path.read_text()}\n{text}")


@ON_SQLITE
async def test_certificates_that_are_well_end_soon_or_do_not_fit(told: Told, tmp_path: Path) -> None:
    force = Authority(tmp_path, "force")
    right, soon = force.issue("right"), force.issue("soon", ends=NOW + timedelta(days=9))
    told["intake_listen"] = "127.0.0.1:0"
    add(told, f'[tls]\ncertificate = "{soon.certificate}"\nkey = "{soon.key}"\n')
    add(told, f'[intake.tls]\ncertificate = "{right.certificate}"\nkey = "{soon.key}"\nclient_ca = "{force.file}"')
    found = await examined(told)
    assert "8 days left" in of(found, "tls", Level.WARNING)[0]
    assert of(found, "intake.tls", Level.FAULT) == ["intake.tls.key: does not belong to the certificate."]
    change(told, f'key = "{soon.key}"\nclient', f'key = "{right.key}"\nclient')
    found = await examined(told)
    assert not_well(found) == [("tls", "warning")]
    ending = Authority(tmp_path, "ending", ends=NOW + timedelta(days=5, hours=1))
    change(told, str(force.file), str(ending.file))
    assert "ends in 5 days" in of(await examined(told), "intake.tls", Level.WARNING)[0]
    change(told, str(ending.file), str(right.certificate))
    assert "no authority" in of(await examined(told), "intake.tls", Level.FAULT)[0]


@ON_SQLITE
async def test_a_wrong_proxy_is_a_fault_and_a_right_one_is_well(told: Told) -> None:
    add(told, '[intake.proxy]\naddresses = ["nonsense"]\n')
    assert of(await examined(told), "intake.proxy", Level.FAULT)
    change(told, "nonsense", "10.1.2.3")
    assert of(await examined(told), "intake.proxy", Level.OK)


@ON_SQLITE
async def test_plain_http_on_the_network_is_warned_of(told: Told) -> None:
    told["listen"] = "0.0.0.0:0"
    assert of(await examined(told), "tls", Level.WARNING)


@ON_SQLITE
async def test_a_provider_that_is_away_or_gives_nobody_work(told: Told, idp: Provider) -> None:
    change(told, '"handler"', '"auditor"')
    assert of(await examined(told), "sign_in", Level.WARNING)
    idp.status = 500
    assert "500" in of(await examined(told), "sign_in", Level.FAULT)[0]


@ON_SQLITE
async def test_nobody_who_can_sign_in_is_a_fault(told: Told) -> None:
    told["config"] = None
    assert of(await examined(told), "sign_in", Level.FAULT)


@ON_SQLITE
async def test_servers_that_are_away_are_faults(told: Told, tmp_path: Path) -> None:
    (tmp_path / "password").write_text("secret\n")
    (tmp_path / "password").chmod(0o600)
    password = f'password_file = "{tmp_path / "password"}"'
    add(told, '[media]\nhosts = ["media.example"]\nclamd = "127.0.0.1:1"\n')
    add(told, f'[mailbox]\nhost = "127.0.0.1"\nport = 1\nuser = "u"\n{password}\n')
    add(told, '[messages]\nsender = "desk@force.example"\n')
    add(told, f'[messages.smtp]\nhost = "127.0.0.1"\nport = 1\nuser = "u"\n{password}\n')
    found = await examined(told)
    for name in ("media", "mailbox", "messages"):
        assert of(found, name, Level.FAULT), name


async def test_a_check_that_fails_itself_is_one_fault_and_the_others_are_told(
    told: Told, caplog: pytest.LogCaptureFixture
) -> None:
    async def broken(_: Setup) -> list[Finding]:
        raise RuntimeError("Mary Example")

    found = list(await checking.examine(told, {}, SystemClock(), [("broken", broken), *checking.CHECKS]))
    assert of(found, "broken", Level.FAULT)
    assert of(found, "listen", Level.OK)
    assert "Mary" not in checking.as_text(found)


@ON_SQLITE
@pytest.mark.parametrize("as_json", [True, False])
def test_the_command(tmp_path: Path, database_url: str, as_json: bool) -> None:
    words = command(tmp_path, *(["--json"] if as_json else []))
    words[words.index("serve")] = "check"
    (tmp_path / "secret").chmod(0o644)
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(words, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=60)
    assert (done.returncode, done.stderr, words[0]) == (2, "", sys.executable)
    if as_json:
        told = json.loads(done.stdout)
        assert told["status"] == 2
        assert {"name", "level", "what", "do"} == set(told["findings"][0])
    else:
        lines = done.stdout.splitlines()
        assert lines[0].startswith("ok       settings")
        assert any(line.startswith("fault    secrets") and "chmod" in line for line in lines)
