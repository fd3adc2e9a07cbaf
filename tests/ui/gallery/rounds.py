"""The rounds of the gallery: which pictures each takes, and what it needs to have been done before it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from tests.ui.gallery import (
    round_again,
    round_board,
    round_decide,
    round_others,
    round_queue,
    round_report,
    round_sheets,
    round_signin,
    round_start,
    round_supervise,
    round_trainee,
)
from tests.ui.gallery.walk import Walk


@dataclass(frozen=True, slots=True)
class Round:
    """``draws``: how the names of its pictures begin; ``after``: rounds whose work it finds done, or tells of."""

    run: Callable[[Walk], Awaitable[None]]
    draws: tuple[str, ...]
    after: tuple[str, ...] = ()

    def has(self, screen: str) -> bool:
        """Whether a picture whose name begins so is one of its own."""
        return any(screen.startswith(begins) or begins.startswith(screen) for begins in self.draws)


async def _start(walk: Walk) -> None:
    theme, wanted = walk.window.theme, walk.camera.wanted
    await round_start.refused(walk, theme, wanted)
    await round_start.without_gateway(walk, theme, wanted)


async def _sign_in(walk: Walk) -> None:
    await round_signin.states(walk, walk.window.theme, walk.camera.wanted)


_KINDS = tuple(f"report-{kind}" for kind in round_report.KINDS)
_CHANGES = ("corr", "from", "join", "original", "new", "version", "compared", "print", "history")
_SECTIONS = ("check", "thrive", "grade", "crime", "incident", "advice")
_OUTCOMES = (*(f"outcome-{digit}" for digit in range(1, 9)), "rationale", "preview")
_PEOPLE = ("write", "log", "handoffs", "contact-log", "dispatch")

ROUNDS = {
    "queue": Round(round_queue.tools, ("queue-",)),
    "kinds": Round(round_report.kinds, _KINDS),
    "changes": Round(round_report.changes, tuple(f"report-{what}" for what in _CHANGES)),
    "files": Round(round_report.files, ("files-",)),
    "questions": Round(round_decide.questions, ("decide-questions-",)),
    "sections": Round(round_decide.sections, tuple(f"decide-{what}" for what in _SECTIONS)),
    "outcomes": Round(round_decide.outcomes, tuple(f"decide-{what}" for what in _OUTCOMES), ("sections",)),
    "again": Round(round_again.again, ("decide-again",), ("outcomes",)),
    "people": Round(round_decide.people, tuple(f"people-{what}" for what in _PEOPLE), ("outcomes",)),
    "talked": Round(round_again.talked, ("people-write-template", "people-contact-log-filled")),
    "withdrawn": Round(round_again.withdrawn, ("people-withdraw",), ("talked",)),
    "sent": Round(round_decide.sent, ("decide-ready", "sent-")),
    "handed": Round(round_again.handed, ("decide-outcome-7-filled", "people-handoffs-filled", "handed-")),
    "known": Round(
        round_again.known, ("decide-seen", "decide-lookups", "report-map", "report-mention"), after=("sent",)
    ),
    "sheets": Round(round_sheets.sheets, ("sheet-", "dialog-", "strips-"), ("sent", "handed")),
    "away": Round(round_sheets.away, ("offline-", "outbox-waiting", "outbox-uncertain", "outbox-needs", "status-")),
    "others": Round(round_others.others, ("conflict", "held", "seen-there")),
    "supervise": Round(round_supervise.supervise, ("assign", "supervise-", "approvals")),
    "board": Round(round_board.board, ("board-", "feedback")),
    "trainee": Round(round_trainee.trainee, ("trainee-",)),
    "start": Round(_start, ("start-",)),
    "sign-in": Round(_sign_in, ("sign-in-",)),
}
"""In this order: `people` claims another report, which gives back the one that `again` assesses once more. What
`round_queue.first` takes before them is taken whatever rounds are walked."""
FIRST = ("queue-empty", "outbox-empty")


def rounds_for(screens: Sequence[str]) -> list[str]:
    """The rounds to walk for the pictures whose names begin so, with what they need before them; all for none."""
    if not screens:
        return list(ROUNDS)
    wanted = [screen for screen in screens if screen not in FIRST]
    needed = {name for name, one in ROUNDS.items() if any(one.has(screen) for screen in wanted)}
    while True:
        more = needed | {before for name in needed for before in ROUNDS[name].after}
        if more == needed:
            return [name for name in ROUNDS if name in needed]
        needed = more
