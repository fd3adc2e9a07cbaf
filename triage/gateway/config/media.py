"""[media]: files that belong to reports: which links are fetched, how, and who scans."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaConfig:
    """``hosts``: the hub's hosts that may be asked (none: nothing is fetched). A name ("media.hub.example"), a name
    with all below it (".hub.example"), either with a port (":8443"), an address; "http://127.0.0.1:8080" for a
    loopback address without TLS. ``networks``: private networks that listed names may lie in (CIDR); without it a
    name that leads to a private address is refused. ``ca_file``: PEM authorities beside the system's own.

    ``most_mb``: the largest file. ``tries``: attempts before giving up, the waits between them doubling from
    ``first_wait_seconds`` to ``longest_wait_seconds`` (14 tries last about a day). ``connect_seconds``,
    ``read_seconds`` (between two parts) and ``whole_seconds`` bound one attempt; ``claim_seconds``: after how long
    without a sign another gateway takes a file over. ``side_by_side``: files worked on at once;
    ``poll_seconds``: how often new ones are looked for.

    ``clamd``: "host:port" or a socket's path; empty: files are not scanned and say so. ``clamd_seconds``: the
    longest that one scan may take.
    """

    hosts: tuple[str, ...] = ()
    networks: tuple[str, ...] = ()
    ca_file: str = ""
    most_mb: float = 200
    tries: int = 14
    first_wait_seconds: float = 30
    longest_wait_seconds: float = 14400
    connect_seconds: float = 10
    read_seconds: float = 30
    whole_seconds: float = 900
    claim_seconds: float = 60
    side_by_side: int = 4
    poll_seconds: float = 2
    clamd: str = ""
    clamd_seconds: float = 120
