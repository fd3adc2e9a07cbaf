"""The stand-in as a process of its own: its first line, its end, and what survives being killed."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from tests.builders import a_decision, a_profile, a_report
from tests.standin import NO_TLS
from triage.models.errors import KnownError
from triage.records.document import build_documents, to_json
from triage.training.records_standin.serve import bind, run_standin

ROOT = Path(__file__).resolve().parents[3]
START = (
    "import argparse, sys; from triage.training import records_standin_cli as verb;"
    " parser = argparse.ArgumentParser(); verb.add_parser(parser.add_subparsers());"
    " arguments = parser.parse_args(); sys.exit(arguments.run(arguments))"
)


@contextmanager
def process(database: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A running stand-in and its address; killed at the end if it still runs."""
    words = [sys.executable, "-c", START, "records", "--listen", "127.0.0.1:0", "--db", str(database)]
    with subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE, text=True) as running:
        try:
            assert running.stdout is not None
            yield running, str(json.loads(running.stdout.readline())["listen"])
        finally:
            running.kill()


def create(url: str, key: str = '"k1"') -> httpx.Response:
    report = a_report()
    body = to_json(build_documents(report, a_decision(report), a_profile())["crime"])
    headers = {"Content-Type": "application/json", "Idempotency-Key": key}
    return httpx.post(f"{url}/crime/records", content=body, headers=headers, verify=NO_TLS)


@pytest.mark.parametrize("told", [signal.SIGTERM, signal.SIGINT])
def test_it_ends_with_0_when_told_to(tmp_path: Path, told: signal.Signals) -> None:
    with process(tmp_path / "records.db") as (running, url):
        assert httpx.get(f"{url}/healthz", verify=NO_TLS).json() == {"status": "ok"}
        running.send_signal(told)
        assert running.wait(20) == 0


def test_what_was_answered_survives_a_kill(tmp_path: Path) -> None:
    with process(tmp_path / "records.db") as (running, url):
        first = create(url).json()
        running.kill()
        running.wait(20)
    with process(tmp_path / "records.db") as (_, url):
        again = create(url)
        assert (again.json(), again.headers["idempotency-replayed"]) == (first, "true")
        assert create(url, '"k2"').status_code == 409


def test_a_reader_that_goes_away_does_not_end_it(tmp_path: Path) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    reading, writing = os.pipe()
    os.close(reading)
    words = [sys.executable, "-c", START, "records", "--listen", f"127.0.0.1:{port}", "--db", str(tmp_path / "r.db")]
    with subprocess.Popen(words, cwd=ROOT, stdout=writing) as running:
        os.close(writing)
        with httpx.Client(
            transport=httpx.HTTPTransport(retries=12, verify=NO_TLS), trust_env=False, timeout=20
        ) as client:
            assert client.get(f"http://127.0.0.1:{port}/healthz").status_code == 200
        running.terminate()
        assert running.wait(20) == 0


@pytest.mark.parametrize("listen", ["0.0.0.0:0", "192.0.2.1:80", "127.0.0.1", "127.0.0.1:x", "127.0.0.1:99999", ":0"])
def test_only_loopback_is_listened_on(listen: str) -> None:
    with pytest.raises(KnownError, match="loopback"):
        bind(listen)


def test_a_port_that_is_taken_is_named() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(KnownError, match="Nothing can listen"):
        bind(f"127.0.0.1:{taken.getsockname()[1]}")


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(KnownError, match="nowhere"):
        run_standin("127.0.0.1:0", tmp_path / "nowhere" / "records.db")
