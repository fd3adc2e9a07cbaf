"""A gateway as a process of its own on a database of a bench."""

from __future__ import annotations

import contextlib
import json
import subprocess
from collections.abc import Iterator
from pathlib import Path

from triage.bench.queue.claims import SUBJECTS
from triage.models.errors import KnownError
from triage.training.children import child_environment, own_command

SECRET = "bench-secret"  # noqa: S105 - of a measurement that lasts a minute


@contextlib.contextmanager
def gateway(url: str, folder: Path, *, processes: int) -> Iterator[dict[str, str]]:
    """What it says when it is ready, and its ``process``; stopped at the end. ``processes``: its reading processes.

    Raises:
        KnownError: it did not start.
    """
    names = ("secret", "config.toml", "tokens", "gateway.log")
    secret, config, tokens, log = (folder / name for name in names)
    secret.write_text(SECRET)
    tokens.write_text("".join(f"token-{n} handler-{n} handler\n" for n in range(1, SUBJECTS + 1)))
    config.write_text(f"[intake]\nprocesses = {processes}\n[limits]\ncalls_per_minute = 0\n")
    command = own_command(
        "gateway", "serve", "--db", url, "--listen", "127.0.0.1:0", "--client-id", "hub",
        "--client-secret-file", str(secret), "--config", str(config),
        "--dev-token-file", str(tokens),
    )  # fmt: skip
    with log.open("ab") as errors:
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors, env=child_environment())  # noqa: S603
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        if not line:
            raise KnownError("A gateway did not start.", log.read_text()[-1000:])
        yield {**json.loads(line), "process": str(process.pid)}
    finally:
        process.terminate()
        process.wait(60)
        if process.stdout is not None:
            process.stdout.close()
