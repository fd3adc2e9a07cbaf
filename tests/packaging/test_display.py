"""Whether a display answers is asked of real sockets: a server that lets in, one that refuses, one that is gone."""

from __future__ import annotations

import os
import socket
import struct
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

BOOTSTRAP = Path(__file__).resolve().parents[2] / "packaging" / "bootstrap.py"
COOKIE = bytes(range(16))


def asked(**display: str) -> int:
    """The exit status of ``bootstrap.py --display`` with nothing of this process's own display around it."""
    hidden = ("DISPLAY", "WAYLAND_DISPLAY", "XDG_RUNTIME_DIR", "XAUTHORITY", "QT_QPA_PLATFORM")
    kept = {name: value for name, value in os.environ.items() if name not in hidden}
    command = [sys.executable, str(BOOTSTRAP), "--display"]
    return subprocess.run(
        command, env={**kept, "XAUTHORITY": os.devnull, **display}, check=False, timeout=30
    ).returncode


@contextmanager
def x_server(cookie: bytes = b"") -> Iterator[str]:
    """A server on loopback that reads one set-up request after another and lets in who brings the cookie."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            try:
                client, _ = listener.accept()
            except OSError:
                return
            with client:
                name, key = struct.unpack("<6xHHxx", client.recv(12))
                rest = client.recv(256) if name else b""
                given = rest[-key:] if key else b""
                client.sendall(b"\x01" if given == cookie else b"\x00")

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield f"127.0.0.1:{listener.getsockname()[1] - 6000}"
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join()


def authority(path: Path, number: str, cookie: bytes) -> str:
    """An Xauthority file with one entry of the kind that serves every host."""
    fields = (b"", number.encode(), b"MIT-MAGIC-COOKIE-1", cookie)
    path.write_bytes(struct.pack(">H", 65535) + b"".join(struct.pack(">H", len(f)) + f for f in fields))
    return str(path)


def test_no_display_is_set() -> None:
    assert asked() == 1


def test_a_server_that_lets_us_in_counts() -> None:
    with x_server() as display:
        assert asked(DISPLAY=display) == 0


def test_a_server_that_refuses_counts_as_none() -> None:
    with x_server(COOKIE) as display:
        assert asked(DISPLAY=display) == 1


def test_the_cookie_of_the_users_file_is_shown(tmp_path: Path) -> None:
    with x_server(COOKIE) as display:
        file = authority(tmp_path / "authority", display.rpartition(":")[2], COOKIE)
        assert asked(DISPLAY=display, XAUTHORITY=file) == 0


def test_a_damaged_cookie_file_is_no_cookie(tmp_path: Path) -> None:
    (tmp_path / "authority").write_bytes(b"\x00\x01\x00\xff")
    with x_server() as display:
        assert asked(DISPLAY=display, XAUTHORITY=str(tmp_path / "authority")) == 0


def test_a_dead_display_counts_as_none() -> None:
    with x_server() as display:
        pass
    assert asked(DISPLAY=display) == 1


def test_nonsense_counts_as_none() -> None:
    assert asked(DISPLAY="nonsense") == 1


def test_a_platform_without_windows_counts_as_none() -> None:
    with x_server() as display:
        assert asked(DISPLAY=display, QT_QPA_PLATFORM="offscreen") == 1


def test_a_compositor_that_accepts_counts(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(tmp_path / "wayland-0"))
        listener.listen()
        assert asked(WAYLAND_DISPLAY="wayland-0", XDG_RUNTIME_DIR=str(tmp_path)) == 0


def test_a_compositor_that_is_gone_counts_as_none(tmp_path: Path) -> None:
    assert asked(WAYLAND_DISPLAY="wayland-0", XDG_RUNTIME_DIR=str(tmp_path)) == 1
