"""The sending loop: up to four reports side by side, one operation of a report at a time, in order."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime

from triage.models.delivery import Delivery, HeldBecause
from triage.models.errors import KnownError
from triage.models.ids import ReportId
from triage.models.operation import GATEWAY
from triage.models.views import Link
from triage.services.hub import Hub, LinkChanged, Notice, OutboxChanged, ReportsChanged, SignInChanged
from triage.services.links import REACHABLE
from triage.services.marks import Marks
from triage.services.operations import Stored
from triage.services.outbox import Outbox
from triage.services.tasks import Tasks
from triage.services.workplace import Workplace

AT_ONCE = 4
LONGEST_NAP = 30.0
"""Seconds; a sleep only wakes us, what is due is asked of the clock."""
STORE_PAUSE = 5.0
Carry = Callable[[Stored], Awaitable[None]]


class Pusher:
    """``to_gateway`` and ``to_records`` carry one operation each; they never raise for what the network does."""

    def __init__(
        self,
        place: Workplace,
        *,
        outbox: Outbox,
        marks: Marks,
        tasks: Tasks,
        to_gateway: Carry,
        to_records: Carry,
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._outbox = outbox
        self._hub = place.hub
        self._clock = place.clock
        self._marks = marks
        self._tasks = tasks
        self._to_gateway = to_gateway
        self._to_records = to_records
        self._busy: set[ReportId] = set()
        self._wake = asyncio.Event()
        self._links: dict[str, Link] = {}
        self._back: set[str] = set()
        self._signed_out: set[str] = set()
        self._sign_ins = 0
        self._stray = False
        self._trouble = False
        self._pause = pause
        place.hub.subscribe(OutboxChanged, lambda _changed: self._wake.set())
        place.hub.subscribe(LinkChanged, self._link_changed)
        place.hub.subscribe(SignInChanged, self._sign_in_changed)

    def take_strays(self) -> None:
        """Before the next round, what is marked as being sent and is not becomes uncertain."""
        self._stray = True

    async def run(self) -> None:
        while True:
            self._wake.clear()
            due = None
            try:
                await self.turn()
                if len(self._busy) < AT_ONCE:  # else a hand that comes free wakes us
                    due = await self._outbox.next_due(frozenset(self._busy))
            except KnownError as error:  # the disk is full, another program holds the store: nothing is lost by waiting
                self._hub.publish(Notice("error", error.what, error.do, key="outbox"))
            if self._trouble:  # the store refuses marks: trying at once would only try for ever
                self._trouble = False
                await self._pause(STORE_PAUSE)
            await self._nap(due)

    async def turn(self) -> int:
        """Let go what waited for a system that is back, then `round`."""
        await self._let_go()
        return await self.round()

    async def round(self) -> int:
        """Start what is ready, as far as there are free hands; returns how many were started."""
        free = AT_ONCE - len(self._busy)
        if free <= 0:
            return 0
        ready = await self._outbox.next_ready(frozenset(self._busy), free)
        for stored in ready:
            self._busy.add(stored.op.report_id)
            if self._tasks.spawn(f"send {stored.op.op_id}", self._carry(stored)) is None:
                self._busy.discard(stored.op.report_id)
        return len(ready)

    async def deliver(self, stored: Stored) -> None:
        """Carry one operation to wherever it gets this time."""
        carry = self._to_gateway if stored.op.destination == GATEWAY else self._to_records
        try:
            await carry(stored)
        except KnownError:
            # The store could not take the mark: the row stays SENDING and is taken in as a stray.
            self._stray = self._trouble = True
            raise
        except Exception:
            # A mistake of ours in the middle of sending: what we know is that it may have happened.
            self._stray = True  # should the mark below fail too
            await self._marks.needs_person(
                stored, Delivery.HELD, code="bug", text="Something went wrong inside Triage."
            )
            raise

    async def _carry(self, stored: Stored) -> None:
        report_id, sign_ins = stored.op.report_id, self._sign_ins
        try:
            await self.deliver(stored)
        finally:
            self._busy.discard(report_id)
            self._signed_in_meanwhile(stored.op.destination, since=sign_ins)
            self._hub.publish(OutboxChanged(frozenset({report_id})))
            self._hub.publish(ReportsChanged(frozenset({report_id})))

    def _signed_in_meanwhile(self, name: str, since: int) -> None:
        """The person signed in, or another call got through, while the mark of a missing sign-in was stored: nobody
        tells again."""
        if self._sign_ins != since or (name in self._signed_out and self._links.get(name) in REACHABLE):
            self._signed_out.discard(name)
            self._back.add(name)

    async def _let_go(self) -> None:
        """A system that came back lets go what was held for it; strays are taken in."""
        if self._stray:
            await self._outbox.recover(frozenset(self._busy))
            self._stray = False
        while self._back:
            name = self._back.pop()
            await self._outbox.resume(HeldBecause.AUTH, name)
            if name == GATEWAY:
                await self._outbox.resume(HeldBecause.GATEWAY)
                await self._outbox.resume(HeldBecause.LEASE)

    async def _nap(self, due: datetime | None) -> None:
        wait = LONGEST_NAP
        if due is not None:
            wait = min(wait, max((due - self._clock.now()).total_seconds(), 0.0) + 0.01)
        try:
            async with asyncio.timeout(wait):
                await self._wake.wait()
        except TimeoutError:
            return

    def _link_changed(self, event: LinkChanged) -> None:
        name, state = event.link.name, event.link.state
        before = self._links.get(name, Link.UNKNOWN)
        self._links[name] = state
        if state is Link.SIGNED_OUT:
            self._signed_out.add(name)
        if state in REACHABLE and before not in REACHABLE:
            self._back.add(name)
            self._wake.set()

    def _sign_in_changed(self, event: SignInChanged) -> None:
        """What was held for the person goes now: until another call is heard of may be half a minute."""
        if event.signed_in:
            self._sign_ins += 1
            self._back |= self._signed_out
            self._signed_out.clear()
            self._wake.set()


def tell_missing(hub: Hub) -> Callable[[Stored, tuple[str, ...]], None]:
    """What to do when a record that was there already lacks something this decision delivers."""

    def tell(stored: Stored, missing: tuple[str, ...]) -> None:
        hub.publish(
            Notice(
                "error",
                f"The record made earlier lacks {', '.join(missing)}.",
                "Add it in the records system by hand and note its reference.",
                stored.op.report_id,
                key=f"missing:{stored.op.op_id}",
            )
        )

    return tell
