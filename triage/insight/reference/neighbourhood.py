"""Who the neighbourhood team of a point is: asked of whatever service a force sets up, and optional."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from triage.models.reference import Point


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbourhood:
    """``force_id`` and ``id`` as the source has them (data.police.uk: "leicestershire", "NC04")."""

    force_id: str
    id: str
    name: str
    source: str
    as_of: datetime


class Neighbourhoods(Protocol):
    """A source of neighbourhood teams."""

    async def of(self, point: Point) -> Neighbourhood | None:
        """The team of a point, None where there is none.

        Raises:
            KnownError: the source cannot be asked now; the map then says nothing of a team.
        """
        ...
