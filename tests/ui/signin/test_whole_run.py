"""The desktop as a process of its own: settings, browser, desk, lock, sign-out; everything real."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.gateway.process import Process, gateway
from tests.openid.provider import CLIENT, open_id_provider
from triage.models import codec
from triage.models.sign_in import RoleToPick

ROOT = Path(__file__).resolve().parents[3]
CONFIG = """
[sign_in]
issuer = "{issuer}"
audience = "{audience}"
roles_claim = "realm_access.roles"
[sign_in.roles]
desk-handler = "handler"
"""


def test_a_person_signs_in_locks_comes_back_and_signs_out(tmp_path: Path) -> None:
    with open_id_provider() as idp:
        config = tmp_path / "gateway.toml"
        config.write_text(CONFIG.format(issuer=idp.issuer, audience=idp.audience))
        with gateway(tmp_path, "--config", str(config)) as running:
            env = {
                **environment(tmp_path, running),
                "BROWSER": f"{sys.executable} -m tests.openid.follow ann %s",
                "TRIAGE_SIGN_IN_ISSUER": idp.issuer,
                "TRIAGE_SIGN_IN_CLIENT_ID": CLIENT,
                "TRIAGE_SIGN_IN_RESOURCE": idp.audience,
                "TRIAGE_SIGN_IN_SCOPE": "openid profile offline_access work",
                "TRIAGE_SIGN_IN_PROMPT": "consent",
            }
            told = run(env)
    assert told[:3] == ["in", "locked", "unlocked"]
    assert "Ann Lee is signed out" in told[3]


def test_training_begins_with_a_role_and_may_go_on_in_another(tmp_path: Path) -> None:
    roles = (
        RoleToPick(key="handler", person="ann", name="Practice handler", token="token-ann"),
        RoleToPick(key="supervisor", person="bob", name="Practice supervisor", token="token-bob"),
    )
    (tmp_path / "roles.json").write_bytes(codec.encode(roles))
    with gateway(tmp_path) as running:
        env = {
            **environment(tmp_path, running),
            "TRIAGE_TOKEN": "token-ann",
            "TRIAGE_HANDLER_ID": "ann",
            "TRIAGE_TRAINING_URL": "http://127.0.0.1:9",
            "TRIAGE_TRAINING_ROLES": str(tmp_path / "roles.json"),
        }
        assert run(env, "roles") == ["Practice handler", "Practice supervisor"]


def environment(folder: Path, running: Process) -> dict[str, str]:
    return {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "QT_QPA_PLATFORM": "offscreen",
        "TRIAGE_MODE": "training",
        "TRIAGE_HOME": str(folder / "desk"),
        "TRIAGE_GATEWAY_URL": running.listen,
        "TRIAGE_CONTROL_URL": "http://127.0.0.1:9/control",
        "TRIAGE_CRIME_URL": "http://127.0.0.1:9/crime",
    }


def run(env: dict[str, str], *way: str) -> list[str]:
    """What the steps printed, once the desktop has ended well."""
    command = [sys.executable, "-m", "tests.ui.signin.whole_run", *way]
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False, timeout=90)
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
    return [line for line in done.stdout.splitlines() if not line.startswith("{")]
