"""A whole small force in one process: two handlers' desktops, the gateway, the records, and the wire between them."""

from __future__ import annotations

import json
from collections.abc import Coroutine
from dataclasses import dataclass, field
from typing import Any

import httpx

from triage.bench.faults.ending import check_made
from triage.bench.faults.filed import Filed, Given, given
from triage.bench.faults.network import GATEWAY_HOST, Exchanged, Network
from triage.bench.faults.outside import HUB, Outside
from triage.bench.faults.promises import Broken, Promises
from triage.bench.faults.workstation import Workstation
from triage.models.clock import ManualClock
from triage.models.errors import KnownError
from triage.models.ids import ReportId
from triage.models.views import ReportDetail
from triage.services import work
from triage.services.desk import Desk

STORY = "My shed was opened in the night"


@dataclass
class Handler:
    """One person: the workstation and what it promised."""

    station: Workstation
    promises: Promises

    @property
    def who(self) -> str:
        return self.station.who

    @property
    def desk(self) -> Desk:
        return self.station.desk

    async def detail(self, report: ReportId | None) -> ReportDetail | None:
        return None if report is None else await self.desk.reports.detail(report)

    async def in_hand(self) -> list[ReportId]:
        """What this desk has work on."""
        return await self.station.store.read(lambda conn: sorted(entry.report_id for entry in work.all_work(conn)))

    async def attempt(self, act: Coroutine[Any, Any, object]) -> bool:
        """Whether the desk did it."""
        try:
            await act
        except KnownError:
            return False
        return True


@dataclass
class Force:
    """``acknowledged``: reports of which the hub was told 201, in order. ``clock``: the systems' own. ``noted``: the
    words of each withdrawal that a desk took, and the report they are about.
    """

    outside: Outside
    network: Network
    clock: ManualClock
    filed: Filed
    handlers: dict[str, Handler]
    acknowledged: list[ReportId] = field(default_factory=list)
    noted: dict[str, ReportId] = field(default_factory=dict)
    next_submission: int = 0
    wrong: list[str] = field(default_factory=list)
    _words: int = 0
    _versions: int = 0

    async def watch(self, exchanged: Exchanged) -> None:
        """Hold what a system carried out against what it may."""
        try:
            await check_made(self.outside, exchanged)
            await self.filed.watch(exchanged)
        except Broken as broken:
            self.wrong.append(str(broken))

    def fresh_word(self) -> str:
        self._words += 1
        return f"w{self._words}"

    async def post(self, number: int, *, again: bool = False) -> None:
        """A submission of the public comes in; ``again``: with other words than before."""
        if again:
            self._versions += 1
        if self.network.crashed:
            await self.outside.restart()
        told = self._versions if again else 0
        files = given(number, told)
        report_id = await hand_in(self.network, number, f"{STORY}, number {number}, told {told} times.", files)
        if again or report_id not in self.acknowledged:
            self.filed.arrived(report_id, files)
        if report_id not in self.acknowledged:
            self.acknowledged.append(report_id)
        await self.outside.parts.reader.catch_up()
        if number % 2:  # of the others nobody knows what is in their files until one is asked for
            while await self.outside.parts.media.round():
                continue

    async def advance(self, seconds: int) -> None:
        self.clock.advance(seconds=seconds)
        for one in self.handlers.values():
            one.station.clock.advance(seconds=seconds)


async def hand_in(network: Network, number: int, words: str, files: tuple[Given, ...] = ()) -> ReportId:
    """Post a submission as the hub does; raises Broken when it is not taken."""
    content = payload(number, words, files)
    request = httpx.Request("POST", f"https://{GATEWAY_HOST}/incidents", headers=HUB, content=content)
    answer = await network.serve("hub", request)
    if answer.status_code != 201:
        raise Broken(f"intake refused a submission: {answer.status_code}")
    return ReportId(answer.json()["data"]["id"])


def payload(number: int, words: str, files: tuple[Given, ...] = ()) -> bytes:
    """A small report as the hub sends it."""
    submission = {
        "submissionId": f"00000000-0000-4000-8000-{number:012d}",
        "submitTime": "2026-11-20T05:30:00+00:00",
        "category": "OCR",
        "submissionContent": words,
    }
    document = {
        "data": {
            "id": "1",
            "type": "incident",
            "attributes": {"incidentDescription": words},
            "relationships": {"submission": {"data": {"id": "s", "type": "submission"}}},
        },
        "included": [
            {"id": "s", "type": "submission", "attributes": submission},
            *(file.as_media(at) for at, file in enumerate(files, 1)),
        ],
    }
    return json.dumps(document).encode()
