"""Who polices a place: force and neighbourhood team, in the manner of data.police.uk (its API documentation).

``GET {url}/locate-neighbourhood?q=lat,lng`` → ``{"force", "neighbourhood"}``, 404 where none does; then
``GET {url}/{force}/{neighbourhood}`` for the team's name and how to reach it.
"""

from __future__ import annotations

import re
from urllib.parse import quote

from triage.gateway.lookups.provider import Line, NotAsked, Said
from triage.models.answer import Answer
from triage.models.lookup import About

_POSITION = re.compile(r"(-?\d{1,2}(?:\.\d{1,12})?),\s?(-?\d{1,3}(?:\.\d{1,12})?)\Z")
_CONTACTS = {"email": "E-mail", "telephone": "Telephone"}


class Neighbourhoods:
    """Positions are rounded to four decimals, about ten metres: enough for a team's area, not for a flat."""

    name = "Neighbourhood policing"
    asks = About.PLACE

    def __init__(self, line: Line, url: str) -> None:
        self._line = line
        self._url = url.rstrip("/")

    def plain(self, value: str) -> str:
        found = _POSITION.match(value.strip())
        if not found or abs(float(found[1])) > 90 or abs(float(found[2])) > 180:
            return ""
        return f"{float(found[1]):.4f},{float(found[2]):.4f}"

    async def ask(self, plain: str) -> Said:
        reply = await self._line.send("GET", f"{self._url}/locate-neighbourhood", params={"q": plain})
        if reply.status == 404:
            return Said(found=False, summary="No neighbourhood team covers this position.")
        told = reply.body if isinstance(reply.body, dict) else {}
        force, area = told.get("force"), told.get("neighbourhood")
        if reply.status != 200 or not isinstance(force, str) or not isinstance(area, str):
            raise NotAsked(f"{self.name} answered with an error ({reply.status}).", reply.wait)
        details = [Answer(path="/force", label="Force", text=force[:100])]
        name, contacts = await self._team(force, area)
        details += [
            Answer(path=f"/{key}", label=label, text=contacts[key])
            for key, label in _CONTACTS.items()
            if key in contacts
        ]
        return Said(found=True, summary=f"{name or area[:100]}, {force[:100]}.", details=tuple(details))

    async def _team(self, force: str, area: str) -> tuple[str, dict[str, str]]:
        """The team's name and contacts; none when only they cannot be had."""
        try:
            reply = await self._line.send("GET", f"{self._url}/{quote(force, safe='')}/{quote(area, safe='')}")
        except NotAsked:
            return "", {}
        told = reply.body if reply.status == 200 and isinstance(reply.body, dict) else {}
        name, contacts = told.get("name"), told.get("contact_details")
        texts = contacts if isinstance(contacts, dict) else {}
        return (
            name[:100] if isinstance(name, str) else "",
            {key: value[:200] for key, value in texts.items() if isinstance(value, str) and value},
        )
