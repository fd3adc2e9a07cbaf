"""Outcomes that go through the gateway alone: asking the reporter, handing over (contracts E).

Each is one operation. The gateway ends our lease with its answer; what is ours of the report is erased then, and the
copy of the draft that the gateway keeps is offered to whoever takes the report up again.
"""

from __future__ import annotations

from dataclasses import replace

from triage.models import codec
from triage.models.decision import Decision
from triage.models.draft import Draft
from triage.models.errors import BugError
from triage.models.lease import Lease
from triage.models.messages import MessageRequest
from triage.models.operation import OpKind
from triage.models.outcome_draft import ASK, Handover, Question
from triage.models.workflow import HandoffRequest, HandoffTo, PackageWish


def body_of(does: str, decision: Decision, lease: Lease) -> tuple[OpKind, bytes]:
    """The kind of the operation and its frozen body."""
    draft = decision.draft
    if does == ASK:
        if draft.question is None:
            raise BugError("asked without words")
        return OpKind.ASK, codec.encode(message_of(draft.question, lease))
    if draft.handover is None:
        raise BugError("handed over to nobody")
    return OpKind.HAND_OFF, codec.encode(_handoff(draft.handover, decision, lease))


def message_of(question: Question, lease: Lease | None = None) -> MessageRequest:
    """The message for the gateway; with a lease it asks, and the report waits for the answer."""
    free = bool(question.text.strip())
    return MessageRequest(
        channel="sms" if question.channel == "sms" else "email",
        template="" if free else question.template,
        language=question.language,
        fields={} if free else {name: value.strip() for name, value in question.fields.items()},
        text=question.text if free else "",
        person=question.person or "",
        address=question.address,
        ask=lease is not None,
        lease_id=lease.lease_id if lease else None,
        fence=lease.fence if lease else 0,
        confirmed_safe=bool(question.safe_reason.strip()),
        safe_reason=question.safe_reason.strip(),
    )


def draft_left_behind(draft: Draft) -> Draft:
    """What whoever works it next begins with: all but the outcome that has been carried out."""
    return replace(draft, outcome="", question=None, handover=None, revision=draft.revision + 1)


def _handoff(handover: Handover, decision: Decision, lease: Lease) -> HandoffRequest:
    return HandoffRequest(
        to_kind=HandoffTo(handover.to_kind),
        to=handover.to.strip(),
        why=handover.why.strip(),
        package=PackageWish(note=handover.note.strip(), draft=decision.draft, decision=decision),
        lease_id=lease.lease_id,
        fence=lease.fence,
    )
