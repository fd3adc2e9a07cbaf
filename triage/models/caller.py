"""Who the gateway takes a caller for."""

from __future__ import annotations

import re
from dataclasses import dataclass

_PART = r"[a-z]+(?:['’-][a-z]+)*"
_NAME = re.compile(rf"{_PART}(?:[._]{_PART})*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """``id`` is what leases, decisions and audit lines name; ``roles``: those of the five that are held.

    ``gateway``: the version of the gateway that answers, "" from one that does not say.
    """

    id: str
    roles: tuple[str, ...] = ()
    gateway: str = ""


def name_words(subject: str) -> str:
    """The id of a person as a name to be read, where it is made of one: "a.o'neill@force.example" → "A. O'Neill",
    "practice-trainee" → "Practice trainee". Any other (a number, a code, words already) as it is.
    """
    told = subject.partition("@")[0]
    if not _NAME.fullmatch(told):
        return subject
    parts = re.split(r"[._]", told)
    if len(parts) == 1 and "-" in told:
        return told.replace("-", " ").capitalize()
    return " ".join(f"{part.upper()}." if len(part) == 1 else part.title() for part in parts)
