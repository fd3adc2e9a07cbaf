"""Three hosts and the wire between them, as network namespaces: what is lost between them is lost by the kernel.

    desk ──┐
    gateway ──┼── wire (a router: it drops, resets, cuts, and puts a proxy in the way)
    records ──┘

Everything lies in namespaces of one program, so nothing reaches the machine's own network and nothing is left when the
program ends, however it ends. The programs keep to loopback addresses, as training wants: the kernel carries what is
sent to a service's port of the desk's own loopback to the loopback of the host that has the service.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

DESK, GATEWAY, RECORDS = "desk", "gateway", "records"
HOSTS = (DESK, GATEWAY, RECORDS)
PORTS = {GATEWAY: 8001, RECORDS: 8002}
NEEDED = {"unshare": "util-linux", "nsenter": "util-linux", "mount": "mount", "ip": "iproute2", "iptables": "iptables"}
"""Programs, and the Debian packages that have them."""
LOOPBACK = "127.0.0.1"
_APART = ("--net", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc")
_TRY = """set -e
mount -t tmpfs tmpfs /run
ip netns add one
ip link add name try0 type veth peer name try1 netns one
iptables -A FORWARD -m statistic --mode random --probability 0.5 -j DROP
iptables -A FORWARD -p tcp -j REJECT --reject-with tcp-reset
iptables -t nat -A OUTPUT -p tcp -j DNAT --to-destination 198.18.1.2
"""
_SYSCTL = Path("/proc/sys/net/ipv4")


def obstacle() -> str:
    """Why this machine cannot have such hosts, in one line; empty when it can."""
    missing = sorted({package for program, package in NEEDED.items() if shutil.which(program) is None})
    if missing:
        return f"a program is missing (Debian packages {', '.join(missing)})"
    tried = subprocess.run(apart(["sh", "-c", _TRY]), capture_output=True, text=True, check=False)  # noqa: S603
    said = tried.stderr.strip().splitlines()
    return "" if tried.returncode == 0 else f"the kernel refuses: {said[-1] if said else tried.returncode}"


def apart(words: Sequence[str]) -> list[str]:
    """The command line that runs ``words`` with a network, mounts and processes of its own, root among them."""
    return ["unshare", "--user", "--map-root-user", *_APART, *words]


def on(host: str) -> list[str]:
    """What runs a command line on ``host``."""
    return ["nsenter", f"--net=/run/netns/{host}"]


def cable(host: str) -> str:
    """The wire's end of the cable to ``host``."""
    return f"to-{host}"


def address(host: str) -> str:
    return f"198.18.{HOSTS.index(host) + 1}.2"


def url(service: str) -> str:
    """Where the desk, and whoever runs on the wire, reaches the gateway or records."""
    return f"http://{LOOPBACK}:{PORTS[service]}"


def lay() -> None:
    """Make the hosts and their cables. Runs inside `apart`, whose own network becomes the wire."""
    run("mount", "-t", "tmpfs", "tmpfs", "/run")
    run("ip", "link", "set", "lo", "up")
    for host in HOSTS:
        router = address(host).removesuffix("2") + "1"
        run("ip", "netns", "add", host)
        run("ip", "link", "add", "name", cable(host), "type", "veth", "peer", "name", "eth0", "netns", host)
        run("ip", "address", "add", f"{router}/24", "dev", cable(host))
        run("ip", "link", "set", cable(host), "up")
        for words in (
            ("ip", "link", "set", "lo", "up"),
            ("ip", "address", "add", f"{address(host)}/24", "dev", "eth0"),
            ("ip", "link", "set", "eth0", "up"),
            ("ip", "route", "add", "default", "via", router),
            ("sh", "-c", f"echo 1 > {_SYSCTL}/conf/all/route_localnet"),
        ):
            run(*on(host), *words)
    for switch in ("ip_forward", "conf/all/route_localnet"):
        (_SYSCTL / switch).write_text("1")
    for service, port in PORTS.items():
        _carry(service, port)


def _carry(service: str, port: int) -> None:
    """From the loopback of the desk and of the wire to the loopback of the host that has the service."""
    meant = ("-p", "tcp", "--dport", str(port))
    there = f"{address(service)}:{port}"
    for before in (on(DESK), []):
        run(*before, *_nat("OUTPUT", "-d", LOOPBACK, *meant, "-j", "DNAT", "--to-destination", there))
        run(*before, *_nat("POSTROUTING", "-s", LOOPBACK, "-d", address(service), "-j", "MASQUERADE"))
    arriving = _nat(
        "PREROUTING", "-d", address(service), *meant, "-j", "DNAT", "--to-destination", f"{LOOPBACK}:{port}"
    )
    run(*on(service), *arriving)


def _nat(chain: str, *rule: str) -> list[str]:
    return ["iptables", "-t", "nat", "-A", chain, *rule]


def run(*words: str) -> str:
    """Run a command of the system's; raises CalledProcessError when it fails. Returns what it printed."""
    return subprocess.run(words, check=True, stdout=subprocess.PIPE, text=True).stdout  # noqa: S603
