"""The description of every call as a file: ``docs/openapi.json`` is this, and a test holds the two together."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

from triage.gateway.app import build
from triage.gateway.credentials import IntakeCredentials
from triage.gateway.describe import document
from triage.gateway.parts import open_parts
from triage.gateway.settings import Address, GatewaySettings
from triage.models.clock import SystemClock
from triage.models.profile_file import default_profile


async def describe() -> dict[str, Any]:
    """What a gateway of this program serves under /openapi.json, worked out without anything a force set."""
    with tempfile.TemporaryDirectory(prefix="triage-openapi-") as folder:
        settings = GatewaySettings(
            db=f"sqlite:///{Path(folder) / 'empty.db'}",
            listen=Address("127.0.0.1", 0),
            profile=default_profile(),
            credentials=IntakeCredentials("", ()),
        )
        async with open_parts(settings, SystemClock()) as parts:
            return document(build(parts, intake=True, queue=True))


def as_text(described: dict[str, Any]) -> str:
    """The same content always gives the same text."""
    return json.dumps(described, indent=1, sort_keys=True, ensure_ascii=False) + "\n"
