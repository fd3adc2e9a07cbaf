"""Who the gateway takes a caller for."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """``id`` is what leases, decisions and audit lines name; ``roles``: those of the five that are held.

    ``gateway``: the version of the gateway that answers, "" from one that does not say.
    """

    id: str
    roles: tuple[str, ...] = ()
    gateway: str = ""
