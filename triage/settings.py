"""The desktop's settings: built in, machine policy, person's file, environment; frozen, checked, named on error.

What settings there are is the table of `triage.models.desk_keys`; each is also TRIAGE_ and its name in large letters.
Beside them the environment alone says:

| variable | meaning |
|---|---|
| TRIAGE_SETTINGS | another file instead of the person's own |
| TRIAGE_TOKEN | bearer token (never in a settings file) |
| TRIAGE_SECRET_<NAME> | secrets that the profile's destinations name |
| TRIAGE_CONTROL_URL, …_FOLDER, _CERT_FILE, _KEY_FILE, _CA_FILE | variables of the profile's destinations |
| TRIAGE_TRAINING_TOKEN, TRIAGE_TRAINING_ROLES | fault switches, and the file of the roles to pick from, training only |

A wrong value of a file or of the policy counts as not said and is kept as a fault, so that the rest works. A wrong
variable stops the program: whoever set it is there to read that.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, TypeVar, get_args

from triage.models.desk_keys import BY_NAME, Layer
from triage.models.desk_values import Standing
from triage.models.errors import FieldError, InputError
from triage.models.sign_in import NUMBERS, TEXTS, SignInSettings, read_sign_in
from triage.policy.force import kept_force
from triage.policy.gather import PersonFile, gather
from triage.policy.machine import machine_policy
from triage.policy.tables import Heard

Mode = Literal["training", "live"]
KeyKind = Literal["training-file", "credential-store", "passphrase", "shared-account"]
L = TypeVar("L", Mode, KeyKind)
NO_POLICY = Heard({})


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
    standing: Standing = field(default_factory=Standing, repr=False)
    """What each layer said, and what of it does not count."""
    shared: Path | None = None
    """Folder of the workstation where several people come in, each with a ``home`` inside it."""

    @property
    def signs_in(self) -> bool:
        """Whether somebody has to come in before there is a desk."""
        return self.sign_in is not None or self.training_roles is not None

    @property
    def training(self) -> bool:
        return self.mode == "training"

    @property
    def workstation(self) -> Path:
        """The folder of what is not one person's."""
        return self.shared or self.home

    @property
    def store_path(self) -> Path:
        return self.home / "desk.db"


def load_settings(env: Mapping[str, str] | None = None) -> DeskSettings:
    """Settings of this workstation, all layers of it.

    Raises:
        InputError: as `read_settings`; or the file that TRIAGE_SETTINGS names cannot be read.
    """
    given = os.environ if env is None else env
    return _made(given, load_standing(given))


def load_standing(env: Mapping[str, str] | None = None) -> Standing:
    """What every layer said, whether a desk can work with it or not.

    Raises:
        InputError: the file that TRIAGE_SETTINGS names cannot be read.
    """
    given = os.environ if env is None else env
    named = given.get("TRIAGE_SETTINGS", "")
    path = Path(named).expanduser() if named else _default_file()
    try:
        text = path.read_text(encoding="utf-8") if named or path.is_file() else ""
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"The settings file {path} cannot be read.", (), "Check its path and rights.") from error
    standing = gather(given, PersonFile(text=text, source=path.name, named=bool(named)), machine_policy())
    force = kept_force(_home(standing))
    return standing.with_layer(Layer.FORCE, force.told, force.faults)


def read_settings(
    env: Mapping[str, str], text: str = "", *, source: str = "settings.toml", machine: Heard = NO_POLICY
) -> DeskSettings:
    """Settings from the file's ``text``, a machine policy and the environment.

    Raises:
        InputError: what a desk cannot work without and nobody says, or a variable that is wrong; by key and variable.
    """
    return _made(env, gather(env, PersonFile(text=text, source=source), machine))


def _made(env: Mapping[str, str], standing: Standing) -> DeskSettings:
    _refuse_wrong_variables(standing)
    mode = _choice("mode", standing.value("mode"), get_args(Mode))
    _refuse_closed_training(env, standing)
    sign_in = _sign_in(standing)
    token = "" if sign_in else _token(env, standing.value("token_file"))
    handler_id = "" if sign_in else _needed(standing, "handler_id")
    roles, training_url = env.get("TRIAGE_TRAINING_ROLES", ""), standing.value("training_url")
    default_key = "training-file" if mode == "training" else "credential-store"
    key_source = _choice("key_source", standing.value("key_source") or default_key, get_args(KeyKind))
    if mode == "live" and key_source == "training-file":
        raise _wrong("key_source", "training-file is for training only; use credential-store or shared-account")
    if mode == "live" and training_url:
        raise _wrong("training_url", "belongs to training mode; leave it out")
    return DeskSettings(
        mode=mode,
        home=_home(standing),
        gateway_url=_needed(standing, "gateway_url").rstrip("/"),
        token=token,
        handler_id=handler_id,
        handler_name=standing.value("handler_name") or handler_id,
        key_source=key_source,
        records=standing.records(),
        secrets=_secrets(env),
        training_url=training_url.rstrip("/"),
        training_token=env.get("TRIAGE_TRAINING_TOKEN", ""),
        sign_in=sign_in,
        training_roles=Path(roles) if training_url and roles else None,
        standing=standing,
    )


def records_settings(env: Mapping[str, str] | None = None) -> tuple[dict[str, str], dict[str, str]]:
    """Variables and secrets of the profile's destinations alone, for tools that open no desktop.

    Raises:
        InputError: the settings file cannot be read.
    """
    given = os.environ if env is None else env
    return load_standing(given).records(), _secrets(given)


def proxy_variables(standing: Standing) -> dict[str, str]:
    """What every connection reads of the environment; empty where the settings leave it to the system."""
    proxy, direct = standing.value("proxy"), standing.value("no_proxy")
    found = {"HTTP_PROXY": proxy, "HTTPS_PROXY": proxy} if proxy else {}
    if direct:
        found["NO_PROXY"] = direct
    # Both spellings: where the environment has the small one, it would be read first.
    return found | {name.lower(): value for name, value in found.items()}


def _refuse_wrong_variables(standing: Standing) -> None:
    for name in standing.names():
        for told in standing.told[name]:
            if told.layer is Layer.ENVIRONMENT and told.fault:
                raise _wrong(name, told.fault)


def _refuse_closed_training(env: Mapping[str, str], standing: Standing) -> None:
    """A desk that practises must never find itself on a live system instead."""
    answer = standing.answer("mode")
    if env.get(BY_NAME["mode"].variable) == "training" and answer.value != "training":
        raise InputError(
            f"Training mode is switched off on this workstation: {answer.locked_by} locks mode.",
            (FieldError("mode", "is locked by the machine policy"),),
            "Practise on another workstation, or ask IT.",
        )


def _sign_in(standing: Standing) -> SignInSettings | None:
    needed = ("sign_in.issuer", "sign_in.client_id")
    if not any(standing.told.get(name) for name in needed):
        return None
    for name in needed:
        _needed(standing, name)
    told = {name: standing.value(f"sign_in.{name}") for name in (*TEXTS, *NUMBERS)}
    settings, faults = read_sign_in({name: value for name, value in told.items() if value})
    for fault in faults:
        raise _wrong(fault.pointer, fault.detail)
    return settings


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


def _needed(standing: Standing, name: str) -> str:
    value = standing.value(name)
    if not value:
        said = " ".join(fault.words for fault in standing.faults if fault.name == name)
        raise _wrong(name, f"is needed. {said}" if said else "is needed")
    return value


def _choice(key: str, value: str, allowed: tuple[L, ...]) -> L:
    for choice in allowed:
        if choice == value:
            return choice
    raise _wrong(key, f"is “{value}”; allowed are {', '.join(allowed)}")


def _default_file() -> Path:
    from platformdirs import user_config_path

    return user_config_path("triage", appauthor=False) / "settings.toml"


def _home(standing: Standing) -> Path:
    from platformdirs import user_data_path

    told = standing.value("home")
    return Path(told).expanduser() if told else user_data_path("triage", appauthor=False) / standing.value("mode")


def _wrong(name: str, detail: str) -> InputError:
    key = BY_NAME.get(name)
    variable = key.variable if key else f"TRIAGE_{name.partition('.')[2]}"
    what = f"The setting {name} ({variable}) {detail.rstrip('.')}."
    return InputError(what, (FieldError(name, detail),), "Correct it in the settings file or the environment.")
