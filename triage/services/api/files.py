"""The gateway's calls for the files of a report: how they stand, their bytes part by part, asking again."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass

from triage.models import codec
from triage.models.errors import InputError
from triage.models.files import FileLocked, FileState
from triage.models.ids import OpId, ReportId
from triage.models.queue import ReportBody
from triage.services.api.client import Client, unreadable
from triage.services.api.reading import as_type, keyed

_RANGE = re.compile(r"bytes (\d+)-(\d+)/(\d+)\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """Bytes of a file from ``first`` on. ``total``: of the whole file. ``sha256``: of the whole, as the gateway says.

    ``first`` is 0 and the content whole when the gateway has another file by now than the one that was begun.
    """

    first: int
    content: bytes
    total: int
    sha256: str


class FilesApi:
    """Every call raises `ApiFailure` and nothing else."""

    def __init__(self, client: Client) -> None:
        self._client = client

    async def states(self, report_id: ReportId) -> tuple[int, tuple[FileState, ...]]:
        """The newest version, and how its files stand now."""
        got = await self._client.call("GET", f"/v1/reports/{report_id}")
        try:
            body = await asyncio.to_thread(codec.decode, ReportBody, got.body)
        except InputError as error:
            raise unreadable(error) from error
        return body.report.version, body.files

    async def piece(
        self,
        report_id: ReportId,
        number: int,
        first: int,
        last: int,
        *,
        version: int,
        sha256: str = "",
        anyway: bool = False,
    ) -> Piece:
        """Bytes ``first`` to ``last`` (both included) of a file of this version. ``sha256``: only if the file still is
        this one, else all of it.

        Problems: attachment-pending, attachment-failed, attachment-suspicious (unless ``anyway``), infected,
        locked, range-not-satisfiable.
        """
        headers = {"Range": f"bytes={first}-{last}", **({"If-Range": f'"{sha256}"'} if sha256 else {})}
        params = {"version": str(version), **({"anyway": "1"} if anyway else {})}
        path = f"/v1/reports/{report_id}/attachments/{number}"
        got = await self._client.call("GET", path, headers=headers, params=params, media=None)
        told = got.headers.get("x-content-sha256", "")
        found = _RANGE.match(got.headers.get("content-range", ""))
        if got.status != 206 or found is None:
            return Piece(first=0, content=got.body, total=len(got.body), sha256=told)
        return Piece(first=int(found[1]), content=got.body, total=int(found[3]), sha256=told)

    async def fetch(self, report_id: ReportId, number: int) -> FileState:
        """Have the gateway fetch the file again, or scan it again."""
        got = await self._client.call("POST", f"/v1/reports/{report_id}/attachments/{number}/fetch")
        try:
            return codec.decode(FileState, got.body)
        except InputError as error:
            raise unreadable(error) from error

    async def lock(self, report_id: ReportId, number: int, body: bytes, *, key: OpId) -> FileLocked:
        """Lock the file for everybody. Problems: unknown-report, unknown-attachment, erased."""
        path = f"/v1/reports/{report_id}/attachments/{number}/lock"
        got = await self._client.call("POST", path, body=body, headers=keyed(key))
        return as_type(FileLocked, got.body)
