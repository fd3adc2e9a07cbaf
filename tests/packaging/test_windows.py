"""The Windows installer's definition and its tables, the locked wheels it is made of, and the policy templates."""

from __future__ import annotations

import importlib
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import ModuleType
from xml.etree import ElementTree as ET

import pytest

from triage.models.desk_keys import DESK_KEYS, MACHINE, DeskKey, Kind
from triage.policy.registry import PLACE, RegistryKey, heard_in_registry

ROOT = Path(__file__).resolve().parents[2]
NAMES = ("admx", "layout", "licences", "wxs", "msi")
NS = "{http://schemas.microsoft.com/wix/2006/wi}"
POLICY = "{http://schemas.microsoft.com/GroupPolicy/2006/07/PolicyDefinitions}"
TABLES = ("Property", "Upgrade", "Component", "File", "Shortcut", "Registry", "Icon", "InstallExecuteSequence")


@pytest.fixture(scope="module")
def parts() -> Iterator[dict[str, ModuleType]]:
    places = [str(ROOT / "packaging/windows"), str(ROOT / "packaging")]
    sys.path[:0] = places
    try:
        yield {name: importlib.import_module(name) for name in NAMES}
    finally:
        for place in places:
            sys.path.remove(place)


@pytest.fixture
def tree(tmp_path: Path, parts: dict[str, ModuleType]) -> Path:
    """A small installation: the real launchers, one file of a library, one that lies deeper."""
    tree = tmp_path / "tree"
    for name in ("lib/triage/__init__.py", "lib/some/deep/data.bin", "python/pythonw.exe"):
        (tree / name).parent.mkdir(parents=True, exist_ok=True)
        (tree / name).write_text(name)
    (tree / "bin").mkdir()
    for command, *_ in parts["layout"].LAUNCHERS:
        (tree / f"bin/{command}.exe").write_text(command)
    return tree


def test_only_pins_that_hold_on_windows_are_installed_each_by_its_hash(parts: dict[str, ModuleType]) -> None:
    lock = parts["layout"].windows_lock((ROOT / "requirements/runtime.lock").read_text(encoding="utf-8"))
    pins = [line.split("==")[0] for line in lock.splitlines() if not line.startswith(" ")]
    assert "pywin32-ctypes" in pins
    assert not {"uvloop", "secretstorage", "jeepney"} & set(pins)
    assert lock.count("==") == len(pins)
    assert ";" not in lock
    assert all("--hash=sha256:" in entry for entry in lock.replace("\\\n", "").splitlines())


def test_launchers_start_the_python_beside_them(parts: dict[str, ModuleType], tmp_path: Path) -> None:
    layout = parts["layout"]
    for _, launcher, python, _ in layout.LAUNCHERS:
        assert importlib.import_module("importlib.resources").files("setuptools").joinpath(launcher).is_file()
        script = layout.SCRIPT.format(python=python)
        assert script.startswith(f"#!python\\{python}\n")
        compile(script, "script", "exec")
    assert "..\\lib" in layout.PATHS.splitlines()
    wrong = tmp_path / "python"
    wrong.mkdir()
    with pytest.raises(SystemExit, match="no python"):
        layout.lay_python(tmp_path / "tree", wrong)


def test_the_definition_is_per_machine_and_keeps_its_numbers(parts: dict[str, ModuleType], tree: Path) -> None:
    made = [parts["wxs"].definition(tree, version, tree.parent) for version in ("1.0.0", "1.1.0")]
    numbers = [{one.get("Id"): one.get("Guid") for one in root.iter("Component")} for root in made]
    assert numbers[0] == numbers[1]
    assert len(set(numbers[0].values())) == len(numbers[0])
    product, package = next(made[0].iter("Product")), next(made[0].iter("Package"))
    assert (product.get("UpgradeCode"), product.get("Id")) == (parts["wxs"].UPGRADE_CODE, "*")
    assert package.get("InstallScope") == "perMachine"
    named = {one.get("Id") for one in made[0].iter("ComponentRef")}
    assert named == set(numbers[0])
    targets = {str(one.get("Target")).removeprefix("[INSTALLDIR]") for one in made[0].iter("Shortcut")}
    assert all((tree / target.replace("\\", "/")).is_file() for target in targets)


def test_the_installers_tables(parts: dict[str, ModuleType], tree: Path, tmp_path: Path) -> None:
    if not (shutil.which("wixl") and shutil.which("msiinfo")):
        pytest.skip(
            "wixl or msiinfo is missing (Debian: apt-get install wixl msitools): only the definition was checked"
        )
    msi = tmp_path / "triage.msi"
    parts["msi"].pack(tree, "1.2.3", msi, tmp_path)
    tables = {name: _table(msi, name) for name in TABLES}
    told = {row[0]: row[1] for row in tables["Property"]}
    assert told["ProductName"] == "Triage"
    assert told["ProductVersion"] == "1.2.3"
    assert told["ALLUSERS"] == "1"
    assert told["UpgradeCode"].strip("{}") == parts["wxs"].UPGRADE_CODE
    codes = {row[0].strip("{}") for row in tables["Upgrade"]}
    assert codes == {parts["wxs"].UPGRADE_CODE}
    files = {row[2].rpartition("|")[2] for row in tables["File"]}
    assert files == {file.name for file in tree.rglob("*") if file.is_file()}
    assert len(tables["Component"]) == len(tables["File"]) + 2
    assert all(int(row[3]) & 256 for row in tables["Component"])  # 64 bit
    assert {row[2].rpartition("|")[2] for row in tables["Shortcut"]} == {"Triage", "Triage training"}
    assert {(row[2], row[3]) for row in tables["Registry"]} >= {
        ("Software\\Triage", "Version"),
        ("Software\\Triage", "Folder"),
    }
    steps = {row[0]: int(row[2]) for row in tables["InstallExecuteSequence"]}
    assert steps["FindRelatedProducts"] < steps["RemoveExistingProducts"] < steps["InstallFiles"]


def _table(msi: Path, name: str) -> list[list[str]]:
    words = ["msiinfo", "export", str(msi), name]
    told = subprocess.run(
        words, capture_output=True, check=True, cwd=msi.parent
    ).stdout  # pictures are written beside it
    return [line.split("\t") for line in told.decode("cp1252").replace("\r", "").splitlines()[3:]]


class Key:
    """A registry's key as group policy leaves it."""

    def __init__(self) -> None:
        self.told: dict[str, object] = {}
        self.inner: dict[str, Key] = {}

    def values(self) -> Mapping[str, object]:
        return self.told

    def below(self, name: str) -> RegistryKey | None:
        return self.inner.get(name)

    def at(self, place: str | None) -> Key:
        inside = str(place).removeprefix(PLACE).strip("\\")
        return self.inner.setdefault(inside, Key()) if inside else self


TEXTS = {Kind.ADDRESS: "https://triage.force.example", Kind.PATH: "C:\\Triage", Kind.TEXT: "openid"}


def test_every_policy_writes_what_the_desk_reads(parts: dict[str, ModuleType]) -> None:
    """Each policy set as a console would set it, with its lock: the desk hears every setting and finds no fault."""
    registry = Key()
    keys = {key.name.replace(".", "_"): key for key in DESK_KEYS if MACHINE in key.layers}
    policies = list(parts["admx"].definitions().iter("policy"))
    assert {policy.get("name") for policy in policies} == set(keys)
    for policy in policies:
        for element in next(policy.iter("elements")):
            _set(registry, policy, element, keys[str(policy.get("name"))])
    heard = heard_in_registry(registry)
    assert heard.faults == ()
    assert set(heard.told) == {key.name for key in keys.values() if key.kind is not Kind.TABLE} | {"records.CRIME_URL"}
    assert all(
        one.locks == keys[name.replace(".", "_")].lockable for name, (one,) in heard.told.items() if name in keys
    )


def _set(registry: Key, policy: ET.Element, element: ET.Element, key: DeskKey) -> None:
    place = registry.at(element.get("key") or policy.get("key"))
    name = str(element.get("valueName"))
    if element.tag == "list":
        place.told.update(
            {"records.CRIME_URL": "1"} if element.get("id") == "lock" else {"CRIME_URL": TEXTS[Kind.ADDRESS]}
        )
    elif element.tag == "decimal":
        place.told[name] = int(str(element.get("maxValue")))
    elif element.tag == "text":
        place.told[name] = TEXTS[key.kind]
    else:
        value = next(one for one in element.iter() if one.tag in {"string", "decimal"})
        place.told[name] = value.text if value.tag == "string" else int(str(value.get("value")))


def test_every_text_that_a_policy_shows_is_there(parts: dict[str, ModuleType], tmp_path: Path) -> None:
    parts["admx"].write(tmp_path)
    wanted = (tmp_path / "triage.admx").read_text(encoding="utf-8")
    for language in parts["admx"].LANGUAGES:
        root = ET.parse(tmp_path / language / "triage.adml").getroot()
        shown = {f"$(string.{one.get('id')})" for one in root.iter(f"{POLICY}string")}
        shown |= {f"$(presentation.{one.get('id')})" for one in root.iter(f"{POLICY}presentation")}
        asked = {word.rstrip('"') for word in wanted.replace('"', " ").split() if word.startswith("$(")}
        assert asked <= shown
