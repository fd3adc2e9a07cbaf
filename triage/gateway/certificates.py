"""Certificates in files: what a listener shows, what a caller's must be signed by, and what is wrong with them."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.types import PublicKeyTypes
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_private_key

from triage.gateway.config import Tls
from triage.models.errors import FieldError, InputError


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What was found in a listener's files. ``chain``: its own certificate first, then who signed it."""

    chain: tuple[x509.Certificate, ...]
    authorities: tuple[x509.Certificate, ...]

    @property
    def ends(self) -> datetime:
        """When the first certificate of the chain ends (UTC)."""
        return min(certificate.not_valid_after_utc for certificate in self.chain)


def inspect(tls: Tls, section: str, now: datetime) -> Shown:
    """Read and judge the files of one listener; ``section`` is where they are set ("tls", "intake.tls").

    Raises:
        InputError: names each key whose file cannot be used: unreadable, not PEM, another key, not valid now.
    """
    faults: list[FieldError] = []
    chain = _certificates(tls.certificate, f"{section}.certificate", faults)
    authorities = _certificates(tls.client_ca, f"{section}.client_ca", faults) if tls.client_ca else ()
    public = _public_key(tls.key, f"{section}.key", faults)
    if chain:
        _judge(chain, f"{section}.certificate", now, faults)
        if public is not None and _raw(public) != _raw(chain[0].public_key()):
            faults.append(FieldError(f"{section}.key", "does not belong to the certificate"))
    if authorities and all(authority.not_valid_after_utc <= now for authority in authorities):
        faults.append(FieldError(f"{section}.client_ca", "every authority in it has ended"))
    if faults:
        raise InputError(f"The certificates of [{section}] cannot be used.", tuple(faults), "Mend the files.")
    return Shown(chain=chain, authorities=authorities)


def _judge(chain: tuple[x509.Certificate, ...], key: str, now: datetime, faults: list[FieldError]) -> None:
    for certificate in chain:
        ends, begins = certificate.not_valid_after_utc, certificate.not_valid_before_utc
        if ends <= now:
            faults.append(FieldError(key, f"has expired on {ends:%Y-%m-%d}"))
        elif begins > now:
            faults.append(FieldError(key, f"is not valid before {begins:%Y-%m-%d %H:%M} UTC"))
    for lower, upper in itertools.pairwise(chain):
        try:
            lower.verify_directly_issued_by(upper)
        except (ValueError, TypeError, InvalidSignature, UnsupportedAlgorithm):
            faults.append(FieldError(key, "its chain is out of order: each certificate must be signed by the next"))
            return


def _certificates(path: str, key: str, faults: list[FieldError]) -> tuple[x509.Certificate, ...]:
    try:
        found = x509.load_pem_x509_certificates(Path(path).read_bytes())
    except OSError:
        faults.append(FieldError(key, f"{path} cannot be read"))
    except ValueError:
        faults.append(FieldError(key, f"{path} holds no certificate in PEM form"))
    else:
        return tuple(found)
    return ()


def _public_key(path: str, key: str, faults: list[FieldError]) -> PublicKeyTypes | None:
    try:
        return load_pem_private_key(Path(path).read_bytes(), password=None).public_key()
    except OSError:
        faults.append(FieldError(key, f"{path} cannot be read"))
    except TypeError:
        faults.append(FieldError(key, f"{path} is locked by a passphrase; the gateway needs it without one"))
    except (ValueError, UnsupportedAlgorithm):
        faults.append(FieldError(key, f"{path} holds no private key in PEM form"))
    return None


def _raw(key: PublicKeyTypes) -> bytes:
    return key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
