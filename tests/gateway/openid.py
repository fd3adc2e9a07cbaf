"""A real OpenID provider as a process: npm's oidc-provider, installed once below build/."""

from __future__ import annotations

import contextlib
import fcntl
import json
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "build" / "oidc-provider"
PACKAGE = "oidc-provider@9.13.3"
MAIN = FOLDER / "node_modules" / "oidc-provider" / "lib" / "index.js"


@dataclass(frozen=True)
class OpenIdProvider:
    issuer: str
    audience: str

    def token(self, client: str, resource: str = "") -> str:
        """An access token by client credentials; the client is named for the algorithm that signs."""
        answer = httpx.post(
            f"{self.issuer}/token",
            data={"grant_type": "client_credentials", "scope": "work", "resource": resource or self.audience},
            auth=(client, f"secret-of-{client}"),
            trust_env=False,
        )
        assert answer.status_code == 200, answer.text
        return str(answer.json()["access_token"])


@contextlib.contextmanager
def open_id_provider() -> Iterator[OpenIdProvider]:
    """The provider for as long as the block lasts; without Node or the package the test skips."""
    node = shutil.which("node")
    if node is None:
        pytest.skip("node is not on this machine: no real OpenID provider")
    _install()
    command = [node, str(Path(__file__).with_name("openid_provider.mjs")), str(MAIN)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stderr is not None
    try:
        line = process.stdout.readline()
        assert line, process.stderr.read().decode()
        yield OpenIdProvider(**json.loads(line))
    finally:
        process.kill()
        process.wait()
        process.stdout.close()
        process.stderr.close()


def _install() -> None:
    """Once for all test processes, which may ask at once."""
    npm = shutil.which("npm")
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (FOLDER / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if MAIN.exists():
            return
        if npm is None:
            pytest.skip("npm is not on this machine: no real OpenID provider")
        words = [
            "install",
            "--no-save",
            "--no-audit",
            "--no-fund",
            "--ignore-scripts",
            "--prefix",
            str(FOLDER),
            PACKAGE,
        ]
        try:
            done = subprocess.run([npm, *words], capture_output=True, text=True, check=False, timeout=60)
        except subprocess.TimeoutExpired:
            pytest.skip(f"npm had not installed {PACKAGE} after a minute")
        if not MAIN.exists():
            pytest.skip(f"npm could not install {PACKAGE} (status {done.returncode})")
