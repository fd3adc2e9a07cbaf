"""What every connector to a records system offers, and how an exchange with one is told.

The outbox knows only this. A connector never raises for what the network or the destination does: it tells it as a
`Reply` or a `Transport` and `triage.models.verdict.classify` says what that means (ARCHITECTURE.md §6).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
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

    async def find_by_external(self, external: ReportId) -> Exchange:
        """Look up the record of a report by its external reference."""
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

    async def aclose(self) -> None:
        """Close the connections this connector opened."""
        ...
