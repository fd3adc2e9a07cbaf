"""What others hold, and what records said of it, in a supervisor's words. No Qt."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from triage.models.caller import name_words
from triage.models.stage import Stage
from triage.models.taking_over import HeldWork
from triage.models.visible import one_line
from triage.services.taking_over import Looked
from triage.ui.text import ago, span

TITLE_LIMIT = 100
MINUTE = timedelta(minutes=1)


def title_words(held: HeldWork) -> str:
    return " · ".join(
        part for part in (one_line(held.title, TITLE_LIMIT), one_line(held.customer_reference, 40)) if part
    )


def state_words(held: HeldWork, now: datetime) -> str:
    """Who has it and how it stands: "ann, being sent, begun 12 min ago" or "ann, held for 40 min, no draft"."""
    who = name_words(held.holder)
    if held.stage is Stage.BEGUN:
        return f"{who}, being sent, begun {ago(held.begun_at or held.since, now)}"
    draft = f", draft saved {ago(held.draft_saved_at, now)}" if held.draft_saved_at else ", no draft"
    if held.lapsed:
        return f"{who}, claim ran out {ago(held.lease_expires_at, now)}{draft}"
    held_for = now - held.since
    return f"{who}, {f'held for {span(held_for)}' if held_for >= MINUTE else 'claimed just now'}{draft}"


def looked_words(held: HeldWork, looked: Looked, names: Mapping[str, str]) -> str:
    """What records said, and what taking over will therefore do."""
    if held.stage is not Stage.BEGUN:
        return "Nothing of it was sent. You get the report with the draft as the gateway has it."
    found = [f"{names.get(one.destination, one.destination)} has {one.reference}." for one in looked.references]
    found += [f"{names.get(name, name)} did not answer." for name in looked.silent]
    found += [
        f"File {one.number} was left out of {names.get(one.destination, one.destination)} by {one_line(one.by, 40)}: "
        f"“{one_line(one.why, TITLE_LIMIT)}”. It is not sent."
        for one in held.left_out
    ]
    told = " ".join(found)
    if looked.whole:
        return f"{told} Records have all of it: taking over finishes it with these references."
    if looked.references or looked.silent:
        return f"{told} It stays begun: when you send, each system is looked at first and nothing is made twice."
    comes = "The decision comes to you as a draft, to be read, changed and sent by you."
    return f"{told} No system has a record of it. {comes}".strip()
