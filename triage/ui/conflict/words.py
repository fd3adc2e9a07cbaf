"""What the screen says of a conflict and of a proposal. No Qt beyond the sheet's own values."""

from __future__ import annotations

from datetime import datetime

from triage.models.caller import name_words
from triage.models.conflict import Difference
from triage.models.proposal import Proposal, ProposalKind
from triage.models.stage import Stage
from triage.models.visible import one_line
from triage.services.conflicts import Conflict
from triage.ui.conflict.sides import Sides

PROPOSED = "Look at it"


def sides_of_conflict(found: Conflict) -> Sides:
    """Mine beside what the gateway has from whoever holds the report."""
    who = name_words(found.holder) or "Nobody"
    if found.stage is Stage.CLOSED:
        told = "The report is closed. A proposal goes to the supervisors."
    elif found.holder:
        told = f"{who} has the report now. Nothing of yours was sent. A proposal goes to {who} and the supervisors."
    elif found.stage is Stage.HELD:
        told = "It was set aside for a person. You can also claim it again with C. Nothing of yours was sent."
    else:
        told = "Your claim ended and nobody has the report now. You can also claim it again with C."
    about = " · ".join(part for part in (one_line(found.title, 100), one_line(found.customer_reference, 40)) if part)
    return Sides(
        title="Yours and theirs",
        others=name_words(found.holder),
        told=f"{about}. {told}",
        done=f"Propose to {name_words(found.holder)}" if found.holder else "Propose",
        aside="Let mine go",
        ask="What they should know, or why yours is not needed",
        needed=True,
        differences=found.differences,
        choices=found.choices,
    )


def sides_of_proposal(proposal: Proposal, found: tuple[Difference, ...], at: datetime) -> Sides:
    """My draft beside what somebody proposed for the report that I hold."""
    kind = "asks for help" if proposal.kind is ProposalKind.STUCK else "wrote this before the report came to you"
    return Sides(
        title=f"Proposed by {proposal.author}",
        others=proposal.author,
        told=f"{proposal.author} {kind}, {at:%d %b %H:%M}. What you take becomes part of your draft.",
        words=proposal.why,
        done="Take in what is chosen",
        aside="Refuse it",
        ask="Why it is refused, if it is",
        needed=False,
        differences=found,
        choices={},
    )


def proposal_words(proposal: Proposal) -> str:
    """One line over the report."""
    asks = "needs help with this report" if proposal.kind is ProposalKind.STUCK else "proposes changes to this report"
    return f"{proposal.author} {asks}: {one_line(proposal.why, 160)}"
