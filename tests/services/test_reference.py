"""Reference data on a workstation, against the real gateway: fetched in parts, kept, replaced, used offline."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.builders import a_profile, a_report
from tests.gateway.bench import UNLIMITED, settings_for
from tests.insight.reference.builders import AT, NSPL, county, row, take, write_csv
from tests.services.world import world
from triage.gateway.config import RefdataConfig
from triage.gateway.serve import running
from triage.insight.reference.importing import import_file
from triage.insight.reference.neighbourhood import Neighbourhood
from triage.models.clock import SystemClock
from triage.models.errors import KnownError
from triage.models.profile import Force
from triage.models.reference import Point, RefSet, Whereabouts
from triage.models.things import Place
from triage.services import reference
from triage.services.api.client import Client
from triage.services.api.refdata import RefdataApi
from triage.services.hub import Hub, ReferenceChanged
from triage.services.reference import Reference

PROFILE = a_profile(force=Force(id="77", name="Eastshire Police"))
REPORT = a_report(places=(Place(key="l1", roles=("incident",), postcode="EB2 1AA"),))


class Cut(RefdataApi):
    """The real calls; after ``left`` pieces the network goes. ``spoil``: pieces come changed."""

    left = 10_000
    spoil = False

    async def piece(self, entry: RefSet, first: int, last: int) -> bytes:
        self.left -= 1
        if self.left < 0:
            raise KnownError("The gateway cannot be reached.")
        got = await super().piece(entry, first, last)
        return bytes(len(got)) if self.spoil else got


@dataclass
class Scene:
    folder: Path
    home: Path
    client: Client
    api: Cut
    heard: list[ReferenceChanged]
    kept: Reference

    async def where(self) -> Whereabouts | None:
        found = await self.kept.whereabouts(REPORT, PROFILE)
        return found[0] if found is not None else None


@pytest.fixture
async def scene(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Scene]:
    monkeypatch.setattr(reference, "PART", 200)
    county(tmp_path)
    config = replace(UNLIMITED, refdata=RefdataConfig(folder=str(tmp_path / "refdata")))
    settings = replace(settings_for(f"sqlite:///{tmp_path / 'gateway.db'}"), config=config)
    async with running(settings, SystemClock()) as gateway:
        client, hub, heard = Client(gateway.listen, "token-ann", SystemClock()), Hub(), []
        hub.subscribe(ReferenceChanged, heard.append)
        api = Cut(client)
        yield Scene(tmp_path, tmp_path / "desk", client, api, heard, Reference(api, hub, tmp_path / "desk"))
        await client.aclose()


async def test_fetched_once_and_there_without_the_gateway(scene: Scene) -> None:
    assert await scene.kept.fetch()
    where = await scene.where()
    assert where is not None
    assert (where.ours, where.located.force, len(scene.heard)) == (False, "Westshire Police", 1)
    assert not await scene.kept.fetch()
    scene.api.left = 0
    offline = Reference(scene.api, Hub(), scene.home)
    await offline.open()
    assert await offline.whereabouts(REPORT, PROFILE) == await scene.kept.whereabouts(REPORT, PROFILE)


async def test_goes_on_where_the_network_was_cut(scene: Scene) -> None:
    scene.api.left = 1
    with pytest.raises(KnownError):
        await scene.kept.fetch()
    assert scene.heard == []
    (begun,) = (scene.home / "refdata").glob("*.fetching")
    assert begun.stat().st_size == 200
    scene.api.left = 10_000
    assert await scene.kept.fetch()
    assert await scene.where() is not None
    assert not list((scene.home / "refdata").glob("*.fetching"))


async def test_a_newer_version_replaces_ours_and_a_damaged_one_does_not(scene: Scene) -> None:
    await scene.kept.fetch()
    source = write_csv(scene.folder / "new.csv", NSPL, [row("EB2 1AA", lat=52.5, long=0.5)])
    take("postcodes", source, scene.folder)
    scene.api.spoil = True
    with pytest.raises(KnownError, match="damaged"):
        await scene.kept.fetch()
    where = await scene.where()
    assert where is not None
    assert where.located.version == "nspl"
    scene.api.spoil = False
    assert await scene.kept.fetch()
    where = await scene.where()
    assert where is not None
    assert (where.located.version, where.ours) == ("new", True)


async def test_a_neighbourhood_team_is_named_when_a_source_knows_it(scene: Scene) -> None:
    class Source:
        async def of(self, point: Point) -> Neighbourhood | None:
            if point.longitude > 0:
                raise KnownError("The service cannot be reached.")
            name = f"Cawdle team at {point.longitude}"
            return Neighbourhood(
                force_id="west", id="w1", name=name, source="test", as_of=datetime(2026, 1, 1, tzinfo=UTC)
            )

    await scene.kept.fetch()
    kept = Reference(scene.api, Hub(), scene.home, Source())
    await kept.open()
    found = await kept.whereabouts(REPORT, PROFILE)
    assert found is not None
    assert found[0].team == "Cawdle team at -0.5"
    ours = a_report(places=(Place(key="l1", roles=("incident",), postcode="EB1 1AA"),))
    found = await kept.whereabouts(ours, PROFILE)
    assert found is not None
    assert found[0].team == ""


async def test_imported_crime_classes_stand_in_the_place_of_the_profile_s(tmp_path: Path) -> None:
    rows = [("44", "Theft of a pedal cycle"), ("8N", "Assault with injury")]
    source = write_csv(tmp_path / "classes.csv", ("code", "name"), rows)
    import_file("crime-classes", source, tmp_path / "desk" / "refdata", at=AT, version="2026/27")
    async with world(tmp_path) as there, there.desk() as desk:
        assert [entry.code for entry in desk.profile.crime_classes] == ["44", "8N"]
        assert desk.profile.crime_classes_year == "2026/27"
        known = desk.profile.crime_class("44")
        assert known is not None
        assert known.counting == "One crime for each theft"
