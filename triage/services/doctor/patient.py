"""What is looked at: settings, or why there are none, and what only an open desk has."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field

from triage.models.checkup import Finding, Level
from triage.models.clock import Clock
from triage.models.desk_values import Standing
from triage.models.errors import InputError, KnownError
from triage.models.profile import Profile
from triage.services.api.client import Client
from triage.services.api.reaching import Reached, reach
from triage.services.secret import KeySource
from triage.settings import DeskSettings


class Health:
    """Whether and how the gateway answers: asked once in a run, by whichever check comes first."""

    def __init__(self) -> None:
        self._asking = asyncio.Lock()
        self._told: Reached | None = None

    async def of(self, gateway_url: str) -> Reached:
        async with self._asking:
            if self._told is None:
                self._told = await reach(f"{gateway_url}/healthz")
            return self._told


@dataclass(frozen=True, slots=True, kw_only=True)
class Patient:
    """One workstation in one run. ``settings`` None: ``refusal`` says what a desk cannot work without.

    ``key``: where the store's key is; None where a person has to sign in before it can be had. ``check_store``: of an
    open desk, which holds the store; ``count``: how many rows each of its tables has. ``client``: calls to the gateway
    as whoever works here; None for nobody. ``profile``: the one that an open desk works with.
    """

    standing: Standing
    clock: Clock
    settings: DeskSettings | None = None
    refusal: InputError | None = None
    key: KeySource | None = None
    check_store: Callable[[], Awaitable[bool]] | None = None
    count: Callable[[], Awaitable[Mapping[str, int]]] | None = None
    client: Client | None = None
    profile: Profile | None = None
    health: Health = field(default_factory=Health)


Check = Callable[[Patient], Awaitable[Sequence[Finding]]]
"""Looks at one thing; a `KnownError` that it raises counts as a fault."""


def good(check: str, what: str) -> Finding:
    return Finding(check=check, level=Level.OK, what=what)


def warning(check: str, what: str, do: str) -> Finding:
    return Finding(check=check, level=Level.WARNING, what=what, do=do)


def fault(check: str, what: str, do: str) -> Finding:
    return Finding(check=check, level=Level.FAULT, what=what, do=do)


def skipped(check: str, what: str, do: str = "") -> Finding:
    return Finding(check=check, level=Level.SKIPPED, what=what, do=do)


def of_error(check: str, error: KnownError) -> Finding:
    return fault(check, error.what, error.do)
