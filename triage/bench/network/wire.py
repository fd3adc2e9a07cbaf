"""What can go wrong on the wire between two hosts, one fault at a time, and how often it did."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import replace

from triage.bench.network.hosts import GATEWAY, PORTS, RECORDS, address, cable, run
from triage.training.faults.modes import Fault, Mode
from triage.training.faults.proxy import FaultProxy

SHARE = 0.25
"""Of the packets that are lost, or answered with a reset."""
PROXIED = {
    "delay": Mode(mode=Fault.SLOW, delay=0.7),
    "silence": Mode(mode=Fault.BLACKHOLE),
    "drip": Mode(mode=Fault.DRIP, delay=0.05),
    "torn": Mode(mode=Fault.FLAKY, probability=0.7),
}
"""What a proxy in the way does."""
FAULTS = ("loss", "down", "reset", "deaf", *PROXIED)
"""loss: packets vanish both ways; down: no link at all; reset: connections are reset while they are used; deaf: what
is sent arrives, no answer comes back."""
_COUNTED = re.compile(r"^\s*(\d+)\s+\d+\s+(?:DROP|REJECT|ACCEPT)\b", re.MULTILINE)


class Wire:
    """The router between the hosts; used on the wire's own network."""

    def __init__(self) -> None:
        self._proxies = {name: FaultProxy(name, "0.0.0.0", address(name), PORTS[name]) for name in (GATEWAY, RECORDS)}  # noqa: S104

    async def start(self) -> None:
        for proxy in self._proxies.values():
            await proxy.start()

    async def aclose(self) -> None:
        for proxy in self._proxies.values():
            await proxy.aclose()

    @asynccontextmanager
    async def fault(self, name: str, host: str, seed: int) -> AsyncIterator[Callable[[], int]]:
        """While it lasts ``host`` (a service) is reached with this fault; then all is well again.

        Gives what tells how many packets or connections it met so far.
        """
        if name == "down":
            with _down(host) as met:
                yield met
        elif name in PROXIED:
            async with self._proxied(host, PROXIED[name], seed) as met:
                yield met
        else:
            with _rules_in("filter", "FORWARD", _rules(name, host)) as met:
                yield met

    @asynccontextmanager
    async def _proxied(self, host: str, mode: Mode, seed: int) -> AsyncIterator[Callable[[], int]]:
        """New connections go through the proxy; those that do not yet are reset."""
        proxy = self._proxies[host]
        await proxy.set_mode(replace(mode, seed=seed))
        before = proxy.stats.accepted
        through = ("-p", "tcp", "-d", address(host), "--dport", str(PORTS[host]))
        run("iptables", "-t", "nat", "-A", "PREROUTING", *through, "-j", "REDIRECT", "--to-ports", str(proxy.port))
        try:
            with _rules_in("filter", "FORWARD", [(*through, "-j", "REJECT", "--reject-with", "tcp-reset")]):
                yield lambda: proxy.stats.accepted - before
        finally:
            run("iptables", "-t", "nat", "-F", "PREROUTING")
            await proxy.set_mode(Mode())


@contextmanager
def _rules_in(table: str, chain: str, rules: list[tuple[str, ...]]) -> Iterator[Callable[[], int]]:
    """While it lasts these rules hold for what comes over the wire; tells how many packets met one, also afterwards."""
    last = 0

    def met() -> int:
        nonlocal last
        told = run("iptables", "-t", table, "-nvxL", chain)
        last = sum(int(number) for number in _COUNTED.findall(told)) or last
        return last

    for rule in rules:
        run("iptables", "-t", table, "-A", chain, *rule)
    try:
        yield met
    finally:
        met()
        run("iptables", "-t", table, "-F", chain)


@contextmanager
def _down(host: str) -> Iterator[Callable[[], int]]:
    """No link; tells how many packets for ``host`` came as far as the wire."""
    with _rules_in("mangle", "PREROUTING", [("-p", "tcp", "-d", address(host), "-j", "ACCEPT")]) as met:
        run("ip", "link", "set", cable(host), "down")
        try:
            yield met
        finally:
            met()
            run("ip", "link", "set", cable(host), "up")


def _rules(name: str, host: str) -> list[tuple[str, ...]]:
    to, back = ("-p", "tcp", "-d", address(host)), ("-p", "tcp", "-s", address(host))
    dice = ("-m", "statistic", "--mode", "random", "--probability", str(SHARE))
    if name == "loss":
        return [(*way, *dice, "-j", "DROP") for way in (to, back)]
    if name == "reset":
        return [(*to, *dice, "-j", "REJECT", "--reject-with", "tcp-reset")]
    return [(*back, "-m", "length", "--length", "100:", "-j", "DROP")]
