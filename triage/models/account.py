"""The account of what was acknowledged: where every submission is now, and where two books say different things.

The gateway makes it page by page (``GET /v1/account``) from its own rows and from what workstations last stated about
themselves (``PUT /v1/workstations/{store}``). None of it holds anything that the public told us: ids, hashes, times,
stages, references, and why somebody left a file out of a record.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from triage.models.decision import Reference
from triage.models.delivery import Delivery
from triage.models.files import FileLeftOut
from triage.models.ids import ReportId
from triage.models.operation import OpKind
from triage.models.stage import Stage


class Place(StrEnum):
    """Where a submission is. Every one is at exactly one place; MISSING is none."""

    UNREAD = "unread"
    UNREADABLE = "unreadable"
    QUEUE = "queue"
    WORKED = "worked"
    SET_ASIDE = "set_aside"
    AWAITING_REPORTER = "awaiting_reporter"
    AWAITING_APPROVAL = "awaiting_approval"
    OFFERED = "offered"
    BEGUN = "begun"
    RECORDED = "recorded"
    ATTACHED = "attached"
    TRANSFERRED = "transferred"
    NO_RECORD = "no_record"
    ERASED = "erased"
    MISSING = "missing"


ENDED = frozenset({Place.RECORDED, Place.ATTACHED, Place.TRANSFERRED, Place.NO_RECORD})
"""How the work on a report can end; retention takes the words away later and leaves this."""


SUPPLEMENT = "supplement"
"""The deliverable of what was added to a record that existed already."""


class FilePlace(StrEnum):
    """Where a file is that the profile sends to a records system. SENT: by its workstation's word alone."""

    ARRIVED = "arrived"
    SENT = "sent"
    WAITING = "waiting"
    LEFT_OUT = "left_out"
    UNREADABLE = "unreadable"
    MISSING = "missing"


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountFile:
    """A file of a decided version and one records system. ``record_ids``: the records there that may have it;
    ``who``: who left it out, or at whose desk it waits; ``why``: their reason, or what is wrong with the file."""

    number: int
    destination: str
    place: FilePlace
    sha256: str = ""
    record_ids: tuple[str, ...] = ()
    who: str = ""
    why: str = ""


class Contradiction(StrEnum):
    """What two books say differently, or what one of them cannot mean."""

    NOT_STORED = "not_stored"
    NOT_SHOWN = "not_shown"
    NOT_LISTED = "not_listed"
    CLOSED_UNEXPLAINED = "closed_unexplained"
    BEGUN_WITHOUT_DECISION = "begun_without_decision"
    RECORDED_TWICE = "recorded_twice"
    DESK_HOLDS_ANOTHERS = "desk_holds_anothers"
    DESK_WAITS_FOR_CLOSED = "desk_waits_for_closed"
    DESK_KNOWS_UNKNOWN = "desk_knows_unknown"
    DESK_SILENT = "desk_silent"
    BEGUN_NOWHERE = "begun_nowhere"
    NOT_AT_RECORDS = "not_at_records"
    OTHER_AT_RECORDS = "other_at_records"
    TWICE_AT_RECORDS = "twice_at_records"
    AT_RECORDS_NOT_SETTLED = "at_records_not_settled"
    FILE_NOT_AT_RECORDS = "file_not_at_records"


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountLine:
    """One acknowledged submission: a report's ``version`` as the hub sent it.

    ``submission_sha256``: of the hub's submission id; ``since``: when it came to its place; ``who``: who holds, began
    or ended it; ``where``: to whom it was offered or transferred; ``outcome``: the profile's key of the decision;
    ``ended``: for what retention erased, how the work on it had ended. ``restricted``: it may not be shown to this
    reader, who is told its place and nothing else. ``files``: of what was begun or settled of this version.
    """

    report_id: ReportId
    version: int
    submission_sha256: str = ""
    received_at: datetime
    place: Place
    since: datetime
    who: str = ""
    where: str = ""
    outcome: str = ""
    references: tuple[Reference, ...] = ()
    ended: Place | None = None
    restricted: bool = False
    files: tuple[AccountFile, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A contradiction about one report. ``who``: whom one book names; ``other``: whom, or what, the other one names;
    ``desk``: the workstation's store; ``at``: since when it is so; ``destination``: the records system."""

    kind: Contradiction
    report_id: ReportId
    version: int = 0
    who: str = ""
    other: str = ""
    desk: str = ""
    at: datetime | None = None
    destination: str = ""
    references: tuple[Reference, ...] = ()
    restricted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountPage:
    """A part of the account. ``next``: ask again with it as ``after``, and with the same ``until``.

    ``acknowledged``: with the last page, how many the log of intake counts between the two times; the lines of all
    pages must be as many. ``desks``: workstations that stated what they hold.
    """

    items: tuple[AccountLine, ...] = ()
    differences: tuple[Difference, ...] = ()
    until: datetime
    next: str | None = None
    acknowledged: int | None = None
    desks: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class StatedOperation:
    """An operation that a workstation has not delivered yet."""

    kind: OpKind
    status: Delivery
    author: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StatedReport:
    """What a workstation has of one report. ``stage`` None: only operations; ``held``: under a lease that it does not
    know to be lost, or begun. ``left_out``: files that its people decided not to send to its records."""

    report_id: ReportId
    stage: Stage | None = None
    owner: str = ""
    fence: int = 0
    held: bool = False
    operations: tuple[StatedOperation, ...] = ()
    left_out: tuple[FileLeftOut, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """What one workstation's store holds at ``at`` (the server's time as the workstation knows it), all of it."""

    installation: str
    store: str
    at: datetime
    reports: tuple[StatedReport, ...] = ()


MOST_STATED = 5000
"""Reports in one statement: far more than a workstation ever holds."""
TYPES = (AccountPage, Statement)
"""For the gateway's OpenAPI document."""
