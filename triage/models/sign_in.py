"""How this workstation signs people in: the force's OpenID provider, what may be done without it, training's roles."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from triage.models.errors import FieldError

TEXTS = ("issuer", "client_id", "scope", "resource", "prompt")
NUMBERS = {"offline_hours": (0, 168), "lock_minutes": (0, 240)}
"""From and to. 0: never offline; the window never locks by itself."""
DEFAULT_SCOPE = "openid profile offline_access"


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInSettings:
    """``resource``: the gateway's audience (RFC 8707), for providers that want it told; others have it in ``scope``.
    ``prompt``: "consent" where the provider gives a refresh token only then (OpenID Connect Core §11; not Entra ID).

    ``offline_hours``: how long after the last sign-in with the provider a person may go on without it.
    ``lock_minutes``: the window locks itself after so long without a key or a click.
    """

    issuer: str
    client_id: str
    scope: str = DEFAULT_SCOPE
    resource: str = ""
    prompt: str = ""
    offline_hours: int = 14
    lock_minutes: int = 10

    @property
    def offline(self) -> timedelta:
        return timedelta(hours=self.offline_hours)


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleToPick:
    """Somebody who may be played in training; the token opens nothing but one training ground. ``person``: the id at
    the gateway; ``what``: what one does in this role, in a line.
    """

    key: str
    person: str
    name: str
    what: str = ""
    token: str = field(repr=False)


def read_sign_in(told: Mapping[str, object]) -> tuple[SignInSettings | None, tuple[FieldError, ...]]:
    """The [sign_in] table of the settings: None when it is empty; what is wrong by the name of its key."""
    if not told:
        return None, ()
    faults = tuple(_faults(told))
    if faults:
        return None, faults
    texts = {name: str(told[name]).strip() for name in TEXTS if str(told.get(name, "")).strip()}
    numbers = {name: int(str(told[name])) for name in NUMBERS if name in told}
    return SignInSettings(**texts, **numbers), ()  # type: ignore[arg-type]


def _faults(told: Mapping[str, object]) -> Iterator[FieldError]:
    for name in told:
        if name not in TEXTS and name not in NUMBERS:
            allowed = ", ".join((*TEXTS, *NUMBERS))
            yield FieldError(f"sign_in.{name}", f"is not a setting; allowed are {allowed}")
    for name in ("issuer", "client_id"):
        if not str(told.get(name, "")).strip():
            yield FieldError(f"sign_in.{name}", "is needed")
    if "scope" in told and "openid" not in str(told["scope"]).split():
        yield FieldError("sign_in.scope", "must hold the word openid")
    for name, (least, most) in NUMBERS.items():
        value = str(told.get(name, least))
        if not (value.isascii() and value.isdigit() and len(value) < 6 and least <= int(value) <= most):
            yield FieldError(f"sign_in.{name}", f"must be a whole number from {least} to {most}")
