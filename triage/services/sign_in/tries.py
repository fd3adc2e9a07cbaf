"""How often a secret may be guessed."""

from __future__ import annotations

from datetime import datetime, timedelta

from triage.models.clock import Clock
from triage.services.secret import SecretTrouble

FREE = 5
FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(minutes=15)


class Tries:
    """Counts wrong secrets of each person; after the first few each costs a longer wait. Forgotten with the program,
    whose start costs time too; what really slows guessing is the work that each guess is (`PassphraseKey`).
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._wrong: dict[str, tuple[int, datetime]] = {}

    def check(self, mark: str) -> None:
        """Raises SecretTrouble while this person has to wait."""
        count, at = self._wrong.get(mark, (0, self._clock.now()))
        if count < FREE:
            return
        left = at + min(FIRST_WAIT * 2 ** (count - FREE), LONGEST_WAIT) - self._clock.now()
        if left > timedelta(0):
            seconds = int(left.total_seconds()) + 1
            raise SecretTrouble("The secret was wrong too often.", f"Wait {seconds} seconds, then type it again.")

    def wrong(self, mark: str) -> None:
        count, _ = self._wrong.get(mark, (0, self._clock.now()))
        self._wrong[mark] = (min(count + 1, FREE + 10), self._clock.now())

    def right(self, mark: str) -> None:
        self._wrong.pop(mark, None)
