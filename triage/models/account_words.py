"""The account in words: places, and what is wrong with a difference and what to do about it. For window and command."""

from __future__ import annotations

from collections.abc import Mapping

from triage.models.account import AccountFile, AccountLine, Contradiction, Difference, FilePlace, Place
from triage.models.caller import name_words
from triage.models.files import FAILED, INFECTED, LOCKED, SUSPICIOUS

PLACES: Mapping[Place, str] = {
    Place.UNREAD: "Received, not in the queue yet",
    Place.UNREADABLE: "In the queue, to be read by a person",
    Place.QUEUE: "In the queue",
    Place.WORKED: "With a handler",
    Place.SET_ASIDE: "Set aside for a person",
    Place.AWAITING_REPORTER: "Waiting for the reporter",
    Place.AWAITING_APPROVAL: "Waiting for approval",
    Place.OFFERED: "Handed over, not accepted yet",
    Place.BEGUN: "Being sent to records",
    Place.RECORDED: "Recorded",
    Place.ATTACHED: "Added to an existing record",
    Place.TRANSFERRED: "Accepted by a team or another force",
    Place.NO_RECORD: "Closed without a record",
    Place.ERASED: "Closed, words erased after their time",
    Place.MISSING: "Missing",
}
FILE_PLACES: Mapping[FilePlace, str] = {
    FilePlace.ARRIVED: "At its record",
    FilePlace.SENT: "Sent; not looked for at records",
    FilePlace.WAITING: "Waiting to be sent",
    FilePlace.LEFT_OUT: "Left out by a person",
    FilePlace.UNREADABLE: "Cannot be sent",
    FilePlace.MISSING: "Missing at records",
}
_UNREADABLE: Mapping[str, str] = {
    LOCKED: "Cannot be sent: somebody stopped viewing it because it may be illegal, and locked it.",
    INFECTED: "Cannot be sent: the scanner found a virus in it.",
    SUSPICIOUS: "Cannot be sent: it is not what it says it is, or nobody could scan it.",
    FAILED: "Cannot be sent: the gateway never got it. Ask the reporter for it again.",
}
"""How a file stands that no records system is sent → in words."""
_SAYING: Mapping[Contradiction, tuple[str, str]] = {
    Contradiction.NOT_STORED: (
        "Acknowledged to the national hub, but not kept.",
        "Ask the hub to send it again. Tell IT at once.",
    ),
    Contradiction.NOT_SHOWN: (
        "Kept, but neither in the queue nor waiting to be read.",
        "Tell IT at once: the original is at the gateway.",
    ),
    Contradiction.NOT_LISTED: (
        "The log counts {other} more or fewer than are listed.",
        "Run the account again. If it stays so, tell IT.",
    ),
    Contradiction.CLOSED_UNEXPLAINED: (
        "Closed, but nobody settled it or accepted it.",
        "Reopen it and look at its history.",
    ),
    Contradiction.BEGUN_WITHOUT_DECISION: (
        "{who} began to send it, but the decision is not at the gateway.",
        "Tell IT, and ask {who} what was decided.",
    ),
    Contradiction.RECORDED_TWICE: (
        "{destination} made more than one record of the same thing.",
        "Ask records to merge them: {references}.",
    ),
    Contradiction.DESK_HOLDS_ANOTHERS: (
        "{who}’s workstation still holds it; it was given to {other}.",
        "Ask {who} to start Triage on-line. What was written there is offered to {other}.",
    ),
    Contradiction.DESK_WAITS_FOR_CLOSED: (
        "{who}’s workstation still has something to send ({other}), but the report is closed.",
        "Ask {who} to open the outbox: it says what is left to do.",
    ),
    Contradiction.DESK_KNOWS_UNKNOWN: (
        "{who}’s workstation works on it, but the gateway does not have it.",
        "Was the gateway restored from a backup? Ask the hub to send it again; keep that workstation as it is.",
    ),
    Contradiction.DESK_SILENT: (
        "{who}’s workstation has work to send and was not heard of for a day.",
        "Start Triage there on-line, or take the report over.",
    ),
    Contradiction.BEGUN_NOWHERE: (
        "{who} began to send it, but no workstation has it.",
        "Take the report over: records are looked up first.",
    ),
    Contradiction.NOT_AT_RECORDS: (
        "Settled, but {destination} does not find it.",
        "Ask records for {references}. If it is not there, reopen the report and send it again.",
    ),
    Contradiction.OTHER_AT_RECORDS: (
        "{destination} has other references than the report.",
        "Compare {references} with records, and correct the one that is wrong.",
    ),
    Contradiction.TWICE_AT_RECORDS: (
        "{destination} has more than one record of it.",
        "Ask records to merge them: {references}.",
    ),
    Contradiction.FILE_NOT_AT_RECORDS: (
        "Settled, but {destination} does not have file {other}.",
        "Look there for {references}. Where it is missing, reopen the report and send it again.",
    ),
    Contradiction.AT_RECORDS_NOT_SETTLED: (
        "{destination} has a record of it, but it is not settled.",
        "Claim it and send it: records are looked up first, and the record that is there is used.",
    ),
}


def place_words(line: AccountLine) -> str:
    """Where it is, with whom."""
    words = PLACES[line.place]
    if line.ended is not None:
        words = f"{words} ({PLACES[line.ended].lower()})"
    if line.who and line.place in (Place.WORKED, Place.BEGUN):
        return f"{words}: {line.who}"
    return f"{words}: {line.where}" if line.where else words


def file_words(one: AccountFile, names: Mapping[str, str] | None = None) -> str:
    """How one file stands, for what did not simply arrive: "file 2 for Crime: left out by ann: printed"."""
    where = (names or {}).get(one.destination, one.destination)
    told = {
        FilePlace.LEFT_OUT: f"left out by {one.who}: {one.why}",
        FilePlace.WAITING: f"waiting at {one.who}’s workstation",
        FilePlace.UNREADABLE: f"cannot be sent: {one.why}",
    }
    return f"file {one.number} for {where}: {told.get(one.place, FILE_PLACES[one.place].lower())}"


def file_saying(one: AccountFile, names: Mapping[str, str] | None = None) -> tuple[str, str]:
    """The same for the window: which file, and how it stands or what is wrong with it, each a line or two."""
    told = {
        FilePlace.LEFT_OUT: f"Left out by {name_words(one.who)}: {one.why}",
        FilePlace.WAITING: f"Waits at {name_words(one.who)}’s workstation and goes from there.",
        FilePlace.UNREADABLE: _UNREADABLE.get(one.why, f"It cannot be sent: {one.why}."),
    }
    where = (names or {}).get(one.destination, one.destination)
    return f"File {one.number} for {where}", told.get(one.place, f"{FILE_PLACES[one.place]}.")


def _other(one: Difference) -> str:
    """The second person of a difference, or what else it is about."""
    if one.kind is Contradiction.DESK_HOLDS_ANOTHERS:
        return name_words(one.other) or "somebody else"
    return (one.other or "somebody else").replace("_", " ")


def saying(one: Difference, names: Mapping[str, str] | None = None) -> tuple[str, str]:
    """What is wrong and what to do, each a sentence or two. ``names``: what people call each destination."""
    what, do = _SAYING[one.kind]
    known = names or {}
    told = {
        "who": name_words(one.who) or "Somebody",
        "other": _other(one),
        "destination": known.get(one.destination, one.destination or "Records"),
        "references": ", ".join(reference.reference for reference in one.references) or "the report’s references",
    }
    if one.restricted:
        return "The books differ about a restricted report.", "Ask somebody who may see it to run the account."
    return what.format(**told), do.format(**told)
