"""Addresses and certificates: free, whole, long enough, and asked of the hub."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cryptography import x509

from triage.gateway.certificates import Shown, inspect
from triage.gateway.check.finding import Finding, Setup, fault, faults_of_error, good, warning
from triage.gateway.config import Tls
from triage.gateway.door import certificate_header
from triage.gateway.serve import bind
from triage.gateway.settings import Address
from triage.gateway.tls import open_tls
from triage.models.clock import Clock
from triage.models.errors import KnownError

ENDS_SOON_DAYS = 30


async def check_addresses(setup: Setup) -> Sequence[Finding]:
    settings = setup.settings
    told = [("listen", settings.listen), ("intake-listen", settings.intake_listen)]
    return [_free(name, address) for name, address in told if address is not None]


def _free(name: str, address: Address) -> Finding:
    where = f"{address.host}:{address.port}"
    try:
        bind(address).close()
    except KnownError as error:
        return warning(name, error.what, "Free it, unless it is this gateway that runs there already.")
    return good(name, f"{where} is free.")


async def check_certificates(setup: Setup) -> Sequence[Finding]:
    """The files of [tls] and [intake.tls], and whether anything asks the hub for its certificate."""
    settings, config = setup.settings, setup.settings.config
    own = config.intake.tls
    found: list[Finding] = []
    listeners = (
        ("tls", config.tls, settings.listen),
        ("intake.tls", own, settings.intake_listen or settings.listen),
    )
    for section, tls, address in listeners:
        if tls is not None:
            found.extend(_files(section, tls, setup.clock))
        elif not address.loopback and not (section == "intake.tls" and (config.tls or config.intake.proxy)):
            what = f"{address.host} is not loopback and its listener speaks plain HTTP."
            found.append(warning(section, what, f"Set [{section}], or put a proxy that ends TLS in front of it."))
    try:
        open_tls(config, setup.clock, apart=settings.intake_listen is not None)
    except KnownError as error:
        found.extend(finding for finding in faults_of_error("intake.tls", error) if not found)
    return [*found, *_mutual(setup)]


def _mutual(setup: Setup) -> Iterator[Finding]:
    config = setup.settings.config
    try:
        header = certificate_header(config)
    except KnownError as error:
        yield from faults_of_error("intake.proxy", error)
        return
    if header:
        yield good("intake.proxy", "The proxy verifies the hub's certificate; its header is believed from it alone.")
    elif not (config.intake.tls and config.intake.tls.client_ca):
        do = "Set intake.tls.client_ca, or [intake.proxy] when a proxy ends TLS: the hub comes with mutual TLS."
        yield warning("intake", "Nobody asks the hub for its certificate.", do)


def _files(section: str, tls: Tls, clock: Clock) -> Iterator[Finding]:
    now = clock.now()
    try:
        shown = inspect(tls, section, now)
    except KnownError as error:
        yield from faults_of_error(section, error)
        return
    days = (shown.ends - now).days
    what = f"The certificate and its key fit; {days} days left."
    if days < ENDS_SOON_DAYS:
        yield warning(section, what, "Renew it: new files are taken up without a restart.")
    else:
        yield good(section, what)
    yield from _chain(section, shown)
    if not tls.client_ca:
        return
    wrong = [authority for authority in shown.authorities if not _signs(authority)]
    left = (max(authority.not_valid_after_utc for authority in shown.authorities) - now).days
    if wrong:
        yield fault(section, "client_ca holds a certificate that is no authority.", "Name the authority's own file.")
    elif left < ENDS_SOON_DAYS:
        what = f"The last authority in client_ca ends in {left} days; nobody gets in with its certificates after that."
        yield warning(section, what, "Append the next one to the file: it is taken up without a restart.")
    else:
        yield good(section, f"Callers must show a certificate of {len(shown.authorities)} authority/ies.")


def _chain(section: str, shown: Shown) -> Iterator[Finding]:
    first, last = shown.chain[0], shown.chain[-1]
    try:
        first.extensions.get_extension_for_class(x509.SubjectAlternativeName)
    except x509.ExtensionNotFound:
        do = "Have it issued again with the gateway's name: callers refuse it otherwise."
        yield warning(section, "The certificate names no host (subjectAltName).", do)
    if len(shown.chain) == 1 and last.issuer != last.subject:
        do = "When the issuer is an intermediate authority, append its certificate to the file."
        yield good(section, f"The file holds the certificate alone. {do}")


def _signs(authority: x509.Certificate) -> bool:
    try:
        return authority.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    except x509.ExtensionNotFound:
        return False
