"""The packages' own files: scripts a shell reads, a unit that starts what is there, papers that name each library."""

from __future__ import annotations

import importlib.util
import json
import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]
DEBIAN = ROOT / "packaging/debian"
SCRIPTS = sorted(file for file in DEBIAN.rglob("*") if file.is_file() and file.read_bytes().startswith(b"#!/bin/sh"))


@pytest.fixture(scope="module")
def deb() -> ModuleType:
    sys.path.insert(0, str(ROOT / "packaging"))
    try:
        spec = importlib.util.spec_from_file_location("deb", ROOT / "packaging/deb.py")
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        sys.modules["deb"] = module
        spec.loader.exec_module(module)
        return module
    finally:
        sys.path.remove(str(ROOT / "packaging"))


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda file: f"{file.parent.name}-{file.name}")
def test_scripts_can_be_read_by_a_shell(script: Path) -> None:
    assert subprocess.run(["/bin/sh", "-n", str(script)], check=False).returncode == 0


def test_every_file_a_package_names_is_there(deb: ModuleType) -> None:
    for package in deb.PACKAGES.values():
        for source, _, _ in package.files:
            assert (DEBIAN / package.part / source).is_file()
        # dpkg asks about a changed file below /etc at each upgrade, and fails where nobody answers.
        assert not [target for _, target, _ in package.files if target.startswith("etc/")]


def test_the_unit_starts_what_the_package_installs(deb: ModuleType) -> None:
    unit = (DEBIAN / "gateway/triage-gateway.service").read_text()
    name = deb.GATEWAY.name
    assert f"ExecStart=/usr/lib/{name}/{name} serve" in unit
    assert f"EnvironmentFile=/etc/{name}/gateway.env" in unit
    assert "gateway.env gateway.toml" in (DEBIAN / "gateway/postinst").read_text()
    account = re.search(r"^User=(.+)$", unit, re.MULTILINE)
    assert account
    assert f"--system --group --home /var/lib/{name}" in (DEBIAN / "gateway/postinst").read_text()


def test_papers_name_every_library_that_is_inside(tmp_path: Path) -> None:
    sys.path.insert(0, str(ROOT / "packaging"))
    try:
        from licences import write_notices  # type: ignore[import-not-found]
    finally:
        sys.path.remove(str(ROOT / "packaging"))
    bundle = tmp_path / "bundle"
    (bundle / "numpy").mkdir(parents=True)
    write_notices(ROOT / "requirements/runtime.lock", bundle, tmp_path, "triage", "1.0")
    listed = {one["name"].lower() for one in json.loads((tmp_path / "sbom.cdx.json").read_text())["components"]}
    assert {"numpy", "httpx", "fastapi"} <= listed
    assert "sqlcipher3" not in listed  # compiled, and not inside this bundle
    notices = (tmp_path / "third-party.txt").read_text()
    assert "httpx 0" in notices
    assert "risk-second-look.npz is derived from all-MiniLM-L6-v2" in notices  # no library, and still another's
    assert "risk-closer-look.npz is derived from all-mpnet-base-v2" in notices


def test_what_only_development_has_is_found_in_a_program(tmp_path: Path) -> None:
    sys.path.insert(0, str(ROOT / "packaging"))
    try:
        from licences import strays
    finally:
        sys.path.remove(str(ROOT / "packaging"))
    (tmp_path / "numpy").mkdir()
    (tmp_path / "yaml").mkdir()
    lock = ROOT / "requirements/runtime.lock"
    assert strays(frozenset({"triage", "httpx", "json", "hypothesis"}), tmp_path, lock) == ["PyYAML", "hypothesis"]
