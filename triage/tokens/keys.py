"""A provider's public keys (RFC 7517): which of them may verify what we accept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from joserfc.errors import JoseError
from joserfc.jwk import ECKey, RSAKey

LEAST_RSA_BITS = 2048
PublicKey = RSAKey | ECKey


def usable(told: dict[str, Any]) -> dict[str, PublicKey]:
    """The keys of a key set that can verify what we accept, by key id; all others are passed over."""
    found: dict[str, PublicKey] = {}
    entries = told.get("keys")
    for entry in entries if isinstance(entries, list) else ():
        key = _key(entry)
        if key is not None:
            found[str(key.kid)] = key
    return found


def pick(keys: Mapping[str, PublicKey], key_id: str | None, algorithm: str) -> PublicKey | None:
    """The key that a token names (None: it names none, then the only one that fits); None when there is no such."""
    if key_id is not None:
        key = keys.get(key_id)
        return key if key is not None and _fits(key, algorithm) else None
    fitting = [key for key in keys.values() if _fits(key, algorithm)]
    return fitting[0] if len(fitting) == 1 else None


def safe(url: str) -> bool:
    """Whether a provider's address may be asked: https, or plain http to this machine itself."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return False
    return bool(host) and (parts.scheme == "https" or (parts.scheme == "http" and host in ("127.0.0.1", "localhost")))


def _key(entry: object) -> PublicKey | None:
    if not isinstance(entry, dict) or entry.get("use", "sig") != "sig":
        return None
    kinds: dict[object, type[PublicKey]] = {"RSA": RSAKey, "EC": ECKey}
    kind = kinds.get(entry.get("kty"))
    if kind is None:
        return None
    # Only the public part, should a provider ever tell more.
    public = {name: value for name, value in entry.items() if name in ("kty", "n", "e", "crv", "x", "y", "kid", "alg")}
    try:
        key = kind.import_key(public)
        key.ensure_kid()
        strong = key.curve_name == "P-256" if isinstance(key, ECKey) else key.raw_value.key_size >= LEAST_RSA_BITS
    except (JoseError, ValueError, TypeError, KeyError, AttributeError):
        return None
    return key if strong else None


def _fits(key: PublicKey, algorithm: str) -> bool:
    kind = ECKey if algorithm.startswith("ES") else RSAKey
    return isinstance(key, kind) and key.alg in (None, algorithm)
