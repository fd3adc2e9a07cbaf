"""A proxy that ends TLS before us and verifies the hub's certificate: it says so in a header that is believed from
nobody else.
"""

from __future__ import annotations

import ipaddress

from starlette.requests import Request

from triage.gateway.config.intake import CertificateProxy
from triage.gateway.jsonapi import IntakeRefusal
from triage.models.errors import FieldError, InputError

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


class CertificateHeader:
    """Who may say that a certificate was verified, and how it is said.

    ``own``: our own listener asks for certificates too, so that who comes past the proxy has shown one already.
    """

    def __init__(self, proxy: CertificateProxy, *, own: bool) -> None:
        """Read [intake.proxy].

        Raises:
            InputError: names each key that cannot be used.
        """
        faults: list[FieldError] = []
        self._networks = _networks(proxy.addresses, faults)
        for name in ("header", "verified"):
            if not getattr(proxy, name).strip():
                faults.append(FieldError(f"intake.proxy.{name}", "must not be empty"))
        if faults:
            raise InputError("[intake.proxy] cannot be used.", tuple(faults), "Correct the settings file.")
        self._header = proxy.header.strip().lower()
        self._verified = proxy.verified.strip()
        self._own = own

    def check(self, request: Request) -> None:
        """Let pass only who has shown a certificate.

        Raises:
            IntakeRefusal: 403; the proxy does not say so, or somebody else does.
        """
        told = request.headers.getlist(self._header)
        if self._trusted(request.client.host if request.client else ""):
            if told != [self._verified]:
                raise IntakeRefusal(403, "no-certificate", "A verified client certificate is needed.")
        elif told:
            raise IntakeRefusal(403, "not-the-proxy", f"The header {self._header} is for the proxy alone.")
        elif not self._own:
            raise IntakeRefusal(403, "no-certificate", "Reports are taken through the proxy only.")

    def _trusted(self, peer: str) -> bool:
        try:
            address = ipaddress.ip_address(peer)
        except ValueError:
            return False
        if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped:
            address = address.ipv4_mapped
        return any(address in network for network in self._networks)


def _networks(addresses: tuple[str, ...], faults: list[FieldError]) -> tuple[Network, ...]:
    found: list[Network] = []
    for at, text in enumerate(addresses):
        try:
            network = ipaddress.ip_network(text)
        except ValueError:
            detail = "must be an address or a network such as 10.1.2.3 or 10.1.2.0/24"
            faults.append(FieldError(f"intake.proxy.addresses[{at}]", detail))
            continue
        if network.prefixlen == 0:
            faults.append(FieldError(f"intake.proxy.addresses[{at}]", "would let everybody be the proxy"))
        found.append(network)
    if not addresses:
        faults.append(FieldError("intake.proxy.addresses", "is empty: nobody could send a report"))
    return tuple(found)
