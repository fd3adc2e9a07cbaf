"""The files of a run's reports, and what is counted of them at records: each once, beside its record, nothing else."""

from __future__ import annotations

import hashlib
from base64 import b64encode
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from triage.bench.faults.network import RECORDS_HOST, Exchanged
from triage.bench.faults.outside import GOES, Outside
from triage.bench.faults.promises import Broken
from triage.gateway import tables
from triage.models.ids import ReportId

COUNTS = (2, 1, 3, 0)
"""Files of a submission, by its number, wrapped round."""
_KINDS = (("door.jpg", "image/jpeg", b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01"), ("list.txt", "text/plain", b"Taken: "))
_FILLING = 700


@dataclass(frozen=True, slots=True)
class Given:
    """A file as the public sent it."""

    name: str
    media_type: str
    content: bytes

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()

    def as_media(self, number: int) -> dict[str, Any]:
        """As the hub sends it."""
        told = {"fileName": self.name, "mediaType": self.media_type, "content": b64encode(self.content).decode()}
        return {"id": f"m{number}", "type": "media", "attributes": told}


def given(number: int, told: int) -> tuple[Given, ...]:
    """The files of a submission, told anew so many times: the first stays as it was, the others are other ones, and the
    third is the first once more under another name.
    """
    made = [_made(number, place, told if place else 0) for place in range(COUNTS[number % len(COUNTS)])]
    if len(made) > 2:
        made[2] = Given("again.jpg", made[0].media_type, made[0].content)
    return tuple(made)


def _made(number: int, place: int, told: int) -> Given:
    name, media, start = _KINDS[place % 2]
    words = f"submission {number}, file {place}, told {told} times. "
    return Given(name, media, start + (words * (_FILLING // len(words) * (1 + place))).encode())


@dataclass
class Filed:
    """``versions``: the files of each version of a report, the first at 0."""

    outside: Outside
    versions: dict[ReportId, list[tuple[Given, ...]]] = field(default_factory=dict)

    def arrived(self, report_id: ReportId, files: tuple[Given, ...]) -> None:
        """A version that the gateway acknowledged."""
        self.versions.setdefault(report_id, []).append(files)

    async def watch(self, exchanged: Exchanged) -> None:
        """Look after each file that records took; raises Broken."""
        request = exchanged.request
        if request.url.host == RECORDS_HOST and request.method == "PUT" and exchanged.status < 300:
            await self.check(await self._report_of(request.url.path.split("/")[3]))

    async def check(self, report_id: ReportId) -> None:
        """No file of the report is at a record twice, and none is there that is not the report's own."""
        for system in GOES:
            own = {one.sha256 for files in self.versions.get(report_id, []) for one in _going(files, system)}
            for (record_id, sha256), times in (await self._there(system, report_id)).items():
                if times > 1:
                    raise Broken(f"a file twice at the record {record_id} of {report_id} in {system}: {sha256[:8]}")
                if sha256 not in own:
                    raise Broken(f"a file astray at the record {record_id} of {report_id} in {system}: {sha256[:8]}")

    async def check_whole(self, report_id: ReportId) -> None:
        """Every file of each version that was settled is at its record."""
        settlements, decisions = tables.settlements, tables.decisions
        settled = (
            select(decisions.c.report_version)
            .join(
                settlements,
                (settlements.c.report_id == decisions.c.report_id)
                & (settlements.c.decision_number == decisions.c.number),
            )
            .where(decisions.c.report_id == report_id)
        )
        async with self.outside.parts.database.read() as connection:
            versions = set((await connection.scalars(settled)).all())
        for system in GOES:
            there = {sha256 for _, sha256 in await self._there(system, report_id)}
            for version in versions:
                wanted = {one.sha256 for one in _going(self.versions[report_id][version - 1], system)}
                if wanted - there:
                    missing = ", ".join(sorted(one[:8] for one in wanted - there))
                    raise Broken(f"a file lost: {missing} of version {version} of {report_id} is not in {system}")

    async def count(self) -> int:
        """Files at records."""
        return int((await self.outside.records.rows("SELECT count(*) FROM attachments"))[0][0])

    async def _report_of(self, record_id: str) -> ReportId:
        statement = "SELECT external_reference FROM records WHERE record_id = ?"
        return ReportId(str((await self.outside.records.rows(statement, record_id))[0][0]))

    async def _there(self, system: str, report_id: ReportId) -> Counter[tuple[str, str]]:
        statement = (
            "SELECT records.record_id, sha256 FROM attachments JOIN records USING (record_id)"
            " WHERE system = ? AND external_reference = ?"
        )
        rows = await self.outside.records.rows(statement, system, report_id)
        return Counter((str(record_id), str(sha256)) for record_id, sha256 in rows)


def _going(files: tuple[Given, ...], system: str) -> tuple[Given, ...]:
    kinds = GOES[system]
    return tuple(one for one in files if "*/*" in kinds or f"{one.media_type.partition('/')[0]}/*" in kinds)
