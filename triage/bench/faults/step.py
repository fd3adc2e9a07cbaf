"""One step of a run, as plain data: what a seed draws, what a failure is told by, what a regression test keeps."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

CALM = ""


class Fault(StrEnum):
    """What becomes of one exchange. Those of `CARRIED_OUT` are carried out by the system whatever the desktop hears."""

    CUT = "cut"
    """The connection is refused: no byte left."""
    LOST = "lost"
    """The bytes left and never arrived; no answer."""
    LATE = "late"
    """No answer in time; the request arrives later, after others."""
    DROPPED = "dropped"
    """Carried out, the answer lost."""
    TORN = "torn"
    """Carried out, half of the answer arrives as if it were whole."""
    BROKEN_AFTER = "broken_after"
    """Carried out, then a 502 from something in between."""
    TWICE = "twice"
    """Carried out twice at once; the first answer arrives."""
    TWICE_LATE = "twice_late"
    """Carried out and answered; arrives again later."""
    BROKEN = "broken"
    """503, nothing carried out."""
    BUSY = "busy"
    """429 with Retry-After."""
    SIGNED_OUT = "signed_out"
    """401: the token ran out."""
    REFUSED = "refused"
    """422 naming a field: creates, begins and files only, anything else is answered."""
    PORTAL = "portal"
    """200 with a log-in page of the network."""
    PROXY = "proxy"
    """407 with a page of a proxy."""
    KILLED_BEFORE = "killed_before"
    """Whoever sends it ends before the first byte leaves."""
    KILLED_AFTER = "killed_after"
    """Carried out; whoever sent it ends before it hears the answer."""
    CUT_SHORT = "cut_short"
    """The connection breaks in the middle of the body: files only."""
    TOO_LARGE = "too_large"
    """413: files only."""
    WRONG_TYPE = "wrong_type"
    """415: files only."""


CARRIED_OUT = frozenset(
    {
        Fault.DROPPED,
        Fault.TORN,
        Fault.BROKEN_AFTER,
        Fault.TWICE,
        Fault.TWICE_LATE,
        Fault.KILLED_AFTER,
    }
)


OF_FILES = frozenset({Fault.CUT_SHORT, Fault.TOO_LARGE, Fault.WRONG_TYPE})
"""What happens to files only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """``act``: one of `triage.bench.faults.acts.ACTS`; ``who``: a handler, where one acts.

    ``report``: the number of the report it is about, in the order of arrival (wrapped round). ``number``: seconds,
    which late request, or after how many commits the desktop ends (0: it does not). ``weather``: what becomes of the
    exchanges about each report, in order; calm after the last. ``files``: the same for those about files, whoever makes
    them, the gateway's own with records included. ``meanwhile`` happens while the first of them is under
    way, before it is carried out or, with ``after``, before its answer arrives.
    """

    act: str
    who: str = ""
    report: int = 0
    number: int = 0
    weather: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    meanwhile: Step | None = None
    after: bool = False
