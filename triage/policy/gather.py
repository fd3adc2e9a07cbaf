"""All layers of this workstation but the force profile's, which comes when the desk is open."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from triage.models.desk_keys import BY_NAME, DESK_KEYS, RECORDS, Kind, Layer, key_of
from triage.models.desk_values import Standing, Told, told_of
from triage.policy.machine import merged
from triage.policy.tables import Heard, heard_in

TRAINING = "training"
_RECORDS = re.compile(r"^TRIAGE_([A-Z][A-Z0-9_]*_(?:URL|FOLDER|CERT_FILE|KEY_FILE|CA_FILE))$")
_NOT_RECORDS = frozenset(key.variable for key in DESK_KEYS)


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonFile:
    """The person's settings file. ``named``: somebody named it for this start, so it is meant for its mode too."""

    text: str = ""
    source: str = "settings.toml"
    named: bool = True


def gather(env: Mapping[str, str], person: PersonFile, machine: Heard) -> Standing:
    """What every layer said, with training kept apart from live systems.

    In training no machine policy of a live system holds, nor, where the environment asks for training, what the
    person's own file says of one.
    """
    said = heard_in_environment(env)
    wrote = heard_in(person.text, layer=Layer.PERSON, source=person.source)
    mode = BY_NAME["mode"].name
    asked = env.get(BY_NAME[mode].variable) == TRAINING
    if asked and not person.named:
        wrote = _without_live(wrote)
    whole = _standing(machine, wrote, said)
    return _standing(_without_live(machine), wrote, said) if whole.value(mode) == TRAINING else whole


def heard_in_environment(env: Mapping[str, str]) -> Heard:
    """What the variables say; an empty one says nothing."""
    told: dict[str, tuple[Told, ...]] = {}
    for key in DESK_KEYS:
        if key.kind is not Kind.TABLE and env.get(key.variable):
            told[key.name] = (told_of(Layer.ENVIRONMENT, key.variable, key.name, env[key.variable]),)
    for variable, value in env.items():
        match = _RECORDS.match(variable)
        if match and variable not in _NOT_RECORDS and value:
            name = f"{RECORDS}.{match[1]}"
            told[name] = (told_of(Layer.ENVIRONMENT, variable, name, value),)
    return Heard(told)


def _standing(*layers: Heard) -> Standing:
    whole = merged(layers)
    return Standing(whole.told, whole.faults)


def _without_live(found: Heard) -> Heard:
    def stays(name: str) -> bool:
        key = key_of(name)
        return key is not None and not key.live

    return Heard({name: told for name, told in found.told.items() if stays(name)}, found.faults)
