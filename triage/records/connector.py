"""What every connector to a records system offers, and how an exchange with one is told.

The outbox knows only this. A connector never raises for what the network or the destination does: it tells it as a
`Reply` or a `Transport` and `triage.models.verdict.classify` says what that means (ARCHITECTURE.md §6).
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import NamedTuple, Protocol

from triage.models.decision import Reference
from triage.models.ids import OpId, ReportId
from triage.models.verdict import Reply, Transport


class Referred(NamedTuple):
    """The destination's reference of one deliverable ("crime-1" → "77/012345/26")."""

    deliverable: str
    reference: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What the destination made: its own record id and one reference for each deliverable."""

    record_id: str
    references: tuple[Referred, ...]

    def as_references(self, destination: str) -> tuple[Reference, ...]:
        """The same in the words of the decision, for the settle."""
        return tuple(
            Reference(
                deliverable=entry.deliverable,
                destination=destination,
                reference=entry.reference,
                record_id=self.record_id,
            )
            for entry in self.references
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """One request and what came of it. ``latency_ms``: from sending until the answer was read or given up.

    ``receipt`` is set only when the destination named the record. A look-up with a reply of 200, our content type
    and no receipt means "not there", which is conclusive once the destination's index delay is over.
    """

    outcome: Reply | Transport
    receipt: Receipt | None = None
    latency_ms: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a search by reference gave. ``receipts`` is empty when the outcome is no success, or nothing was found."""

    outcome: Reply | Transport
    receipts: tuple[Receipt, ...] = ()
    latency_ms: float = 0.0


class Hit(NamedTuple):
    """A record that a look-up found: its id there, the external reference it was made under, and when (ISO 8601)."""

    record_id: str
    external_reference: str
    created_at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LookedUp:
    """What a look-up of people, addresses or vehicles gave. ``hits`` is empty when the outcome is no success."""

    outcome: Reply | Transport
    hits: tuple[Hit, ...] = ()
    latency_ms: float = 0.0


class LookUp(StrEnum):
    """What looking up a report's record there can tell."""

    NONE = "none"
    """Nothing: it cannot be asked."""
    SURE = "sure"
    """Whether it is there, once the index delay is over."""
    LATE = "late"
    """Its answers come later of themselves; as long as none has come, nothing is known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Can:
    """What a destination can do. ``searches``: the kinds of `RecordsSystem.look_up` that it answers.

    ``finds_files``: it can be asked whether a record has a file; ``shows_files_at_once``: what it says of that is never
    behind. ``has_files``: whoever is called has the report's files already, so that their bytes need not be brought
    here. ``dry_run``: it checks a record without making one. ``etags``: a change made meanwhile is noticed (412).
    """

    look_up: LookUp = LookUp.SURE
    by_reference: bool = True
    searches: frozenset[str] = frozenset()
    supplements: bool = True
    attachments: bool = False
    finds_files: bool = False
    shows_files_at_once: bool = False
    has_files: bool = False
    dry_run: bool = False
    etags: bool = False


class Strategy(StrEnum):
    """What is safe after an answer that did not come."""

    SEND_AGAIN = "send again"
    LOOK_UP = "look up first"
    WAIT = "wait for its answer"
    PERSON = "a person looks"


def strategy_of(*, idempotent: bool, look_up: LookUp) -> Strategy:
    """The one safe way with such a destination (ARCHITECTURE.md §6); never a blind resend."""
    if idempotent:
        return Strategy.SEND_AGAIN
    return {LookUp.SURE: Strategy.LOOK_UP, LookUp.LATE: Strategy.WAIT, LookUp.NONE: Strategy.PERSON}[look_up]


@dataclass(frozen=True, slots=True, kw_only=True)
class SentFile:
    """A file of the report as it goes to a record. ``sha256`` in lower-case hex; ``size`` in bytes.

    ``content`` gives the bytes piece by piece, from the start each time it is called, so that no file need fit into
    memory.
    """

    report_id: ReportId
    version: int
    number: int
    name: str
    media_type: str
    sha256: str
    size: int
    content: Callable[[], AsyncIterator[bytes]]


NOT_OFFERED = Reply(status=501, problem="not-offered", title="This system has no such call.")
UNFIT = "unfit"
"""The problem word of a document that a mapping cannot put into the system's form: nothing was sent."""
SAID_HERE = frozenset({"not-offered", UNFIT})
"""Problem words of replies that the connector itself makes."""


class RecordsSystem(Protocol):
    """A records destination as the outbox sees it."""

    @property
    def name(self) -> str:
        """The destination's key in the profile."""
        ...

    @property
    def idempotent(self) -> bool:
        """Whether the same key gives the same answer, so that a blind resend is safe."""
        ...

    @property
    def index_delay(self) -> timedelta:
        """How long after a create a look-up may still miss the record."""
        ...

    async def create(self, body: bytes, key: OpId) -> Exchange:
        """Send a record document exactly as it was frozen; ``key`` is the operation's id."""
        ...

    @property
    def can(self) -> Can:
        """What it can do beside creating."""
        ...

    async def find_by_external(
        self, external: ReportId, key: OpId | None = None, deliverables: tuple[str, ...] = ()
    ) -> Exchange:
        """Look up the record of a report by its external reference.

        ``key`` and ``deliverables``: of the operation it is about, for a system that keeps each apart.
        """
        ...

    async def supplement(self, record_id: str, body: bytes, key: OpId) -> Exchange:
        """Add a record document to a record that exists; ``key`` as with `create`."""
        ...

    async def find_by_reference(self, reference: str) -> Found:
        """Look up records by the reference that people know."""
        ...

    async def look_up(self, kind: str, by: Mapping[str, str]) -> LookedUp:
        """Records that hold such a person, address or vehicle (``kind``: people, addresses, vehicles)."""
        ...

    async def ping(self) -> Exchange:
        """A light call that changes nothing, to learn whether it is there and knows us."""
        ...

    async def attach(self, record_id: str, file: SentFile, key: OpId) -> Exchange:
        """Add a file to a record that exists; a success has no receipt."""
        ...

    async def find_file(self, record_id: str, file: SentFile) -> Exchange:
        """Whether a record has this file (by its hash): then with a receipt of the record, without references."""
        ...

    async def try_out(self, body: bytes, key: OpId) -> Exchange:
        """Have a record document checked there without a record being made; a success has no receipt."""
        ...

    async def aclose(self) -> None:
        """Close the connections this connector opened."""
        ...
