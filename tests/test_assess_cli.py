"""`triage assess`: one line a report, bad lines named, the others done."""

from __future__ import annotations

import argparse
import io
import json
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tests import payloads
from triage import assess_cli


def run(*words: str) -> int:
    parser = argparse.ArgumentParser()
    assess_cli.add_parser(parser.add_subparsers())
    args = parser.parse_args(["assess", *words])
    return int(args.run(args))


def lines_file(tmp_path: Path, *lines: str) -> str:
    path = tmp_path / "lines.jsonl"
    path.write_text("\n".join(lines), encoding="utf-8")
    return str(path)


def told(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_each_line_gives_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = "My ex strangled me last night. He said he will kill me if I go to court."
    plain = '{"id": 7, "text": "I lost a blue glove in the library.", "type": ""}'
    name = lines_file(tmp_path, json.dumps({"id": "a", "text": text}), plain)
    assert run(name, "--json") == 0
    first, second = told(capsys)
    assert (first["id"], second["id"], second["indicators"], second["min_grade"]) == ("a", "7", [], "none")
    assert "strangulation" in {one["kind"] for one in first["indicators"]}
    assert first["min_grade"] in {"priority", "emergency"}
    assert first["checks"]
    assert set(first["thrive"]) >= {"threat", "harm"}
    for one in first["indicators"]:
        assert one["quote"] == text[one["start"] : one["end"]]
        assert one["rule"]
        assert one["why"]


def test_a_single_object_of_text_is_an_item(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(lines_file(tmp_path, '{"id": "x", "text": "He had a knife"}'), "--json") == 0
    assert told(capsys)[0]["id"] == "x"


def test_hub_payloads_are_read_whole_or_by_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    raw = payloads.raw(payloads.theft())
    whole = tmp_path / "report.json"
    whole.write_bytes(raw)
    by_line = lines_file(tmp_path, *[json.dumps(json.loads(raw))] * 2)
    assert run(str(whole), by_line, "--json") == 0
    assert len({one["id"] for one in told(capsys)}) == 1


def test_bad_lines_are_named_and_the_others_go_on(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    good = '{"id": "g", "text": "fine"}'
    bad = ("{", "[1]", '{"id": "n"}', '{"id": "n", "text": 5}', '{"text": "", "id": []}', '{"text": "", "type": 1}')
    name = lines_file(tmp_path, good, *bad, "", good)
    assert run(name, "--json") == 1
    shown = capsys.readouterr()
    assert len(shown.out.splitlines()) == 2
    errors = shown.err.splitlines()
    assert [error.split(": ")[0] for error in errors] == [f"{name}, line {number}" for number in range(2, 8)]


@pytest.mark.parametrize("raw", [b"", b"\n\n", b"\xff\xfe{", b"[" * 100_000])
def test_hopeless_files_are_an_error(tmp_path: Path, capsys: pytest.CaptureFixture[str], raw: bytes) -> None:
    path = tmp_path / "x"
    path.write_bytes(raw)
    assert run(str(path)) == 1
    assert str(path) in capsys.readouterr().err


def test_a_missing_file_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("nowhere.jsonl") == 1
    assert "nowhere.jsonl: cannot be read" in capsys.readouterr().err


def test_a_dash_reads_standard_input(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    raw = b'{"id": "i", "text": "He had a knife.\\u001b[2J"}\n'
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(raw)))
    assert run("-") == 0
    shown = capsys.readouterr().out
    assert "knife" in shown
    assert "\x1b" not in shown
