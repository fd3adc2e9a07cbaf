"""A person in a report. One person may have several roles (a witness who is also the reporter)."""

from __future__ import annotations

from dataclasses import dataclass

from triage.models.answer import Answer
from triage.models.ids import PersonKey


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """A way to reach a person. ``kind`` is "phone" or "email"; ``safe`` None until somebody has asked."""

    kind: str
    value: str
    label: str = ""
    safe: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A person as reported. Text fields are empty when not told; ``details`` holds every leaf of the entity.

    ``roles`` are words: "reporter", "victim", "suspect", "witness", "next of kin", …
    ``aliases``: other names, of people a handler joined into this one.
    ``born`` is YYYY-MM-DD or "" ; ``age`` years or None; ``about_age`` e.g. "30 to 35".
    """

    key: PersonKey
    roles: tuple[str, ...] = ()
    title: str = ""
    given: str = ""
    middle: str = ""
    surname: str = ""
    aliases: tuple[str, ...] = ()
    born: str = ""
    age: int | None = None
    about_age: str = ""
    under_18: bool | None = None
    gender: str = ""
    ethnicity: str = ""
    contacts: tuple[Contact, ...] = ()
    contact_preference: str = ""
    place_key: str = ""
    description: str = ""
    anonymous: bool = False
    details: tuple[Answer, ...] = ()

    @property
    def name(self) -> str:
        """The name as one reads it; "Anonymous" or "Name not given" where there is none."""
        told = " ".join(part for part in (self.title, self.given, self.middle, self.surname) if part)
        return told or ("Anonymous" if self.anonymous else "Name not given")
