"""What keeps an outcome from being sent: the reason, the signpost, and what asking, handing over and attaching need.

Asking the reporter needs only its words and a safe way: the report is graded when the answer is in. Handing over and
attaching need the THRIVE words and the overall risk, because the risk is ours until somebody there takes it on.
"""

from __future__ import annotations

from collections.abc import Iterator

from triage.models.decision import Problem
from triage.models.draft import Draft
from triage.models.indicators import Assessment
from triage.models.outcome_draft import ASK, HAND_OFF, RECORD, Question
from triage.models.profile import Outcome, Profile
from triage.models.report import Report
from triage.models.safe_contact import Safety, same_address, ways
from triage.models.wording import LONGEST_REASON, LONGEST_TEXT, field_words


def does(draft: Draft, profile: Profile) -> str:
    """What the draft's outcome does; "record" while none is chosen."""
    outcome = profile.outcome(draft.outcome)
    return outcome.does if outcome else RECORD


def signpost_problems(outcome: Outcome, draft: Draft, profile: Profile) -> Iterator[Problem]:
    known = {choice.key for choice in profile.signposts}
    if outcome.needs_signpost and known and not set(draft.signpost) & known:
        yield Problem(field="outcome/signpost", words="Choose who deals with it, so that the reporter can be told.")


def leaving_problems(
    report: Report, draft: Draft, profile: Profile, assessment: Assessment | None
) -> Iterator[Problem]:
    """What asking, handing over or attaching still lacks."""
    what = does(draft, profile)
    if what == ASK:
        yield from question_problems(draft.question)
        yield from _safety_problems(report, draft, profile, assessment)
    elif what == HAND_OFF:
        yield from _handover_problems(draft, profile)
    else:
        yield from _attach_problems(draft)


def question_problems(question: Question | None) -> Iterator[Problem]:
    """What a message still lacks; its ``fields`` hold every field of its template, empty ones too."""
    if question is None or not question.address.strip():
        yield Problem(field="outcome/address", words="Choose whom to write to, by a way that is safe.")
        return
    if not question.template and not question.text.strip():
        yield Problem(field="outcome/template", words="Choose the words to start from, or write your own.")
    for name, value in question.fields.items():
        if not question.text.strip() and not value.strip():
            yield Problem(field=f"outcome/field:{name}", words=f"Fill in “{field_words(name)}” in the message.")
    if len(question.text) > LONGEST_TEXT:
        yield Problem(field="outcome/question", words=f"Keep the message to {LONGEST_TEXT:,} characters.")
    if len(question.safe_reason) > LONGEST_REASON:
        yield Problem(field="outcome/safe", words=f"Say in at most {LONGEST_REASON} characters how you know.")


def _safety_problems(
    report: Report, draft: Draft, profile: Profile, assessment: Assessment | None
) -> Iterator[Problem]:
    question = draft.question
    if question is None or assessment is None or not question.address:
        return
    kind = "phone" if question.channel == "sms" else "email"
    known = ways(report, assessment, profile.contact, draft.corrections)
    way = next((one for one in known if one.kind == kind and same_address(one.address, question.address)), None)
    if way is None:
        yield Problem(field="outcome/address", words="This address is not in the report any more: choose another.")
    elif way.safety is Safety.NEVER:
        yield Problem(field="outcome/address", words=f"Choose another way. {way.why[0]}")
    elif way.safety is Safety.ASK and not question.safe_reason.strip():
        yield Problem(field="outcome/safe", words="Say how you know that only the right person reads it.")


def _handover_problems(draft: Draft, profile: Profile) -> Iterator[Problem]:
    handover = draft.handover
    if handover is None or not handover.to.strip():
        yield Problem(field="outcome/receiver", words="Choose the team or force that takes it over.")
    elif handover.to_kind == "team" and profile.team(handover.to) is None:
        yield Problem(field="outcome/receiver", words="This team is not in the force's list any more: choose another.")
    if handover is None or not handover.why.strip():
        yield Problem(field="outcome/why", words="Say why they take it over, and what must be done by when.")


def _attach_problems(draft: Draft) -> Iterator[Problem]:
    attach = draft.attach
    if attach is None or not attach.reference.strip():
        yield Problem(field="outcome/target", words="Find the record or report that this one is added to.")
    elif not attach.record_id:
        yield Problem(field="outcome/target", words="Choose one that was found: a reference alone may be mistyped.")
