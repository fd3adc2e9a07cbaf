"""Which team polices a place, and settings that cannot be used."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from tests.gateway.bench import ON_SQLITE, open_bench
from tests.gateway.lookups.dvla import serving
from triage.gateway.check.finding import Setup
from triage.gateway.check.neighbours import check_lookups
from triage.gateway.config import LookupsConfig
from triage.gateway.lookups.opening import open_lookups
from triage.gateway.settings import GatewaySettings
from triage.models import codec
from triage.models.clock import ManualClock
from triage.models.errors import InputError
from triage.models.lookup import About, LookupAnswer, LookupAnswers, LookupAsk, LookupRequest, LookupState

POSITION = "51.889512, 0.904212"
TEAM = {"name": "Castle Ward", "contact_details": {"email": "castle@police.example", "telephone": "", "odd": 3}}


@dataclass
class Teams:
    """A service in the manner of data.police.uk."""

    answers: dict[str, object] = field(default_factory=dict)
    seen: list[str] = field(default_factory=list)

    def answer(self, path: str, _headers: Mapping[str, str], _body: bytes) -> tuple[int, bytes, dict[str, str]]:
        self.seen.append(path)
        told = self.answers.get(path.removeprefix("/v1"))
        return (404, b"null", {}) if told is None else (200, json.dumps(told).encode(), {})


async def ask(settings: GatewaySettings, teams: Teams, value: str) -> LookupAnswer:
    async with serving(teams) as url:
        lookups = LookupsConfig(neighbourhood_url=url, may_leave=("place",))
        async with open_bench(replace(settings, config=replace(settings.config, lookups=lookups))) as bench:
            told = LookupRequest(asks=(LookupAsk(about=About.PLACE, value=value),))
            answer = await bench.ann.call("POST", f"/v1/reports/{await bench.arrive('s-1')}/lookups", told)
            (found,) = codec.decode(LookupAnswers, answer.content).answers
            return found


@ON_SQLITE
async def test_the_team_of_a_place(settings: GatewaySettings) -> None:
    teams = Teams({"/locate-neighbourhood?q=51.8895%2C0.9042": {"force": "exampleshire", "neighbourhood": "C/1"},
                   "/exampleshire/C%2F1": TEAM})  # fmt: skip
    found = await ask(settings, teams, POSITION)
    assert (found.state, found.summary) == (LookupState.FOUND, "Castle Ward, exampleshire.")
    assert [(one.label, one.text) for one in found.details] == [
        ("Force", "exampleshire"),
        ("E-mail", "castle@police.example"),
    ]


@ON_SQLITE
@pytest.mark.parametrize(
    ("answers", "value", "state"),
    [
        ({}, POSITION, LookupState.NONE),
        ({"/locate-neighbourhood?q=51.8895%2C0.9042": {"force": 7}}, POSITION, LookupState.UNAVAILABLE),
        ({}, "91.0, 0.0", LookupState.UNAVAILABLE),
        ({}, "the corner shop", LookupState.UNAVAILABLE),
    ],
)
async def test_a_place_without_a_team(
    settings: GatewaySettings, answers: dict[str, object], value: str, state: LookupState
) -> None:
    assert (await ask(settings, Teams(answers), value)).state is state


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        (LookupsConfig(may_leave=("everything",)), "lookups.may_leave"),
        (LookupsConfig(neighbourhood_url="http://police.example/api"), "lookups.neighbourhood_url"),
        (LookupsConfig(vehicle_url="https://dvla.example/v1"), "lookups.vehicle_key_file"),
        (LookupsConfig(neighbourhood_url="https://police.example", ca_file="nothing.pem"), "lookups.ca_file"),
    ],
)
async def test_settings_that_cannot_be_used_are_named(wrong: LookupsConfig, named: str) -> None:
    with pytest.raises(InputError) as caught:
        async with open_lookups(wrong, ManualClock()):
            pass
    assert [error.pointer for error in caught.value.errors] == [named]


async def test_an_empty_key_is_named(tmp_path: Path) -> None:
    (tmp_path / "key").write_text("\n")
    wrong = LookupsConfig(vehicle_url="https://dvla.example/v1", vehicle_key_file=str(tmp_path / "key"))
    with pytest.raises(InputError) as caught:
        async with open_lookups(wrong, ManualClock()):
            pass
    assert [error.pointer for error in caught.value.errors] == ["lookups.vehicle_key_file"]


@ON_SQLITE
@pytest.mark.parametrize(("may_leave", "level"), [(("place",), "ok"), ((), "warning")])
async def test_the_check_says_what_is_never_asked(
    settings: GatewaySettings, may_leave: tuple[str, ...], level: str
) -> None:
    lookups = LookupsConfig(neighbourhood_url="https://police.example/api", may_leave=may_leave)
    told = replace(settings, config=replace(settings.config, lookups=lookups))
    (found,) = await check_lookups(Setup(settings=told, told={}, clock=ManualClock()))
    assert (found.name, found.level.value) == ("lookups", level)
