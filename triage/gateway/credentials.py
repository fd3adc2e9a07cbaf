"""Who may speak to the gateway: the hub by id and secret, people by a development token until sign-in is used."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from triage.models.errors import FieldError, InputError


class Role(StrEnum):
    HANDLER = "handler"
    SUPERVISOR = "supervisor"
    ADMIN = "admin"
    AUDITOR = "auditor"


@dataclass(frozen=True, slots=True)
class Subject:
    """Who is calling. ``id`` is what leases, decisions and audit lines name."""

    id: str
    role: Role


def _same(told: str, known: str) -> bool:
    """Compare without telling by time how much was right."""
    return hmac.compare_digest(told.encode("utf-8", "surrogateescape"), known.encode())


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

    def find(self, token: str) -> Subject | None:
        found = None
        for known, subject in self.tokens:
            if _same(token, known):
                found = subject
        return found


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
