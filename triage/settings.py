"""The desktop's settings: a TOML file, overridden by TRIAGE_… environment variables. Frozen, checked, named on error.

| variable | key in the file | meaning |
|---|---|---|
| TRIAGE_MODE | mode | training or live |
| TRIAGE_HOME | home | folder of the store (default: the user's data folder) |
| TRIAGE_GATEWAY_URL | gateway_url | address of the queue API |
| TRIAGE_TOKEN, TRIAGE_TOKEN_FILE | token_file | bearer token (never in the file itself) |
| TRIAGE_HANDLER_ID, TRIAGE_HANDLER_NAME | handler_id, handler_name | who works here |
| TRIAGE_KEY_SOURCE | key_source | training-file, credential-store, passphrase or shared-account |
| TRIAGE_SIGN_IN_ISSUER, …_CLIENT_ID, … | [sign_in] issuer = … | the OpenID provider, instead of token and handler |
| TRIAGE_CONTROL_URL, TRIAGE_CRIME_URL, … | [records] CONTROL_URL = … | variables of the profile's destinations |
| … _FOLDER, _CERT_FILE, _KEY_FILE, _CA_FILE | the same | other variables of theirs |
| TRIAGE_SECRET_<NAME> | – | secrets the profile's destinations name |
| TRIAGE_TRAINING_URL, TRIAGE_TRAINING_TOKEN | training_url | fault switches, training only |
| TRIAGE_TRAINING_ROLES | – | file of the roles to pick from, training only |
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, TypeVar, get_args
from urllib.parse import urlsplit

from triage.models.errors import FieldError, InputError
from triage.models.sign_in import NUMBERS, TEXTS, SignInSettings, read_sign_in

Mode = Literal["training", "live"]
KeyKind = Literal["training-file", "credential-store", "passphrase", "shared-account"]
L = TypeVar("L", Mode, KeyKind)
_KEYS = (
    "mode",
    "home",
    "gateway_url",
    "token_file",
    "handler_id",
    "handler_name",
    "key_source",
    "training_url",
    "records",
    "sign_in",
)
_TABLES = ("records", "sign_in")
_RECORDS = re.compile(r"^TRIAGE_([A-Z][A-Z0-9_]*_(?:URL|FOLDER|CERT_FILE|KEY_FILE|CA_FILE))$")
_NOT_RECORDS = frozenset({"GATEWAY_URL", "TRAINING_URL"})
_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskSettings:
    """``records``: variables that fill ``${NAME}`` in the profile's destinations. Secrets are not shown by repr."""

    mode: Mode
    home: Path
    gateway_url: str
    token: str = field(repr=False)
    handler_id: str
    handler_name: str
    key_source: KeyKind
    records: Mapping[str, str] = field(default_factory=dict)
    secrets: Mapping[str, str] = field(default_factory=dict, repr=False)
    training_url: str = ""
    training_token: str = field(default="", repr=False)
    training_roles: Path | None = None
    """Then a role is picked, and ``token`` and ``handler_id`` come with it."""
    sign_in: SignInSettings | None = None
    """Then ``token``, ``handler_id`` and ``handler_name`` are empty until somebody has signed in."""

    @property
    def signs_in(self) -> bool:
        """Whether somebody has to come in before there is a desk."""
        return self.sign_in is not None or self.training_roles is not None

    @property
    def training(self) -> bool:
        return self.mode == "training"

    @property
    def store_path(self) -> Path:
        return self.home / "desk.db"


def load_settings(env: Mapping[str, str] | None = None) -> DeskSettings:
    """Settings of this workstation: the file that TRIAGE_SETTINGS names (or the person's own), then the environment.

    Raises:
        InputError: as `read_settings`; or the file named cannot be read.
    """
    given = os.environ if env is None else env
    named = given.get("TRIAGE_SETTINGS", "")
    path = Path(named).expanduser() if named else _default_file()
    if not named and not path.is_file():
        return read_settings(given)
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"The settings file {path} cannot be read.", (), "Check its path and rights.") from error
    return read_settings(given, text, source=path.name)


def read_settings(env: Mapping[str, str], text: str = "", *, source: str = "settings.toml") -> DeskSettings:
    """Settings from the file's ``text`` and the environment, which wins.

    Raises:
        InputError: what is missing or wrong, by its key and its variable, with what is allowed.
    """
    told = _read_toml(text, source)
    given = {key: env.get(f"TRIAGE_{key.upper()}") or str(told.get(key, "")) for key in _KEYS if key not in _TABLES}
    mode = _choice("mode", given["mode"] or "live", get_args(Mode))
    sign_in = _sign_in(env, told)
    token = "" if sign_in else _token(env, given["token_file"])
    handler_id = "" if sign_in else _needed("handler_id", given["handler_id"])
    roles = env.get("TRIAGE_TRAINING_ROLES", "")
    default_key = "training-file" if mode == "training" else "credential-store"
    key_source = _choice("key_source", given["key_source"] or default_key, get_args(KeyKind))
    if mode == "live" and key_source == "training-file":
        raise _wrong("key_source", "training-file is for training only; use credential-store or shared-account")
    if mode == "live" and given["training_url"]:
        raise _wrong("training_url", "belongs to training mode; leave it out")
    return DeskSettings(
        mode=mode,
        home=Path(given["home"]).expanduser() if given["home"] else _default_home(mode),
        gateway_url=_url("gateway_url", _needed("gateway_url", given["gateway_url"])),
        token=token,
        handler_id=handler_id,
        handler_name=given["handler_name"] or handler_id,
        key_source=key_source,
        records=_records(env, told),
        secrets=_secrets(env),
        training_url=_url("training_url", given["training_url"]) if given["training_url"] else "",
        training_token=env.get("TRIAGE_TRAINING_TOKEN", ""),
        sign_in=sign_in,
        training_roles=Path(env["TRIAGE_TRAINING_ROLES"]) if given["training_url"] and roles else None,
    )


def records_settings(env: Mapping[str, str] | None = None) -> tuple[dict[str, str], dict[str, str]]:
    """Variables and secrets of the profile's destinations alone, for tools that open no desktop.

    Raises:
        InputError: the settings file cannot be read or says something else than settings.
    """
    given = os.environ if env is None else env
    named = given.get("TRIAGE_SETTINGS", "")
    path = Path(named).expanduser() if named else _default_file()
    try:
        text = path.read_text(encoding="utf-8") if named or path.is_file() else ""
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"The settings file {path} cannot be read.", (), "Check its path and rights.") from error
    return _records(given, _read_toml(text, path.name)), _secrets(given)


def _read_toml(text: str, source: str) -> dict[str, object]:
    try:
        told = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"{source} cannot be read: {error}.", (FieldError("", str(error)),)) from error
    for key in told:
        if key not in _KEYS:
            raise _wrong(key, f"is not a setting; allowed are {', '.join(_KEYS)}")
    for key in _KEYS:
        if key in told and not isinstance(told[key], dict if key in _TABLES else str):
            raise _wrong(key, "must be a table" if key in _TABLES else "must be a text")
    return told


def _sign_in(env: Mapping[str, str], told: Mapping[str, object]) -> SignInSettings | None:
    table = told.get("sign_in", {})
    found: dict[str, object] = dict(table) if isinstance(table, dict) else {}
    for name in (*TEXTS, *NUMBERS):
        if value := env.get(f"TRIAGE_SIGN_IN_{name.upper()}"):
            found[name] = value
    settings, faults = read_sign_in(found)
    for fault in faults:
        raise _wrong(fault.pointer, fault.detail)
    if settings is not None:
        _url("sign_in.issuer", settings.issuer)
    return settings


def _records(env: Mapping[str, str], told: Mapping[str, object]) -> dict[str, str]:
    table = told.get("records", {})
    found = {str(key): str(value) for key, value in table.items()} if isinstance(table, dict) else {}
    for variable, value in env.items():
        match = _RECORDS.match(variable)
        if match and match[1] not in _NOT_RECORDS:
            found[match[1]] = value
    return found


def _secrets(env: Mapping[str, str]) -> dict[str, str]:
    prefix = "TRIAGE_SECRET_"
    return {key.removeprefix(prefix): value for key, value in env.items() if key.startswith(prefix)}


def _token(env: Mapping[str, str], token_file: str) -> str:
    if env.get("TRIAGE_TOKEN"):
        return env["TRIAGE_TOKEN"].strip()
    if not token_file:
        raise _wrong("token_file", "is needed: a file that holds the bearer token (or set TRIAGE_TOKEN)")
    try:
        return Path(token_file).expanduser().read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise _wrong("token_file", "cannot be read") from error


def _needed(key: str, value: str) -> str:
    if not value.strip():
        raise _wrong(key, "is needed")
    return value.strip()


def _choice(key: str, value: str, allowed: tuple[L, ...]) -> L:
    for choice in allowed:
        if choice == value:
            return choice
    raise _wrong(key, f"is “{value}”; allowed are {', '.join(allowed)}")


def _url(key: str, value: str) -> str:
    try:
        parts = urlsplit(value)
        known = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        known = False
    if not known:
        raise _wrong(key, "must be an http or https address such as https://triage.example.org")
    if parts.scheme == "http" and parts.hostname not in _LOOPBACK:
        raise _wrong(key, "must be https; http is for this machine's own addresses only")
    return value.rstrip("/")


def _default_file() -> Path:
    from platformdirs import user_config_path

    return user_config_path("triage", appauthor=False) / "settings.toml"


def _default_home(mode: Mode) -> Path:
    from platformdirs import user_data_path

    return user_data_path("triage", appauthor=False) / mode


def _wrong(key: str, detail: str) -> InputError:
    what = f"The setting {key} (TRIAGE_{key.upper()}) {detail}."
    return InputError(what, (FieldError(key, detail),), "Correct it in the settings file or the environment.")
