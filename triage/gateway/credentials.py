"""Who may speak to the gateway: the hub by id and secret, people by a development token until sign-in is used."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path

from triage.models.errors import FieldError, InputError


class Role(StrEnum):
    HANDLER = "handler"
    TRAINEE = "trainee"
    """A handler whose decisions a supervisor approves before anything of them leaves."""
    SUPERVISOR = "supervisor"
    ADMIN = "admin"
    AUDITOR = "auditor"


STRONGEST_FIRST = (Role.SUPERVISOR, Role.TRAINEE, Role.HANDLER, Role.ADMIN, Role.AUDITOR)
"""In which role a person acts who holds several that a call is for. Who is trainee and handler is a trainee."""
WORKING = frozenset({Role.HANDLER, Role.TRAINEE, Role.SUPERVISOR})
"""Roles that claim and decide."""


def strongest(roles: frozenset[Role]) -> Role:
    return next(role for role in STRONGEST_FIRST if role in roles)


@dataclass(frozen=True, slots=True)
class Subject:
    """Who is calling. ``id`` is what leases, decisions and audit lines name; ``role`` is the one in which the person
    acts in this call; ``roles`` are all that the person holds (empty: that one alone).
    """

    id: str
    role: Role
    roles: frozenset[Role] = frozenset()

    @property
    def held(self) -> frozenset[Role]:
        return self.roles | {self.role}

    def acting(self, allowed: frozenset[Role]) -> Subject | None:
        """The same person in the strongest of the held roles that a call is for; None: it is for none of them.

        No role includes another: an auditor does not become a handler by being let in.
        """
        fitting = self.held & allowed
        return replace(self, role=strongest(fitting)) if fitting else None


def _same(told: str, known: str) -> bool:
    """Compare without telling by time how much was right."""
    return hmac.compare_digest(told.encode("utf-8", "surrogateescape"), known.encode())


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode("utf-8", "surrogateescape")).digest()


@dataclass(frozen=True, slots=True)
class IntakeCredentials:
    """The hub's id and the secrets that are valid now (several while one is being rotated)."""

    client_id: str
    secrets: tuple[str, ...]

    def match(self, client_id: str, client_secret: str) -> bool:
        right_id = _same(client_id, self.client_id)
        # Every secret is compared, whichever one was right.
        right_secret = sum(_same(client_secret, secret) for secret in self.secrets) > 0
        return right_id and right_secret


@dataclass(frozen=True, slots=True)
class TokenBook:
    """Static tokens for development and training. Empty: nobody can sign in."""

    tokens: tuple[tuple[str, Subject], ...] = ()

    _found: dict[bytes, Subject] = field(init=False, repr=False, compare=False, default_factory=dict)

    def __post_init__(self) -> None:
        self._found.update({_digest(token): subject for token, subject in self.tokens})

    def find(self, token: str) -> Subject | None:
        """One look, however many tokens there are. What time tells of it is about a digest, which nobody can aim at."""
        return self._found.get(_digest(token))


def load_secrets(path: Path) -> tuple[str, ...]:
    """One secret a line; blank lines and # comments are passed over.

    Raises:
        InputError: unreadable, or no secret in it.
    """
    secrets = tuple(line for _, line in _lines(path))
    if not secrets:
        raise InputError(f"{path} holds no secret. It needs at least one line.")
    return secrets


def load_tokens(path: Path) -> TokenBook:
    """``token [subject role]`` a line; a token alone is the subject "handler" in the role handler.

    Raises:
        InputError: names each line that cannot be used (never the token).
    """
    tokens: list[tuple[str, Subject]] = []
    errors: list[FieldError] = []
    allowed = ", ".join(Role)
    for number, line in _lines(path):
        parts = line.split()
        if len(parts) == 1:
            tokens.append((parts[0], Subject("handler", Role.HANDLER)))
        elif len(parts) == 3 and parts[2] in set(Role):
            tokens.append((parts[0], Subject(parts[1], Role(parts[2]))))
        else:
            errors.append(FieldError(f"line {number}", f"must be “token” or “token subject role”; roles: {allowed}"))
    if len({token for token, _ in tokens}) != len(tokens):
        errors.append(FieldError("", "the same token stands there twice"))
    if errors:
        raise InputError(f"{path} cannot be used as a development token file.", tuple(errors))
    return TokenBook(tuple(tokens))


def _lines(path: Path) -> list[tuple[int, str]]:
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path} cannot be read.", do="Check the path and who may read it.") from error
    numbered = ((number, line.strip()) for number, line in enumerate(text.splitlines(), start=1))
    return [(number, line) for number, line in numbered if line and not line.startswith("#")]
