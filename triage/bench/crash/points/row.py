"""One row of the table: a commit point, the smallest real act that reaches it, and what must hold after it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from triage.bench.crash.points.scene import ANN, Scene

Act = Callable[[Scene], Awaitable[object]]
Holds = Callable[[Scene], Awaitable[bool]]


async def nothing(_there: Scene) -> None:
    """Nothing has to be done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """``before`` brings the act about; the desk of ``who`` is killed in it, the ``nth`` time that it meets the point.

    ``holds``: what the act is for. It does not hold before the act, holds at once when the kill came after the commit,
    and holds in the end in any case: a person does again what is not there (``again`` when that is something else than
    the act), and with ``by_itself`` the program does, wherever it was killed. ``after``: what then goes on by itself.
    """

    point: str
    act: Act
    holds: Holds
    before: Act = nothing
    who: str = ANN
    nth: int = 1
    by_itself: bool = False
    again: Act | None = None
    after: Act = nothing
