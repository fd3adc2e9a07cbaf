"""A support bundle of a workstation that is full of secrets and of people's words holds none of them."""

from __future__ import annotations

import io
import json
import logging
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from tests.services.doctor.test_checks import NOBODY
from tests.services.world import arrived, triage_one, world
from triage.models.desk_keys import Layer
from triage.policy.tables import heard_in
from triage.services.doctor.bundle import make_bundle
from triage.services.doctor.desk_log import CRASHES, LOG, SafeLines, open_desk_log
from triage.services.doctor.run import examine
from triage.settings import read_settings

MARKERS = {
    "name": "Zebediah Quillfeather",
    "phone": "07700900461",
    "narrative": "the heron stood upon the crimson ladder",
    "token": "tok-5f1e77aa90",
    "secret": "sec-rms-88121",
    "handler": "oid-4471-handler",
    "handler name": "Perpetua Larkspur",
    "path key": "pathkey99812",
    "password": "pw-in-address-3",
    "wrong value": "typo-of-a-token-77",
    "wrong key": "key_named_after_ann_9",
    "rationale": "because the ladder was crimson again",
}
FILE = f"""
{MARKERS["wrong key"]} = "x"
token_file = "/home/{MARKERS["handler name"]}/token"
[look]
theme = "{MARKERS["wrong value"]}"
"""


def variables(home: Path, gateway: str, records: str) -> dict[str, str]:
    address = records.replace("http://", f"http://u:{MARKERS['password']}@")
    return {
        "TRIAGE_MODE": "training",
        "TRIAGE_HOME": str(home),
        "TRIAGE_GATEWAY_URL": gateway,
        "TRIAGE_TOKEN": "token-ann",
        "TRIAGE_HANDLER_ID": MARKERS["handler"],
        "TRIAGE_HANDLER_NAME": MARKERS["handler name"],
        "TRIAGE_SECRET_RMS": MARKERS["secret"],
        "TRIAGE_TRAINING_TOKEN": MARKERS["token"],
        "TRIAGE_CONTROL_URL": f"{records}/control",
        "TRIAGE_CRIME_URL": f"{records}/crime",
        "TRIAGE_EXTRA_URL": f"{address}/{MARKERS['path key']}?key={MARKERS['secret']}",
    }


def members(content: bytes, before: str = "") -> dict[str, bytes]:
    """Every file of a zip, those of zips within it too, each unpacked."""
    found: dict[str, bytes] = {}
    with zipfile.ZipFile(io.BytesIO(content)) as bundle:
        for name in bundle.namelist():
            inner = bundle.read(name)
            found |= members(inner, f"{name}/") if zipfile.is_zipfile(io.BytesIO(inner)) else {before + name: inner}
    return found


def write_logs(home: Path) -> None:
    """What a working desk writes, with the worst that code might hand to a log; and what others wrote there."""
    handler = open_desk_log(home)
    assert handler is not None
    log, other = logging.getLogger("triage.test-bundle"), logging.getLogger("somebody.else")
    for one in (log, other):
        one.addHandler(handler)
        one.propagate = False
    try:
        log.error("a row of %s cannot be read", MARKERS["name"])
        other.error(f"GET /people?phone={MARKERS['phone']}")
        try:
            raise ValueError(MARKERS["narrative"])
        except ValueError:
            log.exception("the mend ended")
    finally:
        for one in (log, other):
            one.removeHandler(handler)
        handler.close()
    (home / f"{LOG}.1").write_text(f"{MARKERS['name']} rang {MARKERS['phone']}\n{{}}\n[]\n", "utf-8")
    folder = f"/home/{MARKERS['handler name']}/triage"
    crash = f'Fatal Python error: Segmentation fault\n\n  File "{folder}/app.py", line 7 in run\n'
    (home / CRASHES).write_text(f"{crash}{MARKERS['narrative']}\n", "utf-8")


async def test_no_marker_is_in_any_file_of_it(tmp_path: Path) -> None:
    async with world(tmp_path) as made:
        env = variables(tmp_path / "desk", made.gateway_url, made.records_url)
        settings = replace(read_settings(env, FILE), token="token-ann")
        async with made.desk(settings) as desk:
            report = await made.arrive("one", f"{MARKERS['narrative']} {MARKERS['phone']} {MARKERS['name']}")
            await arrived(desk, report)
            await triage_one(desk, report, rationale=MARKERS["rationale"])
            assert MARKERS["name"] in str(await desk.reports.detail(report))
            write_logs(settings.home)
            patient = desk.as_patient()
            bundle = await make_bundle(patient, await examine(patient))
    files = members(bundle)
    assert set(files) >= {"about.txt", "check.txt", "check.json", "settings.json", "counts.json", LOG, f"{LOG}.1"}
    whole = b"\n".join([*(name.encode() for name in files), *files.values()])
    there = [kind for kind, marker in {**MARKERS, "bearer": "token-ann"}.items() if marker.encode() in whole]
    assert there == []
    assert str(report).encode() not in whole
    assert json.loads(files["counts.json"])["rows"]["work"] == 1


async def test_what_support_needs_is_in_it(tmp_path: Path) -> None:
    (tmp_path / "desk").mkdir()
    write_logs(tmp_path / "desk")
    settings = read_settings(variables(tmp_path / "desk", "http://127.0.0.1:9", "http://127.0.0.1:9"), FILE)
    policy = heard_in('locked = ["look.theme"]', layer=Layer.MACHINE, source="/etc/triage/policy.toml", may_lock=True)
    standing = settings.standing.with_layer(Layer.MACHINE, policy.told)
    files = members(await make_bundle(replace(NOBODY, settings=settings, standing=standing), ()))
    told = {one["name"]: one for one in json.loads(files["settings.json"])["settings"]}
    assert told["look.theme"]["locked_by"] == "/etc/triage/policy.toml"
    assert told["gateway_url"]["value"] == "http://127.0.0.1:9"
    assert told["handler_id"]["value"] == told["home"]["value"] == "(left out)"
    lines = [json.loads(line) for line in files[LOG].splitlines()]
    assert [line["event"] for line in lines] == ["a row of %s cannot be read", "", "the mend ended"]
    assert lines[2]["error"] == "ValueError"
    assert "test_bundle.py" in lines[2]["stack"][0]
    assert "triage/app.py:7 run" in files[CRASHES].decode()


@pytest.mark.parametrize("path", ["C:\\Users\\Ann\\triage\\ui\\app.py", "/ann/own/triage/ui/app.py"])
def test_a_stack_names_no_folder_of_a_person(path: str) -> None:
    record = logging.LogRecord("triage", logging.ERROR, path, 1, "x", None, None)
    assert "nn" not in SafeLines().format(record)
