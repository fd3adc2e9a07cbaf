"""Whether the media room's settings work from this machine, for `triage gateway check`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import httpx

from triage.gateway.config.media import MediaConfig
from triage.gateway.media import allow
from triage.gateway.media.allow import NotAllowedError
from triage.gateway.media.fetch import Fetcher, FetchFailure, Resolve, system_resolve
from triage.gateway.media.opening import open_fetcher, scanner_of
from triage.gateway.media.scan import ScanFailure
from triage.models.clock import SystemClock
from triage.models.errors import InputError


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing looked at: ``what`` and ``detail`` are sentences for the person who sets up."""

    ok: bool
    what: str
    detail: str = ""


async def check(config: MediaConfig, *, resolve: Resolve = system_resolve) -> Sequence[Finding]:
    """The settings read, each host's name resolved and its addresses allowed, the scanner asked. No file is fetched."""
    try:
        fetcher = open_fetcher(config, SystemClock(), resolve=resolve)
        hosts = allow.read(config.hosts, config.networks).hosts
        scanner = scanner_of(config)
    except InputError as error:
        faults = "; ".join(f"{fault.pointer}: {fault.detail}" for fault in error.errors)
        return [Finding(ok=False, what=error.what, detail=faults or error.do)]
    found = [Finding(ok=True, what="No hub hosts are listed: media links are not fetched.")] if not hosts else []
    for host in hosts:
        if not host.name.startswith("."):
            found.append(await _host(fetcher, host))
    if scanner is None:
        return [*found, Finding(ok=True, what="No clamd is set: files are not scanned and say so.")]
    try:
        await scanner.ping()
    except ScanFailure as failure:
        return [*found, Finding(ok=False, what="clamd does not answer.", detail=f"{config.clamd}: {failure.reason}")]
    return [*found, Finding(ok=True, what="clamd answers.", detail=config.clamd)]


async def _host(fetcher: Fetcher, host: allow.Host) -> Finding:
    bracketed = f"[{host.name}]" if ":" in host.name else host.name
    url = httpx.URL(f"{host.scheme}://{bracketed}:{host.port}/")
    try:
        addresses = await fetcher.addresses(url)
    except NotAllowedError:
        what = f"{host.name} leads to a private address."
        return Finding(ok=False, what=what, detail="List its network in media.networks if that is meant.")
    except (FetchFailure, TimeoutError):
        return Finding(ok=False, what=f"{host.name} is not known to the resolver.")
    return Finding(ok=True, what=f"{host.name} can be found.", detail=", ".join(addresses))
