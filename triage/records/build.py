"""From a destination of the profile to a connector, with the workstation's own addresses and secrets filled in."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from triage.models.clock import Clock
from triage.models.errors import KnownError
from triage.models.profile import Destination
from triage.records.connector import RecordsSystem
from triage.records.http import is_loopback
from triage.records.rest import RestRecords

if TYPE_CHECKING:
    import httpx

REST = "records-rest"
_VARIABLE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")


def connect(
    destination: Destination,
    variables: Mapping[str, str],
    secrets: Mapping[str, str],
    *,
    client: httpx.AsyncClient | None = None,
    clock: Clock | None = None,
) -> RecordsSystem:
    """The connector that the profile names for ``destination``.

    ``variables`` fill ``${NAME}`` in its address, ``secrets`` holds its token under ``secret_ref``.

    Raises:
        KnownError: the address is incomplete or unsafe, the secret is missing or the connector unknown.
    """
    if destination.connector != REST:
        raise KnownError(
            f"The records destination “{destination.name}” wants the connector “{destination.connector}”.",
            f"This version has: {REST}. Change destinations.connector in the force profile.",
        )
    url = filled_url(destination, variables)
    return RestRecords(destination, url=url, client=client, token=_secret(destination, secrets), clock=clock)


def filled_url(destination: Destination, variables: Mapping[str, str]) -> str:
    """The destination's address with every ``${NAME}`` filled and checked; raises KnownError naming what is wrong."""
    missing = [name for name in _VARIABLE.findall(destination.url) if not variables.get(name)]
    if missing:
        raise KnownError(
            f"The address of the records destination “{destination.name}” needs {', '.join(missing)}.",
            f"Set {' and '.join(missing)} in the workstation's settings.",
        )
    url = _VARIABLE.sub(lambda found: variables[found[1]], destination.url).strip()
    try:
        parts = urlsplit(url)
        known = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        known = False
    if not known:
        raise KnownError(
            f"The address of the records destination “{destination.name}” is not an http or https address.",
            "Correct it in the force profile or in the workstation's settings.",
        )
    if parts.scheme == "http" and not is_loopback(url):
        raise KnownError(
            f"The records destination “{destination.name}” would be reached without encryption.",
            "Use an https address; http is for this machine's own training mode only.",
        )
    return url


def _secret(destination: Destination, secrets: Mapping[str, str]) -> str:
    if not destination.secret_ref:
        return ""
    secret = secrets.get(destination.secret_ref, "").strip()
    if not secret:
        raise KnownError(
            f"The records destination “{destination.name}” needs the secret “{destination.secret_ref}”.",
            "Store it on this workstation, or sign in to the destination.",
        )
    return secret
