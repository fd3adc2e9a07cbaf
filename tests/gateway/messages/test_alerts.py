"""Whom the profile names is written to when a file is locked."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from tests.builders import a_profile
from tests.gateway.authority import Authority
from tests.gateway.bench import ok, open_bench, settings_for
from tests.gateway.media.desk import JPEG, inline, report
from tests.gateway.messages.relay import Relay, config_for
from triage.gateway.config import Config
from triage.models.profile import IllegalImages

TEAM = "online-team@force.example"


async def test_a_lock_is_told_to_whom_the_profile_names_once_and_without_the_reports_words(
    database_url: str, relay: Relay, authority: Authority, tmp_path: Path
) -> None:
    config = Config(messages=config_for(relay, authority, tmp_path))
    profile = replace(a_profile(), illegal_images=IllegalImages(addresses=(TEAM,)))
    async with open_bench(settings_for(database_url, config=config, profile=profile)) as bench:
        text = "My husband hits me. He sent this picture."  # a report for which addresses have to be made sure of
        answer = ok(await bench.post(report(inline(JPEG, name="secret-name.jpg"), text=text)))
        report_id = answer.json()["data"]["id"]
        for _ in "twice":
            locked = ok(await bench.ann.call("POST", f"/v1/reports/{report_id}/attachments/1/lock"))
        assert locked.json()["told"] == 1
        sender = bench.parts.messages.sender
        assert sender is not None
        while await sender.round():
            pass
    [mail] = relay.taken
    words = mail.get_content()
    assert mail["To"] == TEAM
    assert report_id in words
    assert "number 1 of version 1" in words
    assert "Locked by: ann" in words
    assert not [word for word in ("husband", "picture", "secret-name") if word in words]
