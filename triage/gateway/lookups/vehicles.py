"""Vehicles by DVLA's Vehicle Enquiry Service (API 1.1.0; developer-portal.driver-vehicle-licensing.api.gov.uk).

The registration goes in the body, never in an address or a log. Errors come in two shapes: ``{"errors": [{title,
detail, code, status}]}`` from the service and ``{"message": …}`` from what stands before it. Months are YYYY-MM.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from triage.gateway.lookups.provider import Line, NotAsked, Reply, Said
from triage.models.answer import Answer
from triage.models.lookup import About, LookupLevel

_PLAIN = re.compile(r"[A-Z0-9]{1,8}\Z")
_LABELS: Mapping[str, str] = {
    "make": "Make",
    "colour": "Colour",
    "yearOfManufacture": "Made in",
    "monthOfFirstRegistration": "First registered",
    "fuelType": "Fuel",
    "taxStatus": "Tax",
    "taxDueDate": "Tax due",
    "motStatus": "MOT",
    "motExpiryDate": "MOT ends",
    "dateOfLastV5CIssued": "Last V5C issued",
    "markedForExport": "Marked for export",
}
_ODD = {
    "Untaxed": "untaxed",
    "SORN": "declared off the road (SORN)",
    "Not Taxed for on Road Use": "not taxed for the road",
}
_UNKNOWN = {
    404: "DVLA has no vehicle with this registration.",
    400: "DVLA does not take this as a registration.",
}


class VehicleEnquiry:
    """``url`` ends in the version ("…/vehicle-enquiry/v1"); ``key`` is the API key."""

    name = "DVLA vehicle enquiry"
    asks = About.VEHICLE

    def __init__(self, line: Line, url: str, key: str) -> None:
        self._line = line
        self._url = f"{url.rstrip('/')}/vehicles"
        self._headers = {"x-api-key": key, "Accept": "application/json"}

    def plain(self, value: str) -> str:
        told = re.sub(r"[\s.-]", "", value).upper()
        return told if _PLAIN.match(told) else ""

    async def ask(self, plain: str) -> Said:
        reply = await self._line.send("POST", self._url, json={"registrationNumber": plain}, headers=self._headers)
        if reply.status in _UNKNOWN:
            return Said(found=False, summary=_UNKNOWN[reply.status], level=LookupLevel.SUSPICIOUS)
        if reply.status != 200 or not isinstance(reply.body, dict) or reply.body.get("registrationNumber") != plain:
            raise NotAsked(_why(reply), reply.wait)
        return _said(reply.body)


def _said(told: Mapping[str, Any]) -> Said:
    text = {name: _text(told.get(name)) for name in _LABELS}
    looks = " ".join(part for part in (text["colour"].lower(), text["make"]) if part).strip()
    odd = [_ODD[text["taxStatus"]]] if text["taxStatus"] in _ODD else []
    if text["motStatus"] == "Not valid":
        odd.append("no valid MOT")
    if told.get("markedForExport") is True:
        odd.append("marked for export")
    words = ", ".join([looks[:1].upper() + looks[1:] or "Known to DVLA", *odd])
    details = tuple(
        Answer(path=f"/{name}", label=label, text=text[name]) for name, label in _LABELS.items() if text[name]
    )
    return Said(
        found=True, summary=f"{words}.", level=LookupLevel.SUSPICIOUS if odd else LookupLevel.INFO, details=details
    )


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "Yes" if value else "No"
    return str(value)[:100] if isinstance(value, (str, int)) else ""


def _why(reply: Reply) -> str:
    """In words of ours: what a service says of an error may repeat the question."""
    if reply.status == 429:
        return "DVLA asks us to ask less often."
    if reply.status in (401, 403):
        return "DVLA refuses our key."
    return f"DVLA answered with an error ({reply.status})."
