"""`triage inspect`: what it prints, and how it ends."""

from __future__ import annotations

import argparse
import io
import json
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests import payloads
from triage import inspect_cli


def run(*words: str) -> int:
    parser = argparse.ArgumentParser()
    inspect_cli.add_parser(parser.add_subparsers())
    args = parser.parse_args(["inspect", *words])
    return int(args.run(args))


@pytest.fixture
def theft(tmp_path: Path) -> Path:
    path = tmp_path / "report.json"
    path.write_bytes(payloads.raw(payloads.theft()))
    return path


def test_it_says_who_where_when_and_what(theft: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(str(theft)) == 0
    shown = capsys.readouterr().out
    for words in (
        "Theft",
        "Dilys Mair Probart-O'Dell",
        "victim",
        "Orme Baths",
        "19 Nov 2026 08:00",
        "My bike was taken",
        "lock.txt",
        "deep",
    ):
        assert words in shown


def test_json_holds_every_value(theft: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(str(theft), "--json") == 0
    shown = json.loads(capsys.readouterr().out)
    assert set(shown) == {"report", "assessment"}
    text = json.dumps(shown, ensure_ascii=False)
    for value in ("aGVsbG8=", "ESDD_W1", "000123", "deep", "te57 vrm", "07700 900123"):
        assert json.dumps(value) in text


def test_a_dash_reads_standard_input(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(payloads.raw(payloads.theft()))))
    assert run("-") == 0
    assert "Dilys" in capsys.readouterr().out


@pytest.mark.parametrize("content", [b"{", b"[]", b"\xff\xfe"])
def test_what_cannot_be_read_ends_with_two_and_a_reason(
    content: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "bad.json"
    path.write_bytes(content)
    assert run(str(path)) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert len(told.err) > 20


def test_a_missing_file_ends_with_two(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(str(tmp_path / "none.json")) == 2
    assert "cannot be read" in capsys.readouterr().err


def test_control_characters_do_not_reach_the_terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "report.json"
    path.write_bytes(payloads.raw(payloads.document({"incidentDescription": "a\x1b[2Jb\u202ec"})))
    run(str(path))
    shown = capsys.readouterr().out
    assert "\x1b" not in shown
    assert "a‹ESC›[2Jb‹RLO›c" in shown
