"""Secrets and sign-in: files that only the gateway can read, a provider that answers, roles that let people work."""

from __future__ import annotations

import dataclasses
import stat
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from triage.gateway.check.finding import Finding, Setup, fault, good, warning
from triage.gateway.credentials import Role
from triage.gateway.sign_in import SignIn

SECRETS = "secrets"
OPTIONS = ("client-secret-file", "dev-token-file")


async def check_secrets(setup: Setup) -> Sequence[Finding]:
    """Nobody but the gateway's user and group may read what is secret."""
    if sys.platform == "win32":
        return []
    paths = {f"--{name}": setup.told[name] for name in OPTIONS if setup.told.get(name)}
    paths.update(secret_files(setup.settings.config, ""))
    open_to_all = [finding for where, path in paths.items() for finding in _mode(where, Path(path))]
    return open_to_all or [good(SECRETS, f"{len(paths)} file(s) with secrets cannot be read by everybody.")]


SECRET_ENDS = ("key", "key_file", "password_file", "secret_file")
"""What the name of a setting that names a secret's file ends in."""


def secret_files(section: object, path: str) -> Iterator[tuple[str, str]]:
    """Every setting that names a file with a secret: by its dotted key."""
    if not dataclasses.is_dataclass(section):
        return
    for field in dataclasses.fields(section):
        value = getattr(section, field.name)
        here = f"{path}.{field.name}".lstrip(".")
        if isinstance(value, str) and value and field.name.endswith(SECRET_ENDS):
            yield here, value
        yield from secret_files(value, here)


def _mode(where: str, path: Path) -> Iterator[Finding]:
    try:
        mode = stat.S_IMODE(path.stat().st_mode)
    except OSError:
        yield fault(SECRETS, f"{where}: {path} cannot be read.", "Check the path and who may read it.")
        return
    if mode & 0o007:
        yield fault(SECRETS, f"{where}: everybody on this machine may use {path} ({mode:04o}).", f"chmod 640 {path}")
    elif mode & 0o020:
        yield warning(SECRETS, f"{where}: its group may change {path} ({mode:04o}).", f"chmod 640 {path}")


async def check_sign_in(setup: Setup) -> Sequence[Finding]:
    config = setup.settings.config.sign_in
    name = "sign_in"
    if config is None:
        if setup.settings.tokens.tokens:
            return [warning(name, "Only development tokens let people in.", "Set [sign_in] before real work.")]
        return [fault(name, "Nobody can sign in.", "Set [sign_in], or --dev-token-file on a loopback address.")]
    sign_in = SignIn(config, setup.clock)
    try:
        count = await sign_in.keys.fetch()
    finally:
        await sign_in.keys.close()
    found = [good(name, f"{config.issuer} answers and has {count} key(s) that can be used.")]
    if not {Role.HANDLER, Role.SUPERVISOR} & {Role(role) for role in config.roles.values()}:
        found.append(warning(name, "No value of the roles claim makes anybody a handler.", "Add one to sign_in.roles."))
    return found
