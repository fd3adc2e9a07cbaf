"""What an outcome other than recording needs beside the draft's usual parts (contracts E).

All of it is part of the draft: it is saved, handed to whoever takes the report over, signed and frozen with it.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from triage.models.ids import PersonKey, ReportId

RECORD, ASK, HAND_OFF, ATTACH = "record", "ask", "hand_off", "attach"
DOES = (RECORD, ASK, HAND_OFF, ATTACH)
"""What an outcome of the profile does: records, asks the reporter, hands the report over, adds to what exists."""
LEAVES = frozenset({ASK, HAND_OFF})
"""Outcomes that go through the gateway alone: nothing is sent to a records system."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Words to somebody of the report: a template with its ``fields``, or the handler's own ``text`` in its place.

    ``person`` and ``address``: to whom; the person is empty when the address is not among theirs. ``channel`` is
    "email" or "sms". ``safe_reason``: how the handler knows that only the right person reads there. ``own_words``: the
    handler wrote ``text``; else it is the template filled with a field of several lines, which goes as text too.
    """

    template: str = ""
    language: str = "en"
    channel: str = "email"
    person: PersonKey | None = None
    address: str = ""
    fields: dict[str, str] = field(default_factory=dict)
    text: str = ""
    own_words: bool = False
    safe_reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Handover:
    """To whom the report goes and what they must know. ``to_kind``: "team", "force" or "agency"; ``to``: its key for a
    team, its name otherwise.
    """

    to_kind: str = ""
    to: str = ""
    why: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AttachTo:
    """What the report is added to: a record of a destination by its ``reference``, or another report.

    ``record_id``: the destination's own id of the record; ``title``: what the handler saw when choosing it.
    """

    destination: str = ""
    reference: str = ""
    record_id: str = ""
    report_id: ReportId | None = None
    title: str = ""
