"""The force profile: loaded without a restart, every version kept, a bad one refused while the old one stays."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.builders import a_profile
from tests.gateway.bench import ON_SQLITE, Bench, Handler, ok, open_bench, refused, settings_for
from triage.gateway.profile_watch import ProfileWatch
from triage.gateway.settings import GatewaySettings
from triage.models import codec
from triage.models.profile import Profile
from triage.models.profile_file import default_profile
from triage.models.queue import ProfileVersion
from triage.models.resources import read_resource
from triage.records.profile_files import read_profile

SHIPPED = read_resource("profile.toml")
MAPPINGS = Path(__file__).resolve().parents[2] / "docs" / "mappings"
OTHER = SHIPPED.replace("undo_seconds = 10", "undo_seconds = 7")


@pytest.fixture
def admin(bench: Bench) -> Handler:
    return bench.handler("adm")


async def etag_of(desk: Handler) -> str:
    return ok(await desk.call("GET", "/v1/profile")).headers["ETag"]


async def in_force(desk: Handler) -> Profile:
    return codec.decode(Profile, ok(await desk.call("GET", "/v1/profile")).content)


async def history(desk: Handler) -> tuple[ProfileVersion, ...]:
    return codec.decode(tuple[ProfileVersion, ...], ok(await desk.call("GET", "/v1/profile/versions")).content)


def test_the_two_texts_differ() -> None:
    assert OTHER != SHIPPED


async def test_a_profile_is_put_in_force_without_a_restart(bench: Bench, admin: Handler, ann: Handler) -> None:
    before = await etag_of(ann)
    loaded = ok(await admin.call("PUT", "/v1/profile", OTHER.encode(), If_Match=before))
    assert (await in_force(ann)).undo_seconds == 7
    assert loaded.headers["ETag"] == await etag_of(ann) != before
    unchanged = await ann.call("GET", "/v1/profile", If_None_Match=loaded.headers["ETag"])
    assert (unchanged.status_code, unchanged.content) == (304, b"")


async def test_every_version_can_be_read_again(bench: Bench, admin: Handler, ann: Handler) -> None:
    first = await in_force(ann)
    ok(await admin.call("PUT", "/v1/profile", OTHER.encode(), If_Match=await etag_of(ann)))
    told = await history(admin)
    assert [entry.loaded_by for entry in told] == ["adm", "settings"]
    assert told[0].version != told[1].version
    old = ok(await ann.call("GET", f"/v1/profile/versions/{told[1].number}"))
    assert codec.decode(Profile, old.content) == first
    refused(await ann.call("GET", f"/v1/profile/versions/{told[0].number + 1}"), 404, "not-found")


async def test_a_bad_profile_names_key_and_line_and_the_old_one_stays(bench: Bench, admin: Handler) -> None:
    etag = await etag_of(admin)
    bad = SHIPPED.replace("undo_seconds = 10", 'undo_seconds = "ten"')
    problem = refused(await admin.call("PUT", "/v1/profile", bad.encode(), If_Match=etag), 422, "invalid")
    assert problem.errors[0].pointer == "undo_seconds"
    assert "line" in problem.errors[0].detail
    refused(await admin.call("PUT", "/v1/profile", b"\xff\xfe", If_Match=etag), 422, "invalid")
    assert await etag_of(admin) == etag
    assert len(await history(admin)) == 1


async def test_two_administrators_do_not_overwrite_each_other(bench: Bench, admin: Handler) -> None:
    etag = await etag_of(admin)
    ok(await admin.call("PUT", "/v1/profile", OTHER.encode(), If_Match=etag))
    refused(await admin.call("PUT", "/v1/profile", SHIPPED.encode(), If_Match=etag), 412, "stale")
    refused(await admin.call("PUT", "/v1/profile", SHIPPED.encode()), 428, "precondition-required")


async def test_only_an_administrator_loads(ann: Handler) -> None:
    refused(await ann.call("PUT", "/v1/profile", OTHER.encode(), If_Match=await etag_of(ann)), 403, "forbidden")


async def test_the_same_profile_again_is_no_new_version(bench: Bench, admin: Handler) -> None:
    ok(await admin.call("PUT", "/v1/profile", OTHER.encode(), If_Match=await etag_of(admin)))
    ok(await admin.call("PUT", "/v1/profile", OTHER.encode(), If_Match=await etag_of(admin)))
    assert len(await history(admin)) == 2


async def test_another_gateway_follows(bench: Bench, admin: Handler, settings: GatewaySettings) -> None:
    async with open_bench(settings) as other:
        ok(await admin.call("PUT", "/v1/profile", OTHER.encode(), If_Match=await etag_of(admin)))
        assert (await in_force(other.ann)).undo_seconds != 7
        assert await other.parts.profile_watch.look()
        assert (await in_force(other.ann)).undo_seconds == 7
        assert not await other.parts.profile_watch.look()


async def test_a_changed_file_is_loaded_and_a_bad_one_is_not(bench: Bench, ann: Handler, tmp_path: Path) -> None:
    path = tmp_path / "force.toml"
    path.write_text(SHIPPED)
    watch = ProfileWatch(bench.parts.profiles, path)
    assert not await watch.look()
    path.write_text(OTHER + "\n")
    assert await watch.look()
    path.write_text("undo_seconds = [")
    assert not await watch.look()
    assert watch.refused == 1
    assert (await in_force(ann)).undo_seconds == 7


async def test_a_file_of_before_does_not_undo_what_was_set_since(settings: GatewaySettings, tmp_path: Path) -> None:
    path = tmp_path / "force.toml"
    told = replace(settings, profile=default_profile(), profile_path=path)
    async with open_bench(told) as bench:
        admin = bench.handler("adm")
        ok(await admin.call("PUT", "/v1/profile", OTHER.encode(), If_Match=await etag_of(admin)))
    async with open_bench(told) as bench:
        assert (await in_force(bench.ann)).undo_seconds == 7
    async with open_bench(replace(told, profile=a_profile(version="new-file"))) as bench:
        assert (await in_force(bench.ann)).version == "new-file"


async def test_the_shipped_profile_never_replaces_a_force_s_own(settings: GatewaySettings) -> None:
    async with open_bench(settings_for(settings.db, profile=a_profile(version="own"))) as bench:
        assert (await in_force(bench.ann)).version == "own"
    async with open_bench(settings_for(settings.db, profile=default_profile())) as bench:
        assert (await in_force(bench.ann)).version == "own"


@ON_SQLITE
async def test_a_changed_mapping_beside_the_profile_is_noticed_and_a_faulty_one_changes_nothing(
    settings: GatewaySettings, tmp_path: Path
) -> None:
    own = 'name = "Crime records"\nconnector = "records-rest"\n'
    mapped = 'name = "Crime records"\nconnector = "mapped-rest"\nmapping = "larkmoor.toml"\n'
    path, mapping = tmp_path / "profile.toml", tmp_path / "larkmoor.toml"
    path.write_text(read_resource("profile.toml").replace(own, mapped), encoding="utf-8")
    text = (MAPPINGS / "larkmoor.toml").read_text("utf-8")
    mapping.write_text(text, encoding="utf-8")
    profile = read_profile(path)
    async with open_bench(replace(settings, profile=profile, profile_path=path)) as bench:
        watch = bench.parts.profile_watch
        mapping.write_text(text.replace('our = ".surname"', 'our = ".surnme"'), encoding="utf-8")
        assert not await watch.look()
        assert (watch.refused, bench.parts.profiles.current.version) == (1, profile.version)
        mapping.write_text(text.replace("takes_bytes = 2_000_000", "takes_bytes = 1_000_000"), encoding="utf-8")
        assert await watch.look()
        assert "1_000_000" in bench.parts.profiles.current.files["larkmoor.toml"]
