"""`triage gateway check` tells what is wrong with the way out before the first message needs it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.gateway.authority import Authority
from tests.gateway.messages.relay import Relay, config_for
from triage.gateway.messages.check import check
from triage.models.errors import InputError, KnownError


async def test_a_relay_that_takes_us_is_well(relay: Relay, authority: Authority, tmp_path: Path) -> None:
    assert (await check(config_for(relay, authority, tmp_path))).startswith("Messages can be sent by the mail server")
    assert relay.taken == []


async def test_a_certificate_of_another_authority_is_not_trusted(
    relay: Relay, authority: Authority, tmp_path: Path
) -> None:
    with pytest.raises(KnownError, match=r"certificate|trusted|SSL"):
        await check(config_for(relay, Authority(tmp_path, "another"), tmp_path))


async def test_a_wrong_password_is_told(relay: Relay, authority: Authority, tmp_path: Path) -> None:
    config = config_for(relay, authority, tmp_path)
    (tmp_path / "password").write_text("wrong\n")
    with pytest.raises(KnownError, match="refuses us: 535"):
        await check(config)


async def test_nobody_there_is_told(relay: Relay, authority: Authority, tmp_path: Path) -> None:
    config = config_for(replace(relay, port=1), authority, tmp_path)
    with pytest.raises(KnownError, match="cannot be reached: the connection was refused"):
        await check(config)


async def test_settings_that_contradict_each_other_are_refused(
    relay: Relay, authority: Authority, tmp_path: Path
) -> None:
    config = config_for(relay, authority, tmp_path)
    assert config.smtp is not None
    wrong = replace(config, sender="nobody", smtp=replace(config.smtp, tls="none", host="relay.example"))
    with pytest.raises(InputError) as raised:
        await check(wrong)
    assert [error.pointer for error in raised.value.errors] == ["messages.sender", "messages.smtp.tls"]
    with pytest.raises(InputError):
        await check(replace(config, smtp=None))
