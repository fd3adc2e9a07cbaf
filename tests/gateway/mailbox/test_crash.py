"""A gateway killed at the worst moments leaves every mail one report, and every mail put away."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest

from tests.gateway.bench import Bench, payload
from tests.gateway.mailbox.dovecot import Dovecot
from tests.gateway.mailbox.writing import a_mail, with_file
from tests.gateway.process import ROOT, Process, command, gateway
from triage.gateway.config import MailboxConfig
from triage.gateway.mailbox.box import Mailbox
from triage.gateway.mailbox.ledger import MOST_ATTEMPTS
from triage.gateway.mailbox.replies import Mail, NoReplies

KILLED_AT = """
import os, signal, sys
from triage.gateway.mailbox import {module} as room
def die(*args, **named): os.kill(os.getpid(), signal.SIGKILL)
room.{name} = die
from triage.cli import main
sys.exit(main(sys.argv[1:]))
"""
"""The gateway as it is, but that it kills itself in place of one step."""
MOMENTS = [("session", "Session.move"), ("ledger", "Ledger.finish"), ("ledger", "Ledger.moved")]
LEASE = 1.0


def settings_file(folder: Path, config: MailboxConfig) -> Path:
    told = {
        "host": config.host, "port": config.port, "user": config.user, "password_file": config.password_file,
        "ca_file": config.ca_file, "lease_seconds": LEASE, "poll_seconds": 1,
    }  # fmt: skip
    lines = [f"{key} = {value!r}" for key, value in told.items()]
    path = folder / "gateway.toml"
    path.write_text("\n".join(["[mailbox]", *lines, ""]).replace("'", '"'))
    return path


@pytest.mark.parametrize(("module", "name"), MOMENTS)
async def test_killed_between_commit_and_move(
    server: Dovecot, account: str, config: MailboxConfig, tmp_path: Path, database_url: str, module: str, name: str
) -> None:
    server.post(
        account,
        with_file(a_mail(), payload("s-1"), "report.json").as_bytes(),
        a_mail("A window was broken.", Message_ID="", Date="").as_bytes(),
    )
    told = settings_file(tmp_path, config)
    words = command(tmp_path, "--config", str(told), db=database_url)
    code = KILLED_AT.format(module=module, name=name)
    assert await asyncio.to_thread(run_to_its_end, code, words[3:], tmp_path / "log") == -signal.SIGKILL
    async with working(tmp_path, told, database_url) as running, running.desk() as desk:
        items = await arrived(desk, 2)
        await put_away(server, account, 2)
        versions = [(await desk.get(f"/v1/reports/{one}")).json()["report"]["version"] for one in items]
    assert versions == [1, 1]
    assert server.lying(account)["Needs attention"] == 0


def run_to_its_end(code: str, words: list[str], log: Path) -> int:
    with log.open("ab") as told:
        done = subprocess.run(
            [sys.executable, "-c", code, *words],
            cwd=ROOT,
            stdout=told,
            stderr=told,
            timeout=60,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            check=False,
        )
    return done.returncode


@asynccontextmanager
async def working(folder: Path, told: Path, db: str) -> AsyncIterator[Process]:
    with gateway(folder, "--config", str(told), db=db) as running:
        yield running


async def arrived(desk: httpx.AsyncClient, most: int) -> set[str]:
    """The reports in the feed, once there are so many (long polls, no sleeping)."""
    found: set[str] = set()
    cursor = ""
    for _ in range(30):
        params = {"wait": "5", **({"after": cursor} if cursor else {})}
        answer = (await desk.get("/v1/changes", params=params)).json()
        found |= {item["report_id"] for item in answer["items"]}
        cursor = answer.get("next") or answer.get("delta")
        if len(found) >= most:
            return found
    raise AssertionError(f"only {len(found)} reports came")


async def put_away(server: Dovecot, account: str, count: int) -> None:
    """Wait, as a mail program does, until so many mails lie in Processed."""
    with server.client(account) as client:
        client.select_folder("Processed", readonly=True)
        for _ in range(30):
            if len(client.search("ALL")) >= count:
                break
            client.idle()
            client.idle_check(timeout=1)
            client.idle_done()
        assert len(client.search("ALL")) == count


class Deadly:
    """A mail that ends the gateway while it is read."""

    async def take(self, mail: Mail) -> bool:
        raise MemoryError


async def test_a_mail_that_ends_the_gateway_every_time_is_left_to_a_person(
    bench: Bench, server: Dovecot, account: str, config: MailboxConfig
) -> None:
    server.post(account, a_mail().as_bytes())
    for _ in range(MOST_ATTEMPTS):
        with pytest.raises(MemoryError):
            await Mailbox(config, bench.parts, Deadly()).empty_once()
    assert server.lying(account)["INBOX"] == 1
    await Mailbox(config, bench.parts, NoReplies()).empty_once()
    assert server.lying(account) == {"INBOX": 0, "Processed": 0, "Needs attention": 1}
