"""What a check may find: all in order, and a morning on which much is not."""

from __future__ import annotations

from triage.models.checkup import Finding, Level


def _one(check: str, level: Level, what: str, do: str = "") -> Finding:
    return Finding(check=check, level=level, what=what, do=do)


IN_ORDER = (
    _one("versions", Level.OK, "Triage 0.1.0; Python 3.11.7; OpenSSL 3.0.15; PySide6-Essentials 6.9.1; Linux 6.1."),
    _one("settings", Level.OK, "A desk can work with them."),
    _one("disk", Level.OK, "48,213 MB are free where the local store is."),
    _one("key", Level.OK, "The store is open with it."),
    _one("store", Level.OK, "Every page of its 31.4 MB fits its checksum; schema up to 21."),
    _one("proxy", Level.OK, "The gateway is reached through proxy.force.example:3128 (the system's settings)."),
    _one("gateway", Level.OK, "triage.force.example answers in 18 ms."),
    _one("gateway", Level.OK, "It lets you in with the roles handler."),
    _one("clock", Level.OK, "This machine and the gateway are 0 s apart."),
    _one("certificates", Level.OK, "triage.force.example: issued by Force CA 2, valid until 14 March 2027."),
    _one("sign_in", Level.OK, "login.example answers, names itself as the settings do, and shows 5 usable keys."),
    _one("records", Level.OK, "Crime system: connection, unknown reference in order; nothing was made there."),
)
IN_TROUBLE = (
    *(one for one in IN_ORDER if one.check in ("versions", "disk", "key", "store", "proxy")),
    _one(
        "settings",
        Level.WARNING,
        "This does not count: /etc/triage/policy.d/10-look.toml: look.theme is “green”; "
        "allowed are system, light, dark, contrast.",
        "Correct it there; the rest works.",
    ),
    _one("gateway", Level.FAULT, "The certificate of triage.force.example is not believed.", "See Certificates."),
    _one("clock", Level.SKIPPED, "The gateway did not say its time."),
    _one(
        "certificates",
        Level.FAULT,
        "triage.force.example: unable to get local issuer certificate. It was issued by Force CA 2.",
        "Put the issuing authority into this machine's certificate store, or let the server send its intermediate "
        "certificates too.",
    ),
    _one("sign_in", Level.OK, "login.example answers, names itself as the settings do, and shows 5 usable keys."),
    _one(
        "records",
        Level.FAULT,
        "Crime system, connection:",
        "It cannot be reached. Check the address, the network, certificates.",
    ),
)
