"""What a program wrote to its files and when it asked for it to be on the disk, as strace saw it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

CALLS = "pwrite64,write,ftruncate,fsync,fdatasync,unlink,rename"
_LINE = re.compile(r"^(\d+) +(.*)$")
_WRITE = re.compile(r'^(?:pwrite64|write)\(\d+<([^>]*)>, "((?:\\x[0-9a-f]{2})*)", \d+(?:, (\d+))?\) += (\d+)')
_CUT = re.compile(r"^ftruncate\(\d+<([^>]*)>, (\d+)\) += 0")
_SYNC = re.compile(r"^f(?:data)?sync\(\d+<([^>]*)>\) += 0")
_GONE = re.compile(r'^unlink\("((?:\\x[0-9a-f]{2})*)"\) += 0')
_NAMED = re.compile(r'^rename\("((?:\\x[0-9a-f]{2})*)", "((?:\\x[0-9a-f]{2})*)"\) += 0')
_RESUMED = re.compile(r"<\.\.\. \w+ resumed>")


@dataclass(frozen=True, slots=True)
class Step:
    """``kind``: "write", "cut", "sync", "gone" or "named". ``at``: the place in the file, -1 for its end; ``to``: the
    new name."""

    kind: str
    path: str
    at: int = 0
    data: bytes = b""
    to: str = ""


def command(log: Path, inner: list[str]) -> list[str]:
    watched = ["-e", f"trace={CALLS}", "-e", "signal=none"]
    return ["strace", "-f", "-y", "-xx", "-s", "200000", *watched, "-o", str(log), *inner]


def steps(log: Path, home: Path) -> Iterator[Step]:
    """Everything done to files in ``home``, in the order in which it was done."""
    begun: dict[str, str] = {}
    with log.open(encoding="ascii", errors="replace") as lines:
        for line in lines:
            match = _LINE.match(line)
            if match is None:
                continue
            thread, text = match[1], match[2]
            if text.endswith("<unfinished ...>"):
                begun[thread] = text.removesuffix("<unfinished ...>").rstrip()
                continue
            if _RESUMED.match(text):
                text = begun.pop(thread, "") + _RESUMED.sub("", text)
            step = _step(text)
            if step is not None and step.path.startswith(f"{home}/"):
                yield step


def _step(text: str) -> Step | None:
    if found := _WRITE.match(text):
        data = _bytes(found[2])[: int(found[4])]
        return Step("write", _path(found[1]), int(found[3]) if found[3] is not None else -1, data)
    if found := _CUT.match(text):
        return Step("cut", _path(found[1]), int(found[2]))
    if found := _SYNC.match(text):
        return Step("sync", _path(found[1]))
    if found := _GONE.match(text):
        return Step("gone", _bytes(found[1]).decode())
    if found := _NAMED.match(text):
        return Step("named", _bytes(found[1]).decode(), to=_bytes(found[2]).decode())
    return None


def _bytes(told: str) -> bytes:
    return bytes.fromhex(told.replace("\\x", ""))


def _path(told: str) -> str:
    """Paths of open files are escaped as strings are."""
    return _bytes(told).decode() if told.startswith("\\x") else told
