"""How the files of a report stand at the gateway: fetched or not, looked at, scanned."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from triage.models.ids import ReportId

INLINE = "inline"
"""In the payload, not looked at yet."""
LINK = "link"
"""To be fetched from the hub."""
SCANNING = "scanning"
"""Here, but the virus scanner has not answered yet."""
STORED = "stored"
"""Here; may be read."""
SUSPICIOUS = "suspicious"
"""Here, but not what it says it is, or nobody could scan it: read only by who insists (``anyway=1``)."""
INFECTED = "infected"
"""Here, never handed out."""
FAILED = "failed"
"""Not here, and nobody tries any more until a person asks."""

SCAN_WAITING = "waiting"
NOT_SCANNED = "not-scanned"
CLEAN = "clean"
SCAN_FAILED = "failed"
TOO_LARGE_TO_SCAN = "too-large"


@dataclass(frozen=True, slots=True, kw_only=True)
class FileState:
    """One file of a report. ``state`` and ``scan`` are the words above (a desktop shows a word it does not know as
    it is); ``reason``: a short word for what is wrong ("too-large", "status-404", "executable" …).

    ``media_type`` is what the bytes themselves say, ``claimed_type`` what the sender said. ``size`` in bytes, None
    while unknown; ``sha256`` hex. ``signature``: what the scanner calls what it found. ``tries``: attempts that
    failed; ``next_try_at``: when the gateway goes on by itself, None when it does not.
    """

    number: int
    name: str
    state: str
    reason: str = ""
    media_type: str = ""
    claimed_type: str = ""
    size: int | None = None
    sha256: str = ""
    scan: str = SCAN_WAITING
    signature: str = ""
    tries: int = 0
    next_try_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Enclosure:
    """A file of the report that goes to a record, as it was decided. ``sha256`` is "" when nobody had it whole yet."""

    number: int
    version: int
    name: str
    media_type: str
    sha256: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileReceipt:
    """A file that is at a record: what an operation that sent it, or found it there, keeps."""

    record_id: str
    sha256: str


LEFT_OUT = b'{"left_out":true}'
"""The receipt of a file that a person left out of a record; why stands in the audit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileLeftOut:
    """A file that a person decided not to send to a record. ``destination``: the profile's key; ``version``: of the
    report, whose files are counted anew in each."""

    number: int
    version: int = 0
    destination: str
    by: str
    why: str
    at: datetime


FETCHED = "fetched"
"""On this desk: a whole file that the desk may open."""
PARTLY = "partly"
"""On this desk: its first part; the rest follows when somebody asks."""
LOCKED = "locked"
"""Somebody stopped viewing it because it may be illegal. At the gateway: only roles that the profile names have its
bytes. On this desk: nobody here opens it again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileLine:
    """A file of a report as the desk shows it: what the gateway says laid over what came with the report, and what of
    it is here.

    ``here``: one of the three words above, "" for nothing. ``here_bytes``: how much of it. ``source``: "" or where it
    was said to lie. Types, size and hash as in `FileState`.
    """

    number: int
    name: str
    state: str
    reason: str = ""
    media_type: str = ""
    claimed_type: str = ""
    size: int | None = None
    sha256: str = ""
    signature: str = ""
    next_try_at: datetime | None = None
    here: str = ""
    here_bytes: int = 0

    @property
    def readable(self) -> bool:
        """The gateway hands it out, if need be to who insists."""
        return self.state in (STORED, INLINE, SUSPICIOUS) and self.here != LOCKED


@dataclass(frozen=True, slots=True, kw_only=True)
class FileLock:
    """A file that nobody at this desk opens any more. ``sha256`` is "" when it was locked before it was fetched."""

    number: int
    sha256: str
    locked_at: datetime
    locked_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LockRequest:
    """Lock a file for everybody. ``version``: the one that was looked at (0: the newest), because each counts its
    files anew. ``at``: when the person stopped viewing it, where that was before the call.
    """

    reason: str = ""
    version: int = 0
    at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FileLocked:
    """A file that is locked at the gateway. ``sha256`` is "" when it was locked before it was fetched; ``told``: how
    many addresses of the profile were written to.
    """

    report_id: ReportId
    version: int
    number: int
    sha256: str
    told: int
    locked_at: datetime
    locked_by: str
