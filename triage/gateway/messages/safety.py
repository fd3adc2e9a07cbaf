"""When writing could put somebody at risk: the Victims' Code asks for a way that does not (domain/police.md §6).

Nothing here decides that an address is safe. It names the reasons why a person has to make sure first.
"""

from __future__ import annotations

from collections.abc import Iterator

from triage.gateway.config.messages import MessagesConfig
from triage.gateway.messages.addresses import same_address
from triage.models.indicators import Assessment
from triage.models.person import Contact
from triage.models.report import Report


def reasons(report: Report, assessment: Assessment, address: str, config: MessagesConfig) -> tuple[str, ...]:
    """Why ``address`` may be unsafe to write to for this report; empty when nothing says so.

    An address that the reporter marked safe passes the kind of report; nothing passes a suspect's address.
    """
    known = [
        (person, contact)
        for person in report.people
        for contact in person.contacts
        if same_address(contact.value, address)
    ]
    found = []
    if any("suspect" in person.roles for person, _ in known):
        found.append("It is the address of a suspect in this report.")
    if any(contact.safe is False for _, contact in known):
        found.append("It was reported as not safe to use.")
    if len({person.key for person, _ in known}) > 1:
        found.append("Several people of this report use this address.")
    if not _marked_safe([contact for _, contact in known]):
        found += _guarded(report, assessment, config)
    return tuple(found)


def _marked_safe(contacts: list[Contact]) -> bool:
    return bool(contacts) and all(contact.safe is True for contact in contacts)


def _guarded(report: Report, assessment: Assessment, config: MessagesConfig) -> Iterator[str]:
    signs = sorted({one.kind for one in assessment.indicators} & set(config.guarded_signs))
    if report.kind in config.guarded_kinds:
        yield f"In a report of this kind ({_plain(report.kind)}) somebody else may read what comes to this address."
    elif signs:
        told = ", ".join(_plain(sign) for sign in signs)
        yield f"The report has signs of risk ({told}): somebody else may read what comes to this address."


def _plain(key: str) -> str:
    return key.replace("_", " ")
