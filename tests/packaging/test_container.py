"""The gateway's container file: not root, told by the environment, asked for its health, nothing secret built in."""

from __future__ import annotations

import re
from pathlib import Path

from triage.gateway.cli import WORDS
from triage.gateway.settings import OPTIONS

FOLDER = Path(__file__).resolve().parents[2] / "packaging/container"
TEXT = (FOLDER / "Containerfile").read_text(encoding="utf-8").replace("\\\n", " ")
STEPS = [line.split(" ", 1) for line in TEXT.splitlines() if line and not line.startswith("#")]


def last(word: str) -> str:
    return [rest for step, rest in STEPS if step == word][-1]


def test_it_runs_as_an_account_by_number_that_is_not_root() -> None:
    number = last("USER").split(":")[0]
    assert int(number) >= 1000
    assert f"--uid {number}" in TEXT
    assert [step for step, _ in STEPS].index("USER") > [step for step, _ in STEPS].index("COPY")


def test_its_verbs_and_variables_are_the_gateways_own() -> None:
    assert last("CMD") == '["serve"]'
    assert re.search(r'"(\w+)"\]$', last("HEALTHCHECK").strip())[1] in WORDS  # type: ignore[index]
    told = set(re.findall(r"(TRIAGE_GATEWAY_\w+)=", TEXT))
    assert told <= {option.variable for option in OPTIONS}


def test_nothing_but_the_package_gets_in_and_secrets_are_files_mounted_later() -> None:
    assert [rest for step, rest in STEPS if step in {"COPY", "ADD"}] == ["${DEB} /tmp/"]
    ignored = (FOLDER / "Containerfile.dockerignore").read_text(encoding="utf-8").split()
    assert ignored[-2:] == ["*", "!dist/triage-gateway_*_amd64.deb"]
    assert re.findall(r"SECRET\w*=(\S+)", TEXT) == ["/run/secrets/hub"]
