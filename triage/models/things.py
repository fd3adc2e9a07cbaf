"""Places, vehicles, property and attachments of a report."""

from __future__ import annotations

from dataclasses import dataclass

from triage.models.answer import Answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A location. ``roles``: "incident", "home of …"; ``uprn`` is text (it may start with zeros)."""

    key: str
    roles: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()
    town: str = ""
    county: str = ""
    postcode: str = ""
    uprn: str = ""
    latitude: float | None = None
    longitude: float | None = None
    description: str = ""
    details: tuple[Answer, ...] = ()

    @property
    def one_line(self) -> str:
        return (
            ", ".join(part for part in (*self.lines, self.town, self.county, self.postcode) if part) or self.description
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Vehicle:
    key: str
    roles: tuple[str, ...] = ()
    registration: str = ""
    make: str = ""
    model: str = ""
    colour: str = ""
    description: str = ""
    details: tuple[Answer, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PropertyItem:
    """Something stolen, lost, found or damaged. ``value`` is the text as told (pounds)."""

    key: str
    roles: tuple[str, ...] = ()
    kind: str = ""
    description: str = ""
    value: str = ""
    identifiers: str = ""
    details: tuple[Answer, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file that came with the report. The bytes are not here: they are fetched by number.

    ``number`` counts from 1 inside one version. ``state``: "inline" (in the payload), "link" (to be fetched by
    the gateway), "stored", "failed". ``size`` bytes or None; ``sha256`` hex or "". ``path``: JSON pointer of the
    entity in the payload.
    """

    number: int
    name: str
    media_type: str = ""
    size: int | None = None
    sha256: str = ""
    state: str = "inline"
    source: str = ""
    path: str = ""
    details: tuple[Answer, ...] = ()
