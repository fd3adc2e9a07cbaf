"""A vehicle enquiry service for training: it knows the cars that synthetic reports tell of, and no other.

Spoken as DVLA's own (Vehicle Enquiry Service 1.1.0), so that the gateway's look-up is the one a force runs.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

PATH = "/vehicle-enquiry/v1"
KEY = "training"
TAX = ("Taxed", "Taxed", "Taxed", "Untaxed", "SORN")
MOT = ("Valid", "Valid", "Valid", "Not valid")
FUEL = ("PETROL", "DIESEL", "ELECTRICITY", "HYBRID ELECTRIC")


@dataclass(slots=True)
class Vehicles:
    """``known``: registration without spaces → (make, colour)."""

    known: dict[str, tuple[str, str]] = field(default_factory=dict)

    def learn(self, payloads: Iterable[bytes]) -> None:
        """Take in the vehicles of reports that are about to be sent."""
        for payload in payloads:
            for entity in json.loads(payload).get("included", ()):
                told = entity.get("attributes", {})
                plain = str(told.get("registrationNumber", "")).replace(" ", "").upper()
                if entity.get("type") == "vehicle" and plain:
                    self.known[plain] = (str(told.get("make", "")).upper(), str(told.get("colour", "")).upper())

    def app(self) -> Starlette:
        return Starlette(routes=[Route(f"{PATH}/vehicles", self._vehicle, methods=["POST"])])

    async def _vehicle(self, request: Request) -> Response:
        if request.headers.get("x-api-key") != KEY:
            return JSONResponse({"message": "Forbidden"}, status_code=403)
        asked = await request.json()
        plain = str(asked.get("registrationNumber", "")) if isinstance(asked, dict) else ""
        if plain not in self.known:
            error = {"status": "404", "code": "404", "title": "Vehicle Not Found"}
            return JSONResponse({"errors": [error]}, status_code=404)
        return JSONResponse(_told(plain, *self.known[plain]))


def _told(plain: str, make: str, colour: str) -> dict[str, Any]:
    """The same about the same car each time."""
    dice = hashlib.sha256(plain.encode()).digest()
    year = 2004 + dice[0] % 20
    return {
        "registrationNumber": plain,
        "make": make,
        "colour": colour,
        "yearOfManufacture": year,
        "monthOfFirstRegistration": f"{year}-{1 + dice[1] % 12:02d}",
        "fuelType": FUEL[dice[2] % len(FUEL)],
        "taxStatus": TAX[dice[3] % len(TAX)],
        "motStatus": MOT[dice[4] % len(MOT)],
        "markedForExport": False,
    }
