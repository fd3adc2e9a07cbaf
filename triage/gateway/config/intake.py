"""[intake]: the door for the hub: its own certificate, who may knock, who reads what was left."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Tls:
    """PEM files. ``client_ca``: only callers whose certificate this authority signed get through (mutual TLS)."""

    certificate: str
    key: str
    client_ca: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateProxy:
    """A proxy that ends TLS before us and says in ``header`` that it verified the caller's certificate.

    ``addresses``: networks the proxy calls from (CIDR); the header from anywhere else is refused. ``verified``: the
    value that means yes (nginx: $ssl_client_verify is SUCCESS).
    """

    addresses: tuple[str, ...]
    header: str = "X-Client-Verify"
    verified: str = "SUCCESS"


@dataclass(frozen=True, slots=True, kw_only=True)
class IntakeConfig:
    """``processes``: how many processes read payloads (0: threads of the gateway itself, enough for training).
    ``second_look``: whether a language model looks at the risk of what was read once more (docs/risk.md).
    """

    tls: Tls | None = None
    proxy: CertificateProxy | None = None
    processes: int = 0
    second_look: bool = True
