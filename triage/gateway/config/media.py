"""[media]: files that a report names by a link, fetched after the 201."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaConfig:
    """``hosts``: the hub's hosts that may be asked (none: nothing is fetched). ``clamd``: host:port or a socket's
    path; empty: files are not scanned and say so.
    """

    hosts: tuple[str, ...] = ()
    most_mb: float = 200
    tries: int = 8
    clamd: str = ""
    ca_file: str = ""
