"""What every service of the desk stands on."""

from __future__ import annotations

from dataclasses import dataclass

from triage.models.clock import Clock
from triage.services.audit import Audit
from triage.services.hub import Hub
from triage.services.store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Workplace:
    """``me`` is the id of the person who works here; ``clock`` tells the server's present."""

    store: Store
    hub: Hub
    clock: Clock
    audit: Audit
    me: str
