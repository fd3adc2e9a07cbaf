"""A gateway that is killed when the relay has the mail and the database does not know it yet."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from tests.gateway.authority import Authority
from tests.gateway.bench import HUB, Bench, ok, open_bench, settings_for
from tests.gateway.messages.relay import Relay, config_for
from tests.gateway.messages.writing import Desk, form
from tests.gateway.process import Process, gateway
from triage.gateway.config import Config
from triage.models.clock import ManualClock
from triage.models.messages import MessageState


def written(folder: Path, relay: Relay, authority: Authority) -> Path:
    """The settings file of a gateway that sends by this relay."""
    smtp = config_for(relay, authority, folder).smtp
    assert smtp is not None
    path = folder / "gateway.toml"
    path.write_text(
        '[messages]\nsender = "reports@force.example"\n[messages.smtp]\nhost = "localhost"\n'
        f'port = {relay.port}\nuser = "{smtp.user}"\npassword_file = "{smtp.password_file}"\n'
        f'ca_file = "{authority.file}"\n'
    )
    return path


async def write_to_jane(running: Process) -> str:
    """The report's id; the gateway sends at once."""
    async with running.desk() as desk:
        posted = ok(await desk.post(f"{running.intake}/incidents", content=form("s-1"), headers=HUB))
        report_id = str(posted.json()["data"]["id"])
        await running.shown(report_id)
        ok(await desk.post(f"/v1/reports/{report_id}/claim", json={"lease_seconds": 3600}))
        body = {"person": "p1", "text": "Which door was it?"}
        path = f"/v1/reports/{report_id}/messages"
        ok(await desk.post(path, json=body, headers={"Idempotency-Key": "k-1"}))
    return report_id


async def test_killed_between_acceptance_and_commit_it_is_uncertain_and_never_sent_by_itself(
    database_url: str, relay: Relay, authority: Authority, tmp_path: Path
) -> None:
    with gateway(tmp_path, "--config", str(written(tmp_path, relay, authority)), db=database_url) as running:
        relay.before_yes = running.process.kill
        report_id = await write_to_jane(running)
        await relay.got.wait()
        running.process.wait()
    relay.before_yes = None
    clock = ManualClock(datetime.now(UTC))
    settings = settings_for(database_url, config=Config(messages=config_for(relay, authority, tmp_path)))
    async with open_bench(settings, clock) as bench:
        desk = Desk(bench)
        await sent_once_only(desk, bench, clock, report_id, relay)
        ok(await desk.again(report_id))
        await desk.sender.round()
        assert (await desk.message(report_id)).state is MessageState.SENT
    assert len(relay.taken) == 2
    assert len({mail["Message-ID"] for mail in relay.taken}) == 1


async def sent_once_only(desk: Desk, bench: Bench, clock: ManualClock, report_id: str, relay: Relay) -> None:
    await desk.sender.round()
    assert (await desk.message(report_id)).state is MessageState.SENDING
    for _ in range(10):
        clock.advance(seconds=30)
        await desk.sender.round()
    assert (await desk.message(report_id)).state is MessageState.UNCERTAIN
    assert len(relay.taken) == 1
