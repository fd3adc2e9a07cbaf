"""The machine policy of Linux: files in one folder, in order, each thing wrong by file and key."""

from __future__ import annotations

from pathlib import Path

import pytest

from triage.models.desk_values import Standing
from triage.policy.machine import machine_policy
from triage.policy.tables import Heard


def standing(found: Heard) -> Standing:
    return Standing(found.told, found.faults)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    parts = tmp_path / "policy.d"
    parts.mkdir()
    write(tmp_path / "policy.toml", 'gateway_url = "https://one.example.org"\nlocked = ["gateway_url"]\n')
    write(parts / "10-look.toml", '[look]\ntheme = "dark"\ntext_size = "huge"\n')
    write(parts / "20-place.toml", 'gateway_url = "https://two.example.org"\nlocked = ["colour", "handler_id"]\n')
    write(parts / "30-broken.toml", "theme = \n")
    write(parts / "readme.txt", "not ours")
    return tmp_path


def write(path: Path, text: str) -> None:
    path.write_text(text, "utf-8")
    path.chmod(0o644)


def test_parts_are_read_by_name_and_later_ones_win(folder: Path) -> None:
    found = standing(machine_policy(folder))
    answer = found.answer("gateway_url")
    assert (answer.value, answer.source) == ("https://two.example.org", str(folder / "policy.d" / "20-place.toml"))
    assert answer.locked_by == str(folder / "policy.toml")
    assert found.value("look.theme") == "dark"
    assert found.value("look.text_size") == "100"


def test_each_thing_wrong_is_named_by_file_and_key(folder: Path) -> None:
    told = [(Path(fault.source).name, fault.name, fault.detail) for fault in machine_policy(folder).faults]
    assert [one[:2] for one in told] == [
        ("10-look.toml", "look.text_size"),
        ("20-place.toml", "locked"),
        ("20-place.toml", "locked"),
        ("30-broken.toml", ""),
    ]
    assert "names “handler_id”, which cannot be locked" in told[2][2]


def test_a_policy_that_anybody_may_write_is_told(folder: Path) -> None:
    (folder / "policy.toml").chmod(0o666)
    assert machine_policy(folder).faults[0].detail.startswith("can be written by others")


def test_no_folder_is_no_policy(tmp_path: Path) -> None:
    assert machine_policy(tmp_path / "nowhere") == Heard({})
