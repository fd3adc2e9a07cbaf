"""One row of the table: a commit point of the gateway, the smallest real act that reaches it, and what must hold."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass

from triage.bench.crash.gateway.around import Around

Act = Callable[[Around], Awaitable[object]]
Holds = Callable[[Around], Awaitable[bool]]
Beside = Callable[[Around], AbstractAsyncContextManager[None]]


SQLITE, POSTGRESQL = "sqlite", "postgresql"


async def nothing(_there: Around) -> None:
    """Nothing has to be done."""


@asynccontextmanager
async def alone(_there: Around) -> AsyncIterator[None]:
    """Nothing more stands around the gateway."""
    yield


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """``before`` brings the act about; the gateway is killed in it, the ``nth`` time that it changes something there.

    ``holds``: what the act is for; it does not hold before. Whoever asked got no answer and does the same again, or
    what he does then (``again``), and after that it holds. ``after``: what then goes on by itself until the account is
    taken. ``starting``: it is killed while it starts, with nothing before. ``only``: the kind of database that has it.
    ``beside``: what stands around the gateway for as long as the row lasts.
    """

    point: str
    act: Act
    holds: Holds
    before: Act = nothing
    nth: int = 1
    again: Act | None = None
    after: Act = Around.finish
    starting: bool = False
    only: str = ""
    beside: Beside = alone

    @property
    def name(self) -> str:
        """What it is called: a point that is met several times on one way may have a row for each."""
        return self.point if self.nth == 1 else f"{self.point}:{self.nth}"


def sent(point: str, before: Act, holds: Holds) -> Row:
    """A row of what a desk sends out of its outbox: unanswered, it sends it again after its pause."""
    return Row(point=point, before=before, act=Around.push, again=Around.push_later, holds=holds)
