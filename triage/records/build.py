"""From a destination of the profile to a connector, with the workstation's own addresses and secrets filled in."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from triage.models.clock import Clock
from triage.models.errors import KnownError
from triage.models.profile import Destination
from triage.records.connector import RecordsSystem
from triage.records.http import ClientTls, is_loopback
from triage.records.rest import RestRecords

if TYPE_CHECKING:
    import httpx

    from triage.records.mapped.shape import Mapping as SystemMapping

REST = "records-rest"
MAPPED_REST = "mapped-rest"
MAPPED_FILE = "mapped-file"
_VARIABLE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")


def connect(
    destination: Destination,
    variables: Mapping[str, str],
    secrets: Mapping[str, str],
    *,
    files: Mapping[str, str] | None = None,
    client: httpx.AsyncClient | None = None,
    clock: Clock | None = None,
) -> RecordsSystem:
    """The connector that the profile names for ``destination``.

    ``variables`` fill ``${NAME}`` in its address, ``secrets`` holds its token under ``secret_ref``, ``files`` its
    mapping and schema.

    Raises:
        KnownError: the address is incomplete or unsafe, the secret is missing, the connector unknown or its mapping
            cannot be used.
    """
    if destination.connector == REST:
        url = filled_url(destination, variables)
        return RestRecords(destination, url=url, client=client, token=_secret(destination, secrets), clock=clock)
    if destination.connector == MAPPED_REST:
        # Not at the top: a force that speaks our own contract needs none of it.
        from triage.records.mapped.over_http import MappedRecords

        mapping = mapping_of(destination, files or {})
        return MappedRecords(
            destination,
            mapping,
            url=filled_url(destination, variables),
            schemas=files or {},
            secret=_secret(destination, secrets),
            tls=tls_of(destination, variables),
            client=client,
            clock=clock,
        )
    if destination.connector == MAPPED_FILE:
        from triage.records.mapped.over_folder import DroppedRecords

        folder = Path(filled_text(destination, destination.url, variables))
        return DroppedRecords(
            destination, mapping_of(destination, files or {}), folder=folder, schemas=files or {}
        )  # fmt: skip
    raise KnownError(
        f"The records destination “{destination.name}” wants the connector “{destination.connector}”.",
        f"This version has: {REST}, {MAPPED_REST}, {MAPPED_FILE}. Change destinations.connector in the force profile.",
    )


def declared(destination: Destination, files: Mapping[str, str]) -> RecordsSystem:
    """The destination's connector as far as what it declares: it has no address and no secret, and calls nobody.

    Raises:
        KnownError: the connector is unknown or its mapping cannot be used.
    """
    nowhere = replace(
        destination,
        url="." if destination.connector == MAPPED_FILE else "https://relayed.invalid",
        secret_ref="",
        certificate="",
        certificate_key="",
        authorities="",
    )
    return connect(nowhere, {}, {}, files=files)


def mapping_of(destination: Destination, files: Mapping[str, str]) -> SystemMapping:
    """The mapping that a destination names; raises KnownError (InputError with its faults)."""
    from triage.records.mapped.reading import load_mapping

    text = files.get(destination.mapping)
    if text is None:
        raise KnownError(
            f"The records destination “{destination.name}” names the mapping “{destination.mapping}”.",
            "Put that file beside the force profile, or correct destinations.mapping.",
        )
    return load_mapping(text, source=destination.mapping)


def filled_url(destination: Destination, variables: Mapping[str, str]) -> str:
    """The destination's address with every ``${NAME}`` filled and checked; raises KnownError naming what is wrong."""
    url = filled_text(destination, destination.url, variables)
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


def filled_text(destination: Destination, text: str, variables: Mapping[str, str]) -> str:
    """A text of the destination with every ``${NAME}`` filled; raises KnownError naming what is not set."""
    missing = [name for name in _VARIABLE.findall(text) if not variables.get(name)]
    if missing:
        raise KnownError(
            f"The address of the records destination “{destination.name}” needs {', '.join(missing)}.",
            f"Set {' and '.join(missing)} in the workstation's settings.",
        )
    return _VARIABLE.sub(lambda found: variables[found[1]], text).strip()


def tls_of(destination: Destination, variables: Mapping[str, str]) -> ClientTls:
    """The certificate files of a destination; raises KnownError for a variable that is not set."""
    return ClientTls(
        certificate=filled_text(destination, destination.certificate, variables),
        key=filled_text(destination, destination.certificate_key, variables),
        authorities=filled_text(destination, destination.authorities, variables),
    )


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
