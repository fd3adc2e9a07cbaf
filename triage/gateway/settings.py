"""How a gateway is set up: options of the command line, each also as an environment variable."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from triage.gateway.config import Config, load_config
from triage.gateway.credentials import IntakeCredentials, TokenBook, load_secrets, load_tokens
from triage.gateway.database import database_url
from triage.models.errors import FieldError, InputError
from triage.models.profile import Profile
from triage.models.profile_file import default_profile
from triage.records.profile_files import read_profile

NOBODY = TokenBook()
ENVIRONMENT = "TRIAGE_GATEWAY_"
MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Address:
    """Where to listen; port 0 lets the system choose."""

    host: str
    port: int

    @property
    def loopback(self) -> bool:
        if self.host == "localhost":
            return True
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return False

    def url(self, port: int, *, secure: bool = False) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{'https' if secure else 'http'}://{host}:{port}"


@dataclass(frozen=True, slots=True, kw_only=True)
class GatewaySettings:
    """Everything a gateway needs to know. ``intake_listen`` None: one listener serves hub and desktops.

    ``max_body`` in bytes; ``keep_closed_hours``: how long a closed report stays in the feed; ``sweep_seconds``: how
    often run-out leases are given back.
    """

    db: str
    listen: Address
    profile: Profile
    credentials: IntakeCredentials
    tokens: TokenBook = NOBODY
    intake_listen: Address | None = None
    client_id_header: str = "client_id"
    client_secret_header: str = "client_secret"  # noqa: S105 - the header's name
    max_body: int = 25 * MEGABYTE
    keep_closed_hours: float = 24
    sweep_seconds: float = 5
    busy_seconds: float = 5
    profile_path: Path | None = None
    config: Config = field(default_factory=Config)


@dataclass(frozen=True, slots=True)
class Option:
    """One setting: ``--name VALUE`` or ``TRIAGE_GATEWAY_NAME``."""

    name: str
    metavar: str
    help: str
    required: bool = False
    default: str | None = None

    @property
    def variable(self) -> str:
        return ENVIRONMENT + self.name.upper().replace("-", "_")

    @property
    def label(self) -> str:
        return f"--{self.name} ({self.variable})"


OPTIONS = (
    Option("config", "FILE", "settings of the rooms: certificates, sign-in, mail, media, limits (docs/gateway.md)"),
    Option("db", "URL", "sqlite:///path or postgresql://user@host/name", required=True),
    Option("listen", "HOST:PORT", "address for desktops (port 0: the system chooses)", required=True),
    Option("intake-listen", "HOST:PORT", "own address for the hub's POST /incidents (default: the same listener)"),
    Option("profile", "FILE", "the force profile (default: the one shipped)"),
    Option("client-id", "ID", "the hub's client id", required=True),
    Option("client-secret-file", "FILE", "the hub's secrets, one a line (several while one is rotated)", required=True),
    Option("client-id-header", "NAME", "header that carries the client id", default="client_id"),
    Option("client-secret-header", "NAME", "header that carries the secret", default="client_secret"),
    Option("dev-token-file", "FILE", "development tokens “token [subject role]” a line; loopback addresses only"),
    Option("max-body-mb", "MB", "largest accepted payload", default="25"),
    Option("keep-closed-hours", "HOURS", "how long a closed report stays in the queue's feed", default="24"),
)


def gather(arguments: Mapping[str, str | None], environment: Mapping[str, str]) -> GatewaySettings:
    """Settings from options (which win) and environment.

    Raises:
        InputError: each wrong or missing setting, by its option and its variable.
    """
    told = {option.name: _told(option, arguments, environment) for option in OPTIONS}
    missing = [option for option in OPTIONS if option.required and not told[option.name]]
    if missing:
        raise InputError(
            "The gateway cannot start: settings are missing.",
            tuple(FieldError(option.label, f"is required: {option.help}") for option in missing),
        )
    reader = _Reader({name: value for name, value in told.items() if value})
    settings = reader.settings()
    if reader.errors or settings is None:
        raise InputError("The gateway cannot start: settings are wrong.", tuple(reader.errors))
    return settings


def told_by(arguments: Mapping[str, str | None], environment: Mapping[str, str]) -> dict[str, str]:
    """What was told or is the default, by the option's name; nothing is checked."""
    told = {option.name: _told(option, arguments, environment) for option in OPTIONS}
    return {name: value for name, value in told.items() if value}


def _told(option: Option, arguments: Mapping[str, str | None], environment: Mapping[str, str]) -> str | None:
    return arguments.get(option.name.replace("-", "_")) or environment.get(option.variable) or option.default


class _Reader:
    """Reads each setting and gathers what is wrong, so that a person sees all of it at once."""

    def __init__(self, told: Mapping[str, str]) -> None:
        self._told = told
        self.errors: list[FieldError] = []

    def settings(self) -> GatewaySettings | None:
        listen = self._address("listen")
        intake = self._address("intake-listen")
        secrets = self._secrets()
        tokens = self._tokens([address for address in (listen, intake) if address])
        profile = self._profile()
        config = self._config()
        self._database()
        max_body = self._number("max-body-mb", 0.001, 1024)
        keep = self._number("keep-closed-hours", 0, 24 * 365)
        if self.errors or listen is None or profile is None:
            return None
        return GatewaySettings(
            db=self._told["db"],
            listen=listen,
            intake_listen=intake,
            profile=profile,
            credentials=IntakeCredentials(self._told["client-id"], secrets),
            tokens=tokens,
            client_id_header=self._told["client-id-header"],
            client_secret_header=self._told["client-secret-header"],
            max_body=int(max_body * MEGABYTE),
            keep_closed_hours=keep,
            profile_path=Path(self._told["profile"]) if self._told.get("profile") else None,
            config=config,
        )

    def _wrong(self, name: str, detail: str) -> None:
        option = next(option for option in OPTIONS if option.name == name)
        self.errors.append(FieldError(option.label, detail))

    def _refused(self, name: str, error: InputError) -> None:
        self._wrong(name, error.what)
        for entry in error.errors:
            self._wrong(name, f"{entry.pointer}: {entry.detail}".removeprefix(": "))

    def _address(self, name: str) -> Address | None:
        text = self._told.get(name)
        if text is None:
            return None
        host, _, port = text.rpartition(":")
        host = host.removeprefix("[").removesuffix("]")
        if not host or not port.isascii() or not port.isdigit() or int(port) > 65535:
            self._wrong(name, "must be HOST:PORT, for example 127.0.0.1:8400")
            return None
        return Address(host, int(port))

    def _number(self, name: str, least: float, most: float) -> float:
        try:
            value = float(self._told[name])
        except ValueError:
            value = float("nan")
        if not least <= value <= most:
            self._wrong(name, f"must be a number from {least:g} to {most:g}")
        return value

    def _secrets(self) -> tuple[str, ...]:
        try:
            return load_secrets(Path(self._told["client-secret-file"]))
        except InputError as error:
            self._refused("client-secret-file", error)
            return ()

    def _tokens(self, addresses: list[Address]) -> TokenBook:
        path = self._told.get("dev-token-file")
        if path is None:
            return TokenBook()
        if not all(address.loopback for address in addresses):
            self._wrong("dev-token-file", "development tokens work on loopback addresses only (127.0.0.1, ::1)")
            return TokenBook()
        try:
            return load_tokens(Path(path))
        except InputError as error:
            self._refused("dev-token-file", error)
            return TokenBook()

    def _config(self) -> Config:
        path = self._told.get("config")
        try:
            return load_config(Path(path)) if path else Config()
        except InputError as error:
            self._refused("config", error)
            return Config()

    def _profile(self) -> Profile | None:
        path = self._told.get("profile")
        try:
            if path is None:
                return default_profile()
            return read_profile(Path(path), source=path)
        except InputError as error:
            self._refused("profile", error)
        except (OSError, UnicodeDecodeError):
            self._wrong("profile", f"{path} cannot be read")
        return None

    def _database(self) -> None:
        try:
            url = database_url(self._told["db"])
        except InputError as error:
            self._refused("db", error)
            return
        if url.get_backend_name() == "sqlite" and not Path(url.database or "").absolute().parent.is_dir():
            self._wrong("db", "the folder of the database file does not exist")
