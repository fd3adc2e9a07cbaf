"""A gateway's media room under test: its hub, its settings, and what tests look at."""

from __future__ import annotations

import base64
import json
import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import func, select

from tests.gateway.authority import Authority
from tests.gateway.bench import Bench, ok, payload
from tests.gateway.media.hub import Hub
from triage.gateway import tables
from triage.gateway.config.media import MediaConfig
from triage.gateway.media.fetch import Resolve, system_resolve
from triage.gateway.media.opening import open_media
from triage.gateway.media.worker import Media
from triage.gateway.pressure import Pressure
from triage.models.files import FileState

JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01" + bytes(range(256)) * 8
EXE = b"MZ\x90\x00\x03" + bytes(300)
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


def linked(url: str, name: str = "door.jpg", **attributes: Any) -> dict[str, Any]:
    return {"id": "m", "type": "media", "attributes": {"fileName": name, "url": url, **attributes}}


def inline(content: bytes, name: str = "door.jpg", media_type: str = "image/jpeg") -> dict[str, Any]:
    told = base64.b64encode(content).decode()
    return {"id": "n", "type": "media", "attributes": {"fileName": name, "mediaType": media_type, "content": told}}


def report(*files: dict[str, Any], submission_id: str = "s-1", text: str = "My shed was opened.") -> bytes:
    document = json.loads(payload(submission_id, text))
    document["included"] += files
    return json.dumps(document).encode()


@dataclass
class MediaDesk:
    """A bench whose media workers run when the test says so."""

    bench: Bench
    hub: Hub
    config: MediaConfig

    def media(self, *, resolve: Resolve = system_resolve, **changes: Any) -> Media:
        """A gateway's media room on the bench's database; several are several gateways."""
        parts = self.bench.parts
        config = replace(self.config, **changes)
        return open_media(
            config, parts.database, self.bench.clock, parts.pool, Pressure(), resolve=resolve, dice=random.Random(1)
        )

    async def arrive(self, *files: dict[str, Any], **more: Any) -> str:
        """A report with these files; gives its address."""
        answer = ok(await self.bench.post(report(*files, **more)))
        return f"/v1/reports/{answer.json()['data']['id']}"

    async def work(self, media: Media | None = None) -> int:
        """Rounds until nothing is due; gives how many did something."""
        rounds = 0
        at_work = media or self.media()
        while await at_work.round():
            rounds += 1
        return rounds

    async def files(self, path: str) -> tuple[FileState, ...]:
        return (await self.bench.ann.report(path.rpartition("/")[2])).files

    async def file(self, path: str) -> FileState:
        [found] = await self.files(path)
        return found

    async def after(self, *files: dict[str, Any], media: Media | None = None) -> tuple[str, FileState]:
        """A report with one file arrives and is worked on: its address, and how the file stands."""
        path = await self.arrive(*files)
        await self.work(media)
        return path, await self.file(path)

    async def chunks(self) -> int:
        async with self.bench.parts.database.read() as connection:
            return int(await connection.scalar(select(func.count()).select_from(tables.media_chunks)) or 0)

    async def words(self) -> Sequence[str]:
        """Why reports moved in the feed, in order."""
        async with self.bench.parts.database.read() as connection:
            return (await connection.scalars(select(tables.changes.c.word).order_by(tables.changes.c.seq))).all()


def settings(authority: Authority, hub: Hub, **changes: Any) -> MediaConfig:
    """This hub alone, with times that a test can wait for."""
    made = MediaConfig(
        hosts=(f"127.0.0.1:{hub.port}",),
        ca_file=str(authority.file),
        most_mb=4,
        tries=3,
        read_seconds=5,
        whole_seconds=20,
    )
    return replace(made, **changes)
