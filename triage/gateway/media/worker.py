"""The work on files: fetch what is a link, read what is inline, look at it, have it scanned. After the 201, always."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import random
from collections.abc import Collection, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

from triage.gateway.config.media import MediaConfig
from triage.gateway.database import Database, DatabaseDown
from triage.gateway.logs import say
from triage.gateway.media import sniff
from triage.gateway.media.fetch import Fetcher, FetchFailure
from triage.gateway.media.files import File
from triage.gateway.media.scan import Clamd, ScanFailure, Verdict
from triage.gateway.media.store import MediaStore, TakenOverError
from triage.gateway.media.writer import Writer
from triage.gateway.pressure import Pressure
from triage.gateway.workers import Worker
from triage.models.clock import Clock
from triage.models.files import (
    CLEAN,
    FAILED,
    INFECTED,
    INLINE,
    LINK,
    LOCKED,
    NOT_SCANNED,
    SCAN_FAILED,
    SCANNING,
    STORED,
    SUSPICIOUS,
    TOO_LARGE_TO_SCAN,
)
from triage.models.sdm import attachment_contents

_JITTER = 0.5
_LOOKS, _LOOK_SECONDS = 100, 0.05
MOST_GIVEN_OUT = 100 * 1024 * 1024
"""Bytes of files in one package."""


class Media:
    """``scanner`` None: nothing is scanned, and each file says so."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        pool: ThreadPoolExecutor,
        config: MediaConfig,
        fetcher: Fetcher,
        scanner: Clamd | None,
        dice: random.Random,
        pressure: Pressure,
    ) -> None:
        self.store = MediaStore(database, clock)
        self._pool = pool
        self._config = config
        self._fetcher = fetcher
        self._scanner = scanner
        self._dice = dice
        self._pressure = pressure
        self._workers = [
            Worker(name=f"media-{number}", every=config.poll_seconds, round=self.round_behind)
            for number in range(1, config.side_by_side + 1)
        ]

    @property
    def scans(self) -> bool:
        return self._scanner is not None

    def workers(self) -> list[Worker]:
        """As many as work side by side: one slow host must not keep the others waiting."""
        return self._workers

    def nudge(self) -> None:
        """There is something to do now."""
        for worker in self._workers:
            worker.nudge()

    async def round_behind(self) -> bool:
        """A round that lets answering go first while many reports arrive, for seconds."""
        await self._pressure.let_reading_go_first()
        return await self.round()

    async def round(self) -> bool:
        """Take up what waits longest; False when nothing is due."""
        files = await self.store.claim(self._config.claim_seconds)
        if files and files[0].state == INLINE:
            await self._read_payload(files)
        elif files:
            await self._work(files[0])
        return bool(files)

    async def look_now(self, report_id: str, version: int) -> None:
        """Do what is to be done for the inline files of one payload at once: somebody wants to read one. What a worker
        is at already, here or at another gateway, is waited for, some seconds at most.
        """
        files = await self.store.claim_inline(report_id, version, self._config.claim_seconds)
        if files:
            await self._read_payload(files)
        for _ in range(_LOOKS):
            known = await self.store.files(report_id, version)
            if not any(file.busy and file.state in (INLINE, SCANNING) for file in known):
                break
            await asyncio.sleep(_LOOK_SECONDS)

    async def given_out(
        self, report_id: str, version: int, locked: Collection[int] = ()
    ) -> tuple[dict[int, bytes], dict[int, str]]:
        """The files of a version that may leave the force, whole, and why each of the others does not. As for a
        reader, an infected, suspicious or ``locked`` file is not given; nor is what would fill the memory.
        """
        await self.look_now(report_id, version)
        known = await self.store.files(report_id, version)
        files: dict[int, bytes] = {}
        missing: dict[int, str] = {}
        room = MOST_GIVEN_OUT
        for file in known:
            if file.number in locked:
                missing[file.number] = LOCKED
            elif file.state != STORED:
                missing[file.number] = file.state
            elif (file.size or 0) > room:
                missing[file.number] = "too large for a package: give it by other means"
            else:
                room -= file.size or 0
                files[file.number] = b"".join([part async for part in self.store.parts(file)])
        return files, missing

    async def _read_payload(self, files: tuple[File, ...]) -> None:
        raw = await self.store.payload(files[0].report_id, files[0].version)
        reading = asyncio.get_running_loop().run_in_executor(self._pool, attachment_contents, raw)
        contents = await reading
        for at, file in enumerate(files):
            await self._work(file, contents, publish=at == len(files) - 1)

    async def _work(self, file: File, contents: Mapping[int, bytes] | None = None, *, publish: bool = True) -> None:
        """One file, from where it stands to where it rests or waits."""
        try:
            if file.kept:
                await self._scan(file, publish=publish)
            else:
                await self._bring(file, contents, publish=publish)
        except TakenOverError:
            await self.store.drop(file)
            say("media-taken-over", report_id=file.report_id, number=file.number)
        except asyncio.CancelledError:
            with contextlib.suppress(DatabaseDown, TakenOverError):
                await self.store.later(file, 0)
            raise
        except DatabaseDown:
            raise  # the take runs out by itself, and whoever comes next clears up
        except Exception:
            await self._again(file, FetchFailure("bug"))
            raise

    async def _bring(self, file: File, contents: Mapping[int, bytes] | None, *, publish: bool) -> None:
        """Get the bytes and look at them."""
        writer = Writer(self.store, file, seconds=self._config.claim_seconds)
        try:
            if contents is not None:
                await writer.write(contents.get(file.number, b""))
                if not writer.size:
                    raise FetchFailure("unreadable", final=True)
            else:
                await self._fetcher.fetch(await self.store.link(file), writer.write)
            sniffed = sniff.sniff(writer.head)
            if contents is None and sniff.is_page_instead(name=file.name, claimed=file.media_type, sniffed=sniffed):
                raise FetchFailure("page-instead")
        except FetchFailure as failure:
            await self._again(file, failure)
            return
        known = await writer.close(sniffed=sniffed, state=SCANNING, tries=0, reason="")
        await self._scan(replace(file, kept=file.take, **known), publish=publish)

    async def _scan(self, file: File, *, publish: bool) -> None:
        """Ask the scanner, if there is one, and come to rest."""
        if self._scanner is None:
            await self._rest(file, NOT_SCANNED, publish=publish)
            return
        await self.store.hold(file, self._config.clamd_seconds + self._config.claim_seconds)
        try:
            verdict = await self._scanner.scan(self.store.parts(file))
        except ScanFailure as failure:
            if file.tries + 1 >= self._config.tries:
                await self._rest(file, SCAN_FAILED, publish=publish)
                return
            say("media-scan-failed", logging.WARNING, report_id=file.report_id, reason=failure.reason)
            await self.store.later(file, self._wait(file.tries), tries=file.tries + 1, reason=failure.reason)
            return
        await self._rest(file, verdict.word, verdict, publish=publish)

    async def _rest(self, file: File, scan: str, verdict: Verdict | None = None, *, publish: bool) -> None:
        state, reason = _judged(file, scan)
        signature = verdict.signature if verdict else ""
        # What is as everybody takes it to be needs no word of its own for each file of a payload.
        loud = publish or state != STORED
        values: dict[str, Any] = {"state": state, "reason": reason, "scan": scan, "signature": signature, "tries": 0}
        await self.store.finish(file, publish=loud, **values)
        say("media", state=state, reason=reason, report_id=file.report_id, number=file.number, bytes=file.size)

    async def _again(self, file: File, failure: FetchFailure) -> None:
        """Try again later, or give up."""
        tries = file.tries + 1
        if failure.final or tries >= self._config.tries:
            await self.store.finish(file, state=FAILED, reason=failure.reason, tries=tries)
            await self.store.drop(file)
            say("media", state=FAILED, reason=failure.reason, report_id=file.report_id, number=file.number)
            return
        wait = max(self._wait(file.tries), min(failure.wait, self._config.longest_wait_seconds))
        state = INLINE if file.state == INLINE else LINK
        await self.store.later(file, wait, state=state, tries=tries, reason=failure.reason)

    def _wait(self, tries: int) -> float:
        """Seconds until the next attempt: doubled each time, and spread, so that many files do not come as one."""
        whole = min(self._config.longest_wait_seconds, self._config.first_wait_seconds * 2.0 ** min(tries, 40))
        return whole * self._dice.uniform(_JITTER, 1)


def _judged(file: File, scan: str) -> tuple[str, str]:
    """State and reason from what the bytes are and what the scanner said."""
    if scan == INFECTED or (file.scan == INFECTED and scan != CLEAN):  # only a clean scan takes that word back
        return INFECTED, "infected"
    reason = sniff.contradiction(name=file.name, claimed=file.media_type, sniffed=file.sniffed)
    if reason:
        return SUSPICIOUS, reason
    if scan == SCAN_FAILED:
        return SUSPICIOUS, "scan-failed"
    if scan == TOO_LARGE_TO_SCAN and not sniff.is_media(file.sniffed):
        return SUSPICIOUS, "too-large-to-scan"
    assert scan in (CLEAN, NOT_SCANNED, TOO_LARGE_TO_SCAN)
    return STORED, ""
