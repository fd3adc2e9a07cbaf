"""Signatures of rule packs: Ed25519 (RFC 8032) over the bytes of the file, kept beside it in base64.

A force signs what was back-tested; a gateway uses nothing else. Keys are PEM files as `openssl genpkey -algorithm
ed25519` writes them.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

from triage.models.errors import InputError


@dataclass(frozen=True, slots=True)
class KeyPair:
    """Two PEM texts: ``private`` signs and stays with whoever answers for the rules; ``public`` goes to gateways."""

    private: bytes
    public: bytes


def new_keys() -> KeyPair:
    """A pair of keys for one force."""
    private = Ed25519PrivateKey.generate()
    return KeyPair(
        private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()),
        private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo),
    )


def sign(content: bytes, private: bytes) -> str:
    """The signature of a pack, one line of base64.

    Raises:
        InputError: the key is no Ed25519 private key in PEM, or is protected by a password.
    """
    try:
        key = load_pem_private_key(private, password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise InputError(
            "The private key cannot be read.", do="Give a PEM file without a password, as `triage rulepack key` writes."
        ) from error
    if not isinstance(key, Ed25519PrivateKey):
        raise InputError("The private key is not of the kind Ed25519.", do="Make one with `triage rulepack key`.")
    return base64.b64encode(key.sign(content)).decode("ascii") + "\n"


def verify(content: bytes, signature: bytes, public: bytes) -> str:
    """Whether a pack is what was signed; gives the key's fingerprint (SHA-256 of its 32 bytes, 16 hex digits).

    Raises:
        InputError: the key or the signature cannot be read, or the signature is of other bytes or by another key.
    """
    try:
        key = load_pem_public_key(public)
    except (ValueError, UnsupportedAlgorithm) as error:
        raise InputError(
            "The public key cannot be read.", do="Give the PEM file that `triage rulepack key` wrote."
        ) from error
    if not isinstance(key, Ed25519PublicKey):
        raise InputError("The public key is not of the kind Ed25519.", do="Make keys with `triage rulepack key`.")
    try:
        key.verify(base64.b64decode(signature.strip(), validate=True), content)
    except (InvalidSignature, binascii.Error, ValueError) as error:
        raise InputError(
            "The signature does not belong to this pack and this key.",
            do="Sign the pack as it is with `triage rulepack sign`, after checking what changed in it.",
        ) from error
    return hashlib.sha256(key.public_bytes(Encoding.Raw, PublicFormat.Raw)).hexdigest()[:16]
