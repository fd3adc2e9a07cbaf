"""The command: verbs, help, and errors a person can act on."""

from __future__ import annotations

import subprocess
import sys

import pytest

from triage import __version__
from triage.cli import VERBS, main, parser_for


def test_every_verb_s_module_is_there_and_adds_its_options(capsys: pytest.CaptureFixture[str]) -> None:
    for verb in VERBS:
        with pytest.raises(SystemExit) as ended:
            parser_for(verb).parse_args([verb, "--help"])
        assert ended.value.code == 0
        assert verb in capsys.readouterr().out


def test_the_version_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--version"])
    assert capsys.readouterr().out.strip() == f"triage {__version__}"


def test_a_known_error_is_one_plain_line_and_status_2(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["training", "--offscreen"]) == 2
    told = capsys.readouterr().err
    assert told.startswith("triage: Off-screen")
    assert told.count("\n") == 1


def test_wrong_input_names_its_fields(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("TRIAGE_SETTINGS", "/nowhere/settings.toml")
    assert main(["desk"]) == 2
    assert "settings.toml" in capsys.readouterr().err


def test_help_imports_no_verb() -> None:
    """What a handler waits for must not load the gateway's libraries."""
    code = "import sys; from triage.cli import parser_for; parser_for('inspect'); print('fastapi' in sys.modules)"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "False"
