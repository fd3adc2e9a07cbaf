"""Two kinds of error only (rule R10): one that a person can act on, and one that is our own mistake."""

from __future__ import annotations

from dataclasses import dataclass


class KnownError(Exception):
    """Something that can happen to a person using the program.

    ``what`` says what happened, ``do`` what to do about it; both are plain sentences for the screen and hold
    no personal data, so they may also be logged.
    """

    def __init__(self, what: str, do: str = "") -> None:
        super().__init__(f"{what} {do}".strip())
        self.what = what
        self.do = do


class BugError(Exception):
    """Something that cannot happen if the program is right. Shown once, kept in the log."""


@dataclass(frozen=True, slots=True)
class FieldError:
    """One thing wrong with one field. ``pointer`` is a JSON pointer or a dotted key, as the input has it."""

    pointer: str
    detail: str


class InputError(KnownError):
    """Input that was refused: every field that is wrong is named, nothing of it was stored."""

    def __init__(self, what: str, errors: tuple[FieldError, ...] = (), do: str = "") -> None:
        super().__init__(what, do)
        self.errors = errors
