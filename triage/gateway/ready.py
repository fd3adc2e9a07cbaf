"""``triage gateway ready``: asks the gateway that runs on this machine with these settings whether it can work now.

For a container's health check and for monitoring that runs commands: it needs no other program and no certificate.
"""

from __future__ import annotations

import http.client
import json
import ssl
from collections.abc import Mapping

from triage.gateway.settings import gather
from triage.models.errors import KnownError

SECONDS = 5.0
_EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - what a listener may be told, not what we bind


def ask(arguments: Mapping[str, str | None], environment: Mapping[str, str]) -> str:
    """The answer's word, “ready”.

    Raises:
        KnownError: it does not answer within five seconds, or says that it is not ready, with its reason.
        InputError: the settings are wrong.
    """
    settings = gather(arguments, environment)
    host = _EVERYWHERE.get(settings.listen.host, settings.listen.host)
    port = settings.listen.port
    try:
        connection = _connect(host, port, secure=settings.config.tls is not None)
        try:
            connection.request("GET", "/readyz")
            answer = connection.getresponse()
            told = json.loads(answer.read())
        finally:
            connection.close()
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise KnownError(
            f"No gateway answers at {host} port {port}.", "Look whether it runs, and at its last lines."
        ) from error
    if answer.status != http.client.OK:
        why = told.get("detail") or told.get("title") or f"it answered {answer.status}"
        raise KnownError(f"The gateway is not ready: {why}", "Its log says more.")
    return str(told["status"])


def _connect(host: str, port: int, *, secure: bool) -> http.client.HTTPConnection:
    if not secure:
        return http.client.HTTPConnection(host, port, timeout=SECONDS)
    # It is this very machine, and nothing is told: the certificate bears the name that desktops use, not this one.
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return http.client.HTTPSConnection(host, port, timeout=SECONDS, context=context)
