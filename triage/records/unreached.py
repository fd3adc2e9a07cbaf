"""Why another machine could not be reached, in words for whoever has to mend it: never the name of a class."""

from __future__ import annotations

import errno
import socket
import ssl
from collections.abc import Iterator

import httpx

WORDS: tuple[tuple[type[BaseException], str], ...] = (
    (httpx.ConnectTimeout, "no connection within the time limit"),
    (httpx.ReadTimeout, "a connection, but no answer within the time limit"),
    (httpx.TimeoutException, "no answer within the time limit"),
    (TimeoutError, "no answer within the time limit"),
    (httpx.ProxyError, "the proxy refused"),
    (httpx.UnsupportedProtocol, "its address begins neither with https:// nor with http://"),
    (httpx.InvalidURL, "its address cannot be read"),
    (httpx.ReadError, "the connection broke off"),
    (httpx.WriteError, "the connection broke off"),
    (httpx.RemoteProtocolError, "it does not answer as a web server does"),
    (httpx.TooManyRedirects, "it sends on and on to other addresses"),
    (ssl.SSLError, "no encrypted connection could be agreed"),
    (httpx.ConnectError, "no connection"),
)
"""The first that fits; certificates, name service and what the system says of ways are told before."""


def why(error: BaseException) -> str:
    """Half a sentence, such as "the connection was refused"."""
    if words := distrust(error):
        return f"its certificate is not believed: {words}"
    chain = tuple(_chain(error))
    numbers = {one.errno for one in chain if isinstance(one, OSError)}
    if any(isinstance(one, socket.gaierror) for one in chain):
        return "its name is not known"
    if errno.ECONNREFUSED in numbers:
        return "the connection was refused"
    if numbers & {errno.ENETUNREACH, errno.EHOSTUNREACH}:
        return "there is no way to it in this network"
    return next((words for kind, words in WORDS for one in chain if isinstance(one, kind)), "the connection failed")


def distrust(error: BaseException) -> str:
    """The words of OpenSSL's refusal, wherever in the chain of errors it is; "" when it was something else."""
    refusals = (one for one in _chain(error) if isinstance(one, ssl.SSLCertVerificationError))
    return next((str(one.verify_message or "certificate verify failed").rstrip(".") for one in refusals), "")


def _chain(error: BaseException) -> Iterator[BaseException]:
    """The error and what led to it; of several attempts (a name with two addresses), each."""
    at: BaseException | None = error
    while at is not None:
        yield at
        if isinstance(at, BaseExceptionGroup):
            for one in at.exceptions:
                yield from _chain(one)
        at = at.__cause__ or at.__context__
