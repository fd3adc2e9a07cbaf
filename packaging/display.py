"""Find out whether a window could be shown, by really connecting to the display server.

A set DISPLAY proves nothing: it outlives closed sessions and is inherited by containers. Qt aborts the whole
process when it cannot connect, so this is asked beforehand. Standard library only (see bootstrap.py).

X: the connection set-up of the X Window System Protocol, version 11 (X.Org, "Connection Setup"), with the
MIT-MAGIC-COOKIE-1 of the user's Xauthority file. Wayland: the compositor's socket accepts a connection.
"""

from __future__ import annotations

import os
import re
import socket
import struct
from pathlib import Path

TIMEOUT = 2.0  # seconds for each step; a hung server counts as none
COOKIE = b"MIT-MAGIC-COOKIE-1"
X_SUCCESS = 1  # first byte of the server's answer; 0 refused, 2 wants more authentication
WINDOWLESS = ("offscreen", "minimal", "vnc", "linuxfb")


def any_display() -> bool:
    """Whether a Wayland compositor or an X server answers. A Qt platform set to off-screen counts as no."""
    if os.environ.get("QT_QPA_PLATFORM", "").split(":")[0] in WINDOWLESS:
        return False
    return wayland_answers(os.environ.get("WAYLAND_DISPLAY", "")) or x_answers(os.environ.get("DISPLAY", ""))


def wayland_answers(name: str) -> bool:
    """Whether the compositor of this name (or absolute socket path) accepts a connection."""
    folder = os.environ.get("XDG_RUNTIME_DIR", "")
    if not name or not (folder or Path(name).is_absolute()):
        return False
    server = connected_unix(str(Path(folder) / name))
    if server is None:
        return False
    server.close()
    return True


def x_answers(display: str) -> bool:
    """Whether the X server of ``[host]:number[.screen]`` lets us in."""
    parts = re.fullmatch(r"(?:[\w.-]*/)?(.*?):(\d+)(?:\.\d+)?", display)
    if parts is None:
        return False
    host, number = parts.group(1), int(parts.group(2))
    for cookie in [*cookies(number), b""]:
        server = connected(host, number)
        if server is None:
            return False
        with server:
            if lets_in(server, cookie):
                return True
    return False


def connected(host: str, number: int) -> socket.socket | None:
    """A connection to the X server: its socket file, the abstract socket, or TCP for a named host."""
    if host in ("", "unix"):
        path = f"/tmp/.X11-unix/X{number}"  # noqa: S108 - where every X server puts it
        return connected_unix(path) or connected_unix("\0" + path)
    try:
        return socket.create_connection((host.strip("[]"), 6000 + number), timeout=TIMEOUT)
    except OSError:
        return None


def connected_unix(path: str) -> socket.socket | None:
    """A connection to this socket file, or None."""
    if not hasattr(socket, "AF_UNIX"):
        return None
    server = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    server.settimeout(TIMEOUT)
    try:
        server.connect(path)
    except OSError:
        server.close()
        return None
    return server


def lets_in(server: socket.socket, cookie: bytes) -> bool:
    """Send the connection set-up request and read the verdict."""
    name = COOKIE if cookie else b""
    hello = struct.pack("<BxHHHHxx", ord("l"), 11, 0, len(name), len(cookie)) + padded(name) + padded(cookie)
    try:
        server.sendall(hello)
        verdict = server.recv(1)
    except OSError:
        return False
    return verdict == bytes([X_SUCCESS])


def padded(data: bytes) -> bytes:
    """The protocol counts in units of four bytes."""
    return data + bytes(-len(data) % 4)


def cookies(number: int) -> list[bytes]:
    """The cookies that the user's Xauthority file holds for this display number, each once."""
    path = Path(os.environ.get("XAUTHORITY") or "~/.Xauthority").expanduser()
    try:
        data = path.read_bytes()
        entries = authority_entries(data)
    except (OSError, struct.error):
        return []
    ours = (b"", str(number).encode())  # an entry without a number serves every display
    return list(dict.fromkeys(key for shown, name, key in entries if name == COOKIE and shown in ours))


def authority_entries(data: bytes) -> list[tuple[bytes, bytes, bytes]]:
    """(display number, scheme, key) of each entry: a family, then four fields with a big-endian length before each.

    Raises struct.error when the file is cut short.
    """
    entries = []
    at = 0
    while at < len(data):
        at += 2  # the address family: not needed, a wrong cookie is simply refused
        fields = []
        for _ in range(4):
            (length,) = struct.unpack_from(">H", data, at)
            fields.append(data[at + 2 : at + 2 + length])
            at += 2 + length
        _, shown, name, key = fields
        entries.append((shown, name, key))
    return entries
