"""Wire types of the relay: what the gateway tells a desktop about an exchange that it had with a records system."""

from __future__ import annotations

from dataclasses import dataclass, field

from triage.models.decision import Reference
from triage.models.verdict import Reply, Transport


@dataclass(frozen=True, slots=True, kw_only=True)
class RelayRecord:
    """A record there, with what it is called."""

    record_id: str
    references: tuple[Reference, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RelayHit:
    """A record that a search found."""

    record_id: str
    external_reference: str = ""
    created_at: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RelayAnswer:
    """What came of one exchange: a reply, or how it ended without one (``lost``); and what was made or found."""

    reply: Reply | None = None
    lost: Transport | None = None
    records: tuple[RelayRecord, ...] = ()
    hits: tuple[RelayHit, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RelaySearch:
    """``kind``: "reference" (by ``by["reference"]``), "people", "addresses", "vehicles", or "ping" (is it there?)."""

    kind: str
    by: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class RelayFile:
    """A file of the report that goes to a record there. The gateway has its bytes: they must be those of ``sha256``, if
    the desktop knew it."""

    record_id: str
    number: int
    version: int
    name: str
    media_type: str
    sha256: str = ""


TYPES: tuple[type, ...] = (RelayRecord, RelayHit, RelayAnswer, RelaySearch, RelayFile)
"""What the relay's calls hold, for the description of the interface."""
