"""The reply token: which message a mail answers, told by the address it was sent to, or by its subject.

It is random and says nothing about the report. Whoever knows it can add an answer to that report, nothing else.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator

ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
"""No letter that is taken for another when a person types it."""
LENGTH = 20
_GROUP = 5
_TOKEN = re.compile(f"[{ALPHABET}]{{{LENGTH}}}")
_IN_SUBJECT = re.compile(r"\[\s*ref\s*[:.]\s*(?P<token>[^\]]{1,60})\]", re.IGNORECASE)


def new_token() -> str:
    """20 letters of 31, about 99 bits."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def reply_address(sender: str, token: str) -> str:
    """The sender's address with the token after a plus sign (RFC 5233)."""
    local, _, domain = sender.rpartition("@")
    return f"{local}+{token}@{domain}"


def in_subject(token: str) -> str:
    """The token as a person can read it out: ``[ref: AAAAA-BBBBB-CCCCC-DDDDD]``."""
    groups = (token[at : at + _GROUP] for at in range(0, len(token), _GROUP))
    return f"[ref: {'-'.join(groups).upper()}]"


def token_of_address(address: str, sender: str) -> str:
    """The token in an address that is ours; "" when it is not or has none."""
    local, _, domain = address.strip().lower().rpartition("@")
    our_local, _, our_domain = sender.lower().rpartition("@")
    name, _, detail = local.partition("+")
    return _whole(detail) if (name, domain) == (our_local, our_domain) else ""


def token_of_subject(subject: str) -> str:
    """The token that a subject carries; "" when it has none. Case, blanks and hyphens do not matter."""
    return next(_in_subject(subject), "")


def _in_subject(subject: str) -> Iterator[str]:
    for found in _IN_SUBJECT.finditer(subject):
        token = _whole(found["token"])
        if token:
            yield token


def _whole(told: str) -> str:
    plain = re.sub(r"[\s\-]", "", told).lower()
    return plain if _TOKEN.fullmatch(plain) else ""
