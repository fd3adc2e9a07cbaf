"""The same act on many reports, one after the other: what fails is told and ends nothing; it can be stopped."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from triage.models.errors import KnownError
from triage.models.ids import ReportId


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """``done``: those that it was done to. ``refused``: why, and how many. ``left``: not tried, it was stopped."""

    done: tuple[ReportId, ...] = ()
    refused: tuple[tuple[str, int], ...] = ()
    left: int = 0


class Bulk:
    """One run; `stop` lets the report in hand finish."""

    def __init__(self, ids: Sequence[ReportId], act: Callable[[ReportId], Awaitable[object]]) -> None:
        self._ids = tuple(ids)
        self._act = act
        self._stopped = False

    def stop(self) -> None:
        self._stopped = True

    async def run(self, told: Callable[[int, int], None]) -> Outcome:
        """``told`` hears (done so far, of how many) before each and at the end."""
        done: list[ReportId] = []
        refused: dict[str, int] = {}
        tried = 0
        for report_id in self._ids:
            if self._stopped:
                break
            told(tried, len(self._ids))
            tried += 1
            try:
                await self._act(report_id)
                done.append(report_id)
            except KnownError as error:
                refused[error.what] = refused.get(error.what, 0) + 1
        told(tried, len(self._ids))
        return Outcome(done=tuple(done), refused=tuple(refused.items()), left=len(self._ids) - tried)
