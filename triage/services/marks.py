"""What a verdict other than success does to an operation: one transaction, a notice where a person is needed."""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import Connection

from triage.models.delivery import Delivery, HeldBecause
from triage.models.errors import FieldError
from triage.models.operation import GATEWAY, UNDER_LEASE, WORDS
from triage.models.verdict import Reply, Transport, Verdict
from triage.services import operations
from triage.services.backoff import delay
from triage.services.hub import Notice
from triage.services.operations import Stored
from triage.services.workplace import Workplace

_WORDS = {
    Delivery.CONFLICT: ("Somebody moved a report on while you decided it.", "Look at both versions in the outbox."),
    Delivery.REJECTED: ("A decision was refused.", "Mend the field that is named, then send it again."),
    Delivery.HELD: ("Part of a decision needs you before it can go on.", "Open the outbox to see why."),
}

_OF_PEOPLE = ("Something said to or about people was refused.", "The report's contact log says why.")


class Marks:
    def __init__(self, place: Workplace, rng: random.Random) -> None:
        self._store = place.store
        self._hub = place.hub
        self._clock = place.clock
        self._audit = place.audit
        self._rng = rng

    async def verdict(self, stored: Stored, verdict: Verdict, outcome: Reply | Transport) -> None:
        """Store what an exchange without success means. ``stored`` is the row as it was before the try."""
        code, text, errors = _told(outcome)
        if verdict is Verdict.RETRY:
            await self.again(stored, outcome)
        elif verdict is Verdict.AUTH:
            await self.held(stored, HeldBecause.AUTH, code=code, text=text, untried=True)
        elif verdict in (Verdict.UNCERTAIN, Verdict.LINK, Verdict.DONE):
            await self.uncertain(stored, self._later(stored, outcome), code=code, text=text)
        elif verdict is Verdict.CONFLICT:
            await self.needs_person(stored, Delivery.CONFLICT, code=code, text=text, errors=errors)
        elif verdict is Verdict.REJECTED:
            await self.needs_person(stored, Delivery.REJECTED, code=code, text=text, errors=errors)
        else:
            await self.needs_person(stored, Delivery.HELD, code=code, text=text, errors=errors)

    async def again(self, stored: Stored, outcome: Reply | Transport) -> None:
        """Nothing happened there (or the same key is safe to send again): later, for ever."""
        code, text, _ = _told(outcome)
        left = int(stored.left or outcome is not Transport.NOT_SENT)
        away = stored.op.destination == GATEWAY and (isinstance(outcome, Transport) or outcome.status >= 500)
        await self._mark(
            stored,
            Delivery.HELD if away else Delivery.QUEUED,
            held=HeldBecause.GATEWAY if away else None,
            next_at=self._later(stored, outcome),
            code=code,
            text=text,
            columns={"left": left},
        )

    async def held(
        self,
        stored: Stored,
        held: HeldBecause,
        *,
        wait: timedelta | None = None,
        code: str = "",
        text: str = "",
        untried: bool = False,
    ) -> None:
        """Wait for what ``held`` names. ``untried``: the try does not count."""
        more: dict[str, object] = {"attempts": stored.op.attempts, "left": int(stored.left)} if untried else {}
        next_at = self._clock.now() + wait if wait is not None else None
        await self._mark(stored, Delivery.HELD, held=held, next_at=next_at, code=code, text=text, columns=more)

    async def uncertain(self, stored: Stored, next_at: datetime, *, code: str, text: str = "") -> None:
        """It may have happened: it is looked up before anything else is done with it."""
        await self._mark(stored, Delivery.UNCERTAIN, next_at=next_at, code=code, text=text, line="op.uncertain")

    async def needs_person(
        self,
        stored: Stored,
        status: Delivery,
        *,
        code: str,
        text: str = "",
        errors: tuple[FieldError, ...] = (),
        unsent: bool = False,
    ) -> None:
        """Kept, shown, and never in the way of other reports. HELD means held for a person. ``unsent``: it was looked
        for at its destination and is not there."""
        held = HeldBecause.PERSON if status is Delivery.HELD else None
        # The gateway keeps nothing of a begin it refused, so it can be recalled as if it had never been tried.
        begin = stored.op.kind in UNDER_LEASE and status in (Delivery.CONFLICT, Delivery.REJECTED)
        more: dict[str, object] = {"left": int(stored.left)} if begin else {"left": 0} if unsent else {}
        await self._mark(
            stored, status, held=held, code=code, text=text, errors=errors, line=f"op.{status.value}", columns=more
        )
        what, do = _OF_PEOPLE if stored.op.kind in WORDS else _WORDS[status]
        self._hub.publish(Notice("warning", what, do, stored.op.report_id, key=f"op:{stored.op.op_id}"))

    async def rematch(self, stored: Stored, etag: str) -> None:
        """The same version under another mark: begin again against the mark that the gateway has now."""
        later = self._later(stored, None)
        await self._mark(
            stored, Delivery.QUEUED, next_at=later, code="rematched", line="op.rematched", columns={"if_match": etag}
        )

    def _later(self, stored: Stored, outcome: Reply | Transport | None) -> datetime:
        wait = outcome.retry_after if isinstance(outcome, Reply) else None
        return self._clock.now() + delay(stored.op.attempts + 1, self._rng, wait)

    async def _mark(
        self,
        stored: Stored,
        status: Delivery,
        *,
        held: HeldBecause | None = None,
        next_at: datetime | None = None,
        code: str = "",
        text: str = "",
        errors: tuple[FieldError, ...] = (),
        line: str = "",
        columns: Mapping[str, object] | None = None,
    ) -> None:
        def write(conn: Connection) -> None:
            operations.mark(
                conn,
                stored.op.op_id,
                status,
                held=held,
                next_at=next_at,
                code=code,
                text=text,
                errors=errors,
                columns=columns,
            )
            if line:
                self._audit.line(conn, line, stored.op.report_id, op=stored.op.op_id, code=code)

        await self._store.write(write)


def _told(outcome: Reply | Transport) -> tuple[str, str, tuple[FieldError, ...]]:
    """Code word, text and fields of an outcome, for the outbox panel."""
    if outcome is Transport.NOT_SENT:
        return "not_sent", "The system could not be reached.", ()
    if outcome is Transport.NO_ANSWER:
        return "no_answer", "The system did not answer.", ()
    if not outcome.expected_type:
        return str(outcome.status), "Something else answered in the system's place.", ()
    return outcome.problem or str(outcome.status), outcome.title, outcome.errors
