"""One question of the form and what the public answered, with the place in the payload it came from."""

from __future__ import annotations

from dataclasses import dataclass

Scalar = str | int | float | bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A leaf of the payload.

    ``path`` is its JSON pointer (RFC 6901); ``label`` the question in words; ``text`` the answer as a person
    reads it (codes put into words); ``raw`` the value exactly as it came; ``shown_as`` names the typed field
    that also carries it ("surname"), or is empty.
    """

    path: str
    label: str
    text: str
    raw: Scalar = None
    shown_as: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """A point in time as it was told: parsed where that was possible, the words always kept."""

    text: str
    at: str | None = None
    """ISO 8601 UTC, or a date alone (YYYY-MM-DD) when no time was told; None when it could not be read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """Something the report lacks or that could not be read; becomes a check for the handler."""

    key: str
    words: str
