"""What has to be asked of others: proxy, gateway, clock, certificates, sign-in."""

from __future__ import annotations

import asyncio
import urllib.request
from collections.abc import Iterator, Sequence
from datetime import timedelta
from urllib.parse import urlsplit

from triage import __version__
from triage.models import codec
from triage.models.caller import Caller
from triage.models.checkup import Finding
from triage.models.profile import Profile
from triage.models.sign_in import SignInSettings
from triage.models.verdict import Reply
from triage.services.api.client import ApiFailure
from triage.services.api.openid import OpenId, ProviderAway
from triage.services.api.queue import QueueApi
from triage.services.api.reaching import Reached, reach
from triage.services.doctor.here import NO_SETTINGS
from triage.services.doctor.patient import Patient, fault, good, skipped, warning

NEAR, FAR = timedelta(seconds=5), timedelta(seconds=60)
"""A Date header counts whole seconds. Tokens are refused from a minute on."""
SOON = timedelta(days=21)


async def check_proxy(patient: Patient) -> Sequence[Finding]:
    """Which proxy stands between this machine and the gateway, as connections will see it."""
    if patient.settings is None:
        return [skipped("proxy", NO_SETTINGS)]
    parts = urlsplit(patient.settings.gateway_url)
    proxies = urllib.request.getproxies()
    proxy = proxies.get(parts.scheme) or proxies.get("all", "")
    if not proxy or urllib.request.proxy_bypass(parts.hostname or ""):
        return [good("proxy", "The gateway is reached directly.")]
    where = urlsplit(proxy if "://" in proxy else f"http://{proxy}").netloc.rpartition("@")[2]
    told = urllib.request.getproxies_environment()  # where there are any, the system's are not asked
    whose = "Triage's settings or the environment" if told else "the system's settings"
    return [good("proxy", f"The gateway is reached through {where} ({whose}).")]


async def check_gateway(patient: Patient) -> Sequence[Finding]:
    """Whether it answers, whom it takes us for, and whether we understand its profile."""
    if patient.settings is None:
        return [skipped("gateway", NO_SETTINGS)]
    told = await patient.health.of(patient.settings.gateway_url)
    host = urlsplit(patient.settings.gateway_url).hostname
    if told.distrust:
        return [fault("gateway", f"The certificate of {host} is not believed.", "See Certificates.")]
    if not told.status:
        do = "Check the address, name service, firewall and proxy; work goes on from the local store meanwhile."
        return [fault("gateway", f"{host} cannot be reached: {told.why}.", do)]
    if told.status != 200:
        do = "Something else answers at this address, or the gateway does not: check gateway_url and the proxy."
        return [fault("gateway", f"{host} answers {told.status} instead of 200.", do)]
    found = [good("gateway", f"{host} answers in {told.milliseconds:.0f} ms.")]
    return [*found, *await _as_ourselves(patient)]


async def _as_ourselves(patient: Patient) -> list[Finding]:
    if patient.client is None:
        words = "Sign in and check again in the window to see whom it takes you for."
        return [skipped("gateway", "Nobody is signed in here.", words)]
    try:
        who = codec.decode(Caller, (await patient.client.call("GET", "/v1/me")).body)
        got = await QueueApi(patient.client).profile()
    except ApiFailure as failure:
        status = failure.outcome.status if isinstance(failure.outcome, Reply) else 0
        if status in (401, 403):
            do = "Sign in again; if that does not help, an administrator gives you a role at the sign-in service."
            return [fault("gateway", f"It does not let you in ({status}).", do)]
        return [fault("gateway", failure.what, failure.do)]
    return [_versions(who), good("gateway", _roles(who)), _profile(got[0] if got else None)]


def _versions(who: Caller) -> Finding:
    if not who.gateway:
        do = "Update the gateway, so that versions can be compared."
        return warning("gateway", f"It does not say its version; this desktop is {__version__}.", do)
    ours, theirs = __version__.split(".")[:2], who.gateway.split(".")[:2]
    what = f"It is of version {who.gateway}, this desktop of {__version__}."
    if ours != theirs:
        return warning("gateway", what, "Bring both to the same version at the next change window; the gateway first.")
    return good("gateway", what)


def _roles(who: Caller) -> str:
    return f"It lets you in with the roles {', '.join(who.roles)}." if who.roles else "It lets you in."


def _profile(profile: Profile | None) -> Finding:
    if profile is None:
        return fault("gateway", "It sent no force profile.", "Tell IT: without one no desk can start afresh.")
    return good("gateway", f"Its force profile {profile.version} is understood.")


async def check_clock(patient: Patient) -> Sequence[Finding]:
    """This machine's clock against the gateway's."""
    if patient.settings is None:
        return [skipped("clock", NO_SETTINGS)]
    told = await patient.health.of(patient.settings.gateway_url)
    if told.date is None:
        return [skipped("clock", "The gateway did not say its time.")]
    off = abs(patient.clock.now() - told.date)
    what = f"This machine and the gateway are {off.total_seconds():.0f} s apart."
    do = "Let both follow the same time server (NTP): sign-in and leases go by the clock."
    if off >= FAR:
        return [fault("clock", what, do)]
    return [warning("clock", what, do) if off >= NEAR else good("clock", what)]


async def check_certificates(patient: Patient) -> Sequence[Finding]:
    """Of every https address that this workstation speaks to."""
    if patient.settings is None:
        return [skipped("certificates", NO_SETTINGS)]
    addresses = [one for one in _addresses(patient) if one.startswith("https:")]
    if not addresses:
        return [good("certificates", "Nothing here is reached by https.")]
    told = await asyncio.gather(*(reach(one) for one in addresses))
    return [_certified(url, reached, patient) for url, reached in zip(addresses, told, strict=True)]


def _addresses(patient: Patient) -> Iterator[str]:
    settings = patient.settings
    if settings is None:
        return
    found = [settings.gateway_url, settings.sign_in.issuer if settings.sign_in else "", *settings.records.values()]
    seen: set[str] = set()
    for url in found:
        parts = urlsplit(url)
        if parts.scheme in ("http", "https") and parts.netloc not in seen:
            seen.add(parts.netloc)
            yield f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}/"


def _certified(url: str, told: Reached, patient: Patient) -> Finding:
    host, shown = urlsplit(url).hostname, told.certificate
    if told.distrust:
        issuer = f" It was issued by {shown.issuer}." if shown else ""
        own = shown is not None and shown.own
        return fault("certificates", f"{host}: {told.distrust}.{issuer}", _missing(told.distrust, own=own))
    if shown is None:
        return skipped("certificates", f"{host} cannot be reached: {told.why}.")
    left = shown.ends - patient.clock.now()
    what = f"{host}: issued by {shown.issuer}, valid until {shown.ends:%d %B %Y}."
    if left < SOON:
        return warning("certificates", what, f"Renew it: {max(left.days, 0)} days are left.")
    return good("certificates", what)


def _missing(words: str, *, own: bool) -> str:
    """What to do about OpenSSL's refusal."""
    told = words.lower()
    if "expired" in told:
        return "Renew the certificate on that server, and check this machine's clock."
    if "not yet valid" in told:
        return "Check this machine's clock."
    if "mismatch" in told or "not valid for" in told:
        return "The certificate is for another name: use that name in the address, or a certificate for this one."
    if own or "self" in told:
        return "Put the authority that signed it into this machine's certificate store (docs: Certificates)."
    return (
        "Put the issuing authority into this machine's certificate store, or let the server send its intermediate "
        "certificates too."
    )


async def check_sign_in(patient: Patient) -> Sequence[Finding]:
    """Discovery and keys of the provider; nobody is signed in by it."""
    settings = patient.settings
    if settings is None:
        return [skipped("sign_in", NO_SETTINGS)]
    if settings.sign_in is None:
        return [good("sign_in", "Nobody signs in here: the settings say who works.")]
    provider = OpenId(settings.sign_in)
    try:
        await provider.endpoints()
        keys = await provider.keys()
    except ProviderAway as away:
        return [fault("sign_in", away.what, _without_provider(away, settings.sign_in))]
    finally:
        await provider.aclose()
    host = provider.host
    if not keys:
        do = "Tell whoever runs the sign-in service: RS256, PS256 or ES256 keys are needed."
        return [fault("sign_in", f"{host} shows no key that can be used.", do)]
    return [good("sign_in", f"{host} answers, names itself as the settings do, and shows {len(keys)} usable keys.")]


def _without_provider(away: ProviderAway, told: SignInSettings) -> str:
    if away.distrusted:
        do = "See Certificates."
    elif away.answered:
        do = f"Check sign_in.issuer ({told.issuer}); if it is right, tell whoever runs the sign-in service."
    else:
        do = f"Check sign_in.issuer ({told.issuer}), name service, firewall and proxy."
    hours = told.offline_hours
    return f"{do} Whoever signed in within the last {hours} hours works on meanwhile." if hours else do
