"""`triage settings explain`: the value, who said it, what the others said."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.test_settings import ENV
from triage.cli import main
from triage.models.desk_keys import Layer
from triage.policy.explain import answers, as_lines
from triage.policy.tables import heard_in
from triage.settings import read_settings

POLICY = heard_in(
    'locked = ["look.theme"]\n[look]\ntheme = "dark"\ntext_size = 125\n',
    layer=Layer.MACHINE,
    source="/etc/triage/policy.toml",
    may_lock=True,
)


def test_a_locked_setting_says_whose_word_holds_and_whose_does_not() -> None:
    text = '[look]\ntheme = "light"\ntext_size = 150\ndensity = "thin"'
    standing = read_settings(ENV, text, machine=POLICY).standing
    assert [line for answer in answers(standing, "look") for line in as_lines(answer)][:9] == [
        "look.theme = dark",
        "    from machine policy, /etc/triage/policy.toml; locked by /etc/triage/policy.toml",
        "    person, settings.toml, says light, but the setting is locked",
        "look.text_size = 150",
        "    from person, settings.toml",
        "    machine policy, /etc/triage/policy.toml, says 125",
        "look.density = comfortable",
        "    from built-in",
        "    person, settings.toml, does not count: it is “thin”; allowed are comfortable, compact",
    ]


def test_the_command_tells_people_and_programs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "mine.toml"
    file.write_text('[look]\ntheme = "green"\n[records]\nCRIME_URL = "https://rms.example.org"\n', "utf-8")
    monkeypatch.setenv("TRIAGE_SETTINGS", str(file))
    assert main(["settings", "explain", "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert told["wrong"] == [
        {"source": "mine.toml", "name": "look.theme", "detail": "is “green”; allowed are system, light, dark, contrast"}
    ]
    assert "records.CRIME_URL" in [one["name"] for one in told["settings"]]
    assert main(["settings", "explain", "records.CRIME_URL"]) == 1
    assert capsys.readouterr().out.startswith("records.CRIME_URL = https://rms.example.org\n    from person, mine.toml")
    assert main(["settings", "explain", "colour"]) == 2
