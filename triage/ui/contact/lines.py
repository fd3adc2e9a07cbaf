"""Lines of the contact log in words: what happened, by which way, and what came of it."""

from __future__ import annotations

from triage.models.delivery import Delivery
from triage.models.messages import AGAIN, ContactLine, MessageState
from triage.models.withdrawal import NOTED, TAKEN_BACK, Freedom, freedom_of
from triage.models.workflow import Handoff, HandoffState
from triage.ui.contact.withdrawal_words import asked_words

OUTCOMES = {
    "reached": "Reached",
    "no_answer": "No answer",
    "left_message": "Left a message",
    "wrong_number": "Wrong number",
    "refused": "Did not want to talk",
    "other": "Something else",
}
CHANNELS = {
    "phone": "Call",
    "in_person": "Visit",
    "letter": "Letter",
    "email": "E-mail",
    "sms": "Text message",
    "other": "Other",
}
STATES = {
    MessageState.QUEUED: "waiting to leave the gateway",
    MessageState.SENDING: "being sent",
    MessageState.SENT: "sent",
    MessageState.DELIVERED: "delivered",
    MessageState.UNCERTAIN: "may have left or not",
    MessageState.BOUNCED: "bounced",
    MessageState.FAILED: "not sent",
    MessageState.GIVEN_UP: "given up",
}
_KINDS = {
    "answer": "Answer",
    "auto_reply": "Automatic reply",
    "bounce": "Bounce",
    "delivery": "Delivery notice",
}
WAITING = {
    Delivery.QUEUED: "waits to leave this desk",
    Delivery.HELD: "waits for the gateway",
    Delivery.SENDING: "is being sent",
    Delivery.UNCERTAIN: "is looked into",
    Delivery.REJECTED: "was refused",
    Delivery.CONFLICT: "was refused",
}


def may_go_again(line: ContactLine) -> bool:
    """Whether a person may send this message again."""
    return line.sent is not None and line.sent.state in AGAIN


def line_head(line: ContactLine, answered: frozenset[int] = frozenset()) -> tuple[str, str]:
    """(what it is, the ink of its state): ("E-mail to jane@…: bounced", "wrong"). ``answered``: messages that were."""
    if line.kind == "message" and line.sent is not None:
        state = line.sent.state
        kind = CHANNELS.get(line.channel, "Message")
        waits = line.sent.asks and not may_go_again(line)
        asks = ", answered" if line.message in answered else ", an answer is waited for" if waits else ""
        ink = "wrong" if state in AGAIN else "plain"
        return f"{kind} to {line.address}: {STATES[state]}{asks}", ink
    if line.kind == "contact":
        way = CHANNELS.get(line.channel, line.channel)
        turn = f"{way} from them" if line.direction == "in" else way
        mended = f" (puts line {line.corrects} right)" if line.corrects else ""
        return f"{turn}: {OUTCOMES.get(line.outcome, line.outcome)}{mended}", "plain"
    if line.kind == NOTED:
        return asked_words(line), "plain" if freedom_of(line) is Freedom.FREELY else "warn"
    if line.kind == TAKEN_BACK:
        return f"The request to withdraw (line {line.corrects}) was a mistake", "plain"
    words = _KINDS.get(line.kind, line.kind)
    version = f", version {line.version} of the report" if line.version else ""
    other = ", from another address than we wrote to" if "another_address" in line.flags else ""
    return f"{words} from {line.address}{version}{other}", "warn" if other or line.kind == "bounce" else "plain"


def line_body(line: ContactLine) -> str:
    """What was said in it."""
    if line.sent is not None:
        reason = f"\n{line.sent.reason}" if line.sent.reason else ""
        return f"{line.sent.subject}\n{line.sent.body.rstrip()}{reason}"
    return line.note


def handoff_words(handoff: Handoff) -> tuple[str, str]:
    """(where it stands, ink)."""
    match handoff.state:
        case HandoffState.ACCEPTED:
            return f"Taken on by {handoff.acceptor} at {handoff.to_name}, {handoff.reference}", "plain"
        case HandoffState.RETURNED:
            return f"Refused by {handoff.to_name}: {handoff.return_why}", "warn"
        case HandoffState.CHASED_BACK:
            return f"Nobody at {handoff.to_name} took it on in time: it came back", "wrong"
        case _:
            late = "overdue, chase it now" if handoff.overdue else "waits for somebody there to take it on"
            return f"At {handoff.to_name}: {late}", "wrong" if handoff.overdue else "plain"
