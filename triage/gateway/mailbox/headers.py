"""Headers of a mail from anybody: read leniently, never for long, never with an error."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from email.message import Message
from email.policy import EmailPolicy
from email.utils import getaddresses, parsedate_to_datetime

LONGEST, LONGEST_TYPE = 4096, 768
"""Characters of one header's value that are read, and of one with parameters; the standard library takes quadratic
time over long ones, and reads the latter again and again."""
_IDS = re.compile(r"<([^<>\s]{1,998})>")
_SPACE = re.compile(r"\s+")


class LenientPolicy(EmailPolicy):
    """The modern policy, with long header values cut off."""

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        most = LONGEST_TYPE if sourcelines[0][:8].lower() == "content-" else LONGEST
        kept: list[str] = []
        size = 0
        for line in sourcelines:
            kept.append(line[: most - size])
            size += len(kept[-1])
            if size >= most:
                break
        name, colon, rest = kept[0].partition(":")
        if not colon:
            return name.strip() or "X-Broken", ""
        return name, "".join([rest.lstrip(" \t"), *kept[1:]]).rstrip("\r\n")


def value(message: Message, name: str) -> str:
    """The first header of that name as one line of text; "" when there is none."""
    return next(values(message, name), "")


def values(message: Message, name: str) -> Iterator[str]:
    """Every header of that name. What the strict reader trips over is read as it stands."""
    try:
        found = [str(told) for told in message.get_all(name, [])]
    except Exception:  # hostile headers raise nearly anything out of email._header_value_parser
        found = [str(told) for key, told in message.raw_items() if key.lower() == name.lower()]
    for told in found:
        yield _SPACE.sub(" ", told).strip()


def addresses(message: Message, *names: str) -> tuple[tuple[str, str], ...]:
    """(display name, address) of these headers, in their order; what is no address is left out."""
    told = [one for name in names for one in values(message, name)]
    try:
        found = getaddresses(told)
    except Exception:
        return ()
    kept = ((name.strip(), address.strip()) for name, address in found)
    return tuple(dict.fromkeys((name, address) for name, address in kept if _is_address(address)))


def _is_address(told: str) -> bool:
    local, at, domain = told.rpartition("@")
    return bool(at and local and domain) and not any(sign.isspace() or sign in "<>,;" for sign in told)


def ids(message: Message, *names: str) -> tuple[str, ...]:
    """Message-IDs without their angle brackets."""
    told = [one for name in names for one in values(message, name)]
    return tuple(dict.fromkeys(found for one in told for found in _IDS.findall(one)))


def moment(told: str) -> datetime | None:
    """A Date header in UTC; None when it cannot be read. Without an offset it is taken as UTC (RFC 5322 §3.3)."""
    try:
        at = parsedate_to_datetime(told)
        return (at.replace(tzinfo=UTC) if at.tzinfo is None else at).astimezone(UTC)
    except Exception:
        return None


def first(found: Sequence[str]) -> str:
    return found[0] if found else ""
