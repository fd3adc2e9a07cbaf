"""Which links may be followed and to which addresses: the gateway stands inside the force's network, and a link in a
report is written by a stranger (CWE-918; contracts A).
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Sequence
from dataclasses import dataclass

import httpx

from triage.models.errors import FieldError, InputError

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
LONGEST_LINK = 8192
_PORTS = {"https": 443, "http": 80}
_NAME = re.compile(r"[a-z0-9_-]+(\.[a-z0-9_-]+)*")
_NAT64 = ipaddress.ip_network("64:ff9b::/96")


class NotAllowedError(Exception):
    """This link or address is not to be asked. ``reason``: a short word."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Host:
    """One entry of the list. ``name`` in lower case, with a leading dot for all names below it."""

    scheme: str
    name: str
    port: int

    def covers(self, link: httpx.URL) -> bool:
        host = host_of(link)
        same = host.endswith(self.name) if self.name.startswith(".") else host == self.name
        return same and link.scheme == self.scheme and port_of(link) == self.port


@dataclass(frozen=True, slots=True)
class AllowList:
    """The hub's hosts and the private networks that they may lie in."""

    hosts: tuple[Host, ...] = ()
    networks: tuple[Network, ...] = ()

    def link(self, told: str) -> httpx.URL:
        """The link, when it may be followed.

        Raises:
            NotAllowedError: it may not.
        """
        try:
            if len(told) > LONGEST_LINK or "\\" in told:
                raise NotAllowedError("not-allowed")
            url = httpx.URL(told.strip())
        except (httpx.InvalidURL, ValueError) as error:
            raise NotAllowedError("no-link") from error
        if url.scheme not in _PORTS or not url.host:
            raise NotAllowedError("no-link")
        if url.userinfo:
            raise NotAllowedError("not-allowed")
        if not any(host.covers(url) for host in self.hosts):
            listed = any(host.covers(url.copy_with(scheme="https", port=None)) for host in self.hosts)
            raise NotAllowedError("not-https" if url.scheme == "http" and listed else "not-allowed")
        return url.copy_with(fragment=None)

    def check(self, host: str, addresses: Sequence[str]) -> tuple[str, ...]:
        """The addresses of a host, when every one of them may be connected to.

        Raises:
            NotAllowedError: one of them may not: who mixes them means harm.
        """
        found = [ipaddress.ip_address(address.partition("%")[0]) for address in addresses]
        if not all(self._may(host, address) for address in found):
            raise NotAllowedError("address-not-allowed")
        return tuple(str(address) for address in found)

    def _may(self, host: str, address: Address) -> bool:
        inner = _within(address)
        if host == str(address):
            return True  # listed as an address by the force itself
        if any(inner.version == network.version and inner in network for network in self.networks):
            return not inner.is_link_local
        return inner.is_global and not inner.is_multicast and not inner.is_reserved


def read(hosts: Sequence[str], networks: Sequence[str] = ()) -> AllowList:
    """The list as the settings file tells it.

    Raises:
        InputError: names each entry that is none.
    """
    faults: list[FieldError] = []
    read_hosts: list[Host] = []
    read_networks: list[Network] = []
    for told in hosts:
        try:
            read_hosts.append(_host(told))
        except (ValueError, httpx.InvalidURL) as error:
            faults.append(FieldError("media.hosts", f"“{told}”: {error}"))
    for told in networks:
        try:
            read_networks.append(ipaddress.ip_network(told))
        except ValueError:
            faults.append(FieldError("media.networks", f"“{told}” is no network (for example 10.20.0.0/16)"))
    if faults:
        raise InputError("The settings of media cannot be used.", tuple(faults), "Correct the file and start again.")
    return AllowList(tuple(read_hosts), tuple(read_networks))


def _host(told: str) -> Host:
    below = told.startswith(".")
    url = httpx.URL(told if "://" in told else f"https://{told[1:] if below else told}")
    if not url.host or url.userinfo or url.raw_path not in (b"/", b"") or url.fragment or url.scheme not in _PORTS:
        raise ValueError("must be a host, .host or host:port")
    host = host_of(url)
    if url.scheme == "http" and not _is_loopback(host):
        raise ValueError("without TLS only a loopback address (http://127.0.0.1:PORT) may be asked")
    if not _NAME.fullmatch(host) and not _is_address(host):
        raise ValueError("is no name of a host")
    if below and (_is_address(host) or "." not in host):
        raise ValueError("must name at least two parts, for example .hub.example")
    return Host(scheme=url.scheme, name=f".{host}" if below else host, port=port_of(url))


def host_of(link: httpx.URL) -> str:
    """The host as it goes over the wire: lower case, international names encoded, no dot at the end; an address in
    its shortest form.
    """
    host = link.raw_host.decode("ascii").lower().rstrip(".").strip("[]")
    try:
        return str(ipaddress.ip_address(host))
    except ValueError:
        return host


def port_of(link: httpx.URL) -> int:
    return link.port or _PORTS[link.scheme]


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _is_loopback(host: str) -> bool:
    return _is_address(host) and ipaddress.ip_address(host).is_loopback


def _within(address: Address) -> Address:
    """The IPv4 address that an IPv6 address wraps (mapped, 6to4, Teredo, NAT64); any other as it is."""
    if isinstance(address, ipaddress.IPv4Address):
        return address
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    teredo = address.teredo
    return address.ipv4_mapped or address.sixtofour or (teredo[1] if teredo else None) or address
