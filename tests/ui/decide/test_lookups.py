"""A registration is looked up as soon as the report has it; the answer stands with its source and settles its check."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.builders import NOW
from tests.gateway.bench import UNLIMITED
from tests.services.world import quick_profile
from tests.ui.report.stage import Stage, stage
from triage.gateway.config import LookupsConfig
from triage.models.draft import CheckState
from triage.models.lookup import About, LookupAnswer, LookupState
from triage.models.profile import CheckRule
from triage.training.faults.control import serve_app
from triage.training.vehicles import KEY, PATH, Vehicles
from triage.ui.decide.lookups import named
from triage.ui.theme import Theme

TOLD = "A silver golf, reg wx07 abc, was outside."
DVLA = CheckRule(key="dvla", name="Vehicle with DVLA", how="auto", lookup="vehicle")


def profile() -> Any:
    plain = quick_profile()
    return replace(plain, checks=(*plain.checks, DVLA))


async def taken_in(on: Stage) -> None:
    await on.until(lambda: on.window.report.body.mentions.rows, "the registration is mentioned")
    await on.press("Z")
    await on.until(lambda: on.window.decide.form.lookups.rows, "it was looked up")


def words(on: Stage) -> str:
    row = on.window.decide.form.lookups.rows[0]
    return f"{row.accessibleName()} {row.accessibleDescription()}"


async def test_an_answer_is_shown_and_settles_the_check(tmp_path: Path, theme: Theme) -> None:
    cars = Vehicles({"WX07ABC": ("VW", "SILVER")})
    key = tmp_path / "key"
    key.write_text(KEY)
    async with serve_app(cars.app(), "127.0.0.1") as url:
        lookups = LookupsConfig(vehicle_url=f"{url}{PATH}", vehicle_key_file=str(key), may_leave=("vehicle",))
        config = replace(UNLIMITED, lookups=lookups)
        async with stage(tmp_path, theme, TOLD, profile=profile(), config=config) as on:
            await taken_in(on)
            assert "WX07ABC: Silver VW" in words(on)
            assert "DVLA vehicle enquiry" in words(on)
            draft = on.window.decide.draft
            assert draft is not None
            record = draft.check("dvla")
            assert (record.state, record.by) == (CheckState.DONE, "Triage")
            await on.press("Ctrl+I")
            await on.press("Return")
            assert "Make: VW" in words(on)
            await on.press("Ctrl+Z")  # takes back the vehicle, not the answer
            assert on.window.decide.draft is not None
            assert on.window.decide.draft.additions == ()
            assert on.window.decide.draft.lookups == draft.lookups
            assert on.window.decide.form.lookups.isHidden()


async def test_no_source_is_recorded_and_holds_nothing_up(tmp_path: Path, theme: Theme) -> None:
    async with stage(tmp_path, theme, TOLD, profile=profile()) as on:
        await taken_in(on)
        assert "could not be looked up" in words(on)
        assert "Your force has set up no source for this" in words(on)
        draft = on.window.decide.draft
        assert draft is not None
        assert draft.check("dvla").state is CheckState.NOT_POSSIBLE


@pytest.mark.parametrize(
    ("about", "value", "said"),
    [
        (About.PERSON, "Birkby / Linda / 2001-11-20", "Linda Birkby, born 20 November 2001"),
        (About.PERSON, "Skelby /  / ", "Skelby"),
        (About.ADDRESS, "55 St Audric's Street / EB12 5ZR", "55 St Audric's Street, EB12 5ZR"),
        (About.PLACE, "51.90000,0.90000", "Map position 51.90000, 0.90000"),
        (About.VEHICLE, "WX07ABC", "WX07ABC"),
    ],
)
def test_what_was_asked_about_is_said_as_a_person_says_it(about: About, value: str, said: str) -> None:
    assert named(LookupAnswer(about=about, value=value, source="", state=LookupState.NONE, as_of=NOW)) == said
