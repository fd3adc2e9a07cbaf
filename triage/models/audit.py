"""Audit lines of a workstation and their chain: what the desktop writes and the gateway takes in (contracts B).

The chain is (installation, store, epoch). A line holds ids, counts and code words, never personal data. Its hash is
SHA-256 over its canonical JSON, which names the chain and the hash before it: a line that was changed, taken out or
put in later breaks every hash after it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from triage.models import codec
from triage.models.answer import Scalar

FIRST = "0" * 64
"""What the first line of a chain names as the hash before it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditLine:
    """One line. ``detail`` is canonical JSON text of codes and counts; ``at`` ISO 8601 UTC."""

    seq: int
    epoch: int
    at: str
    who: str
    what: str
    report_id: str
    detail: str
    previous: str
    hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    installation: str
    store: str
    epoch: int


def line_hash(chain: Chain, fields: Mapping[str, object]) -> str:
    """The hash of a line's fields (all but ``hash``) in its chain."""
    named = {**fields, "installation": chain.installation, "store": chain.store}
    return codec.sha256(codec.canonical(named))


def hash_of(chain: Chain, line: AuditLine) -> str:
    """What the line's hash must be."""
    fields = codec.builtins(line)
    del fields["hash"]
    return line_hash(chain, fields)


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditUpload:
    """Lines of one store in any order, some of them sent before perhaps."""

    installation: str
    store: str
    lines: tuple[AuditLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainState:
    """What the gateway has of a chain. It is whole up to ``complete_to``; ``newest``: the highest number it has.

    ``gaps``: ranges (from, to) of numbers that are missing; ``breaks``: numbers whose lines do not fit the chain
    (another hash than their content gives, or another line before them than they name) or stand there twice. Both
    lists end after a hundred.
    """

    installation: str
    store: str
    epoch: int
    complete_to: int
    newest: int
    lines: int
    gaps: tuple[tuple[int, int], ...] = ()
    breaks: tuple[int, ...] = ()
    first_seen: datetime
    last_seen: datetime
    last_subject: str

    @property
    def whole(self) -> bool:
        return not self.gaps and not self.breaks


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditUploaded:
    """``added`` lines were new, ``known`` were there; ``doubtful`` of the new ones lie in quarantine: they are kept
    and shown to auditors, with what is wrong."""

    added: int
    known: int
    doubtful: int
    chains: tuple[ChainState, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditEntry:
    """A line of either log. ``source``: "gateway" or "workstation"; ``trouble``: "" or what is wrong with it;
    ``uploaded_by``: whose sign-in sent a workstation's line."""

    source: str
    id: int
    at: datetime
    subject: str
    role: str = ""
    action: str
    report_id: str = ""
    request_id: str = ""
    details: dict[str, Scalar]
    installation: str = ""
    seq: int = 0
    trouble: str = ""
    uploaded_by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditPage:
    """Newest first."""

    items: tuple[AuditEntry, ...] = ()
    next: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainPage:
    items: tuple[ChainState, ...] = ()
    next: str | None = None
