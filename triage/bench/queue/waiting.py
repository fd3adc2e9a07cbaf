"""Long polls as desktops hold them, as many as asked, in a process of their own: each reads the feed to its end and
then waits for changes, again and again. Tells on standard output when all wait, and what they met when told to stop.
"""

from __future__ import annotations

import asyncio
import json
import sys
from dataclasses import dataclass
from urllib.parse import urlsplit

WAIT = 30


@dataclass(slots=True)
class Met:
    answers: int = 0
    items: int = 0
    failures: int = 0
    waiting: int = 0


async def main(listen: str, count: int, subjects: int) -> Met:
    """Poll until standard input says something."""
    address = urlsplit(listen)
    met = Met()
    all_wait = asyncio.Event()
    loop = asyncio.get_running_loop()
    told = asyncio.Event()
    loop.add_reader(sys.stdin, told.set)
    cursor = await _newest(address.hostname or "", address.port or 0)

    async def one(number: int) -> None:
        after = cursor
        try:
            reader, writer = await asyncio.open_connection(address.hostname, address.port)
            met.waiting += 1
            if met.waiting == count:
                all_wait.set()
            while True:
                writer.write(_request(f"/v1/changes?after={after}&limit=50&wait={WAIT}", number % subjects + 1))
                answer = await _answer(reader)
                met.answers += 1
                met.items += len(answer["items"])
                after = answer.get("next") or answer.get("delta") or after
        except (OSError, asyncio.IncompleteReadError, ValueError, KeyError):
            met.failures += 1

    async with asyncio.TaskGroup() as group:
        polls = [group.create_task(one(number)) for number in range(count)]
        await all_wait.wait()
        _say({"waiting": count})
        await told.wait()
        for poll in polls:
            poll.cancel()
    return met


async def _newest(host: str, port: int) -> str:
    """The cursor at the end of the feed."""
    reader, writer = await asyncio.open_connection(host, port)
    after = ""
    while True:
        path = f"/v1/changes?limit=500&after={after}" if after else "/v1/changes?limit=500"
        writer.write(_request(path, 1))
        answer = await _answer(reader)
        if not answer.get("next"):
            writer.close()
            return str(answer["delta"])
        after = answer["next"]


def _request(path: str, number: int) -> bytes:
    return f"GET {path} HTTP/1.1\r\nHost: gateway\r\nAuthorization: Bearer token-{number}\r\n\r\n".encode()


async def _answer(reader: asyncio.StreamReader) -> dict[str, str]:
    head = await reader.readuntil(b"\r\n\r\n")
    length = next(int(line[15:]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:"))
    body = await reader.readexactly(length)
    if b" 200 " not in head.split(b"\r\n", 1)[0]:
        raise ValueError
    told: dict[str, str] = json.loads(body)
    return told


def _say(told: dict[str, int]) -> None:
    sys.stdout.write(json.dumps(told) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    done = asyncio.run(main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3])))
    _say({"answers": done.answers, "items": done.items, "failures": done.failures})
