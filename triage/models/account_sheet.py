"""The account as rows of a spreadsheet. Every cell is text that no spreadsheet takes for a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from triage.models.account import AccountLine, Difference
from triage.models.account_words import FILE_PLACES, PLACES, file_words, place_words, saying
from triage.models.balance import Account
from triage.models.decision import Reference

LINE_HEAD = (
    "report_id", "version", "submission_sha256", "received_at", "place", "since", "who", "where", "outcome",
    "references", "ended", "in_words", "files",
)  # fmt: skip
DIFFERENCE_HEAD = (
    "report_id", "version", "difference", "what", "what_to_do", "who", "other", "workstation", "since", "destination",
    "references",
)  # fmt: skip
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def safe(text: str) -> str:
    """The cell as text: one that a spreadsheet would work out gets an apostrophe in front (OWASP, CSV injection)."""
    return f"'{text}" if text.lstrip(" ").startswith(_FORMULA) else text


def line_cells(line: AccountLine) -> tuple[str, ...]:
    """One submission, in the order of `LINE_HEAD`."""
    told = (
        line.report_id, str(line.version), line.submission_sha256, _iso(line.received_at), line.place.value,
        _iso(line.since), line.who, line.where, line.outcome, _references(line.references), line.ended or "",
        place_words(line), "; ".join(file_words(one) for one in line.files),
    )  # fmt: skip
    return tuple(safe(cell) for cell in told)


def difference_cells(one: Difference, names: Mapping[str, str]) -> tuple[str, ...]:
    """One difference, in the order of `DIFFERENCE_HEAD`; ``names`` as for `saying`."""
    told = (
        one.report_id, str(one.version or ""), one.kind.value, *saying(one, names), one.who, one.other, one.desk,
        _iso(one.at), one.destination, _references(one.references),
    )  # fmt: skip
    return tuple(safe(cell) for cell in told)


def sheet(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """CSV (RFC 4180) of such rows."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(head)
    writer.writerows(rows)
    return out.getvalue()


def account_sheet(account: Account, names: Mapping[str, str]) -> str:
    """The sums, then a row for each difference; ``names`` as for `saying`."""
    sums = [("acknowledged", str(account.acknowledged)), ("accounted for", str(account.accounted))]
    sums += [(PLACES[place], str(count)) for place, count in account.places.items()]
    sums += [(f"files: {FILE_PLACES[place].lower()}", str(count)) for place, count in account.files.items()]
    sums += [(f"{one.report_id}: {file_words(one.file, names)}", "1") for one in account.not_arrived]
    sums = [(safe(what), count) for what, count in sums]
    differences = [DIFFERENCE_HEAD, *(difference_cells(one, names) for one in account.differences)]
    return sheet(("what", "how_many"), [*sums, (), *differences])


def _iso(at: datetime | None) -> str:
    return at.isoformat(timespec="seconds") if at else ""


def _references(references: Sequence[Reference]) -> str:
    return "; ".join(f"{one.destination} {one.reference}".strip() for one in references)
