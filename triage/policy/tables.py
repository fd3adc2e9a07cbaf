"""A settings or policy file (TOML), flat: each setting by its dotted name, and the names that it locks."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from triage.models.desk_keys import BY_NAME, DESK_KEYS, RECORDS, DeskKey, Layer, key_of
from triage.models.desk_values import SettingFault, Told, told_of

LOCKED = "locked"
TABLES = tuple(dict.fromkeys((*(key.group for key in DESK_KEYS if key.group), RECORDS)))


@dataclass(frozen=True, slots=True)
class Heard:
    """What one source said, by setting, and what of it does not count."""

    told: Mapping[str, tuple[Told, ...]]
    faults: tuple[SettingFault, ...] = ()


def heard_in(text: str, *, layer: Layer, source: str, may_lock: bool = False) -> Heard:
    """What a file says. A file that is not TOML says nothing but its fault."""
    try:
        found = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        return Heard({}, (SettingFault(source, "", f"cannot be read: {str(error).rstrip('.')}"),))
    except RecursionError:
        return Heard({}, (SettingFault(source, "", "cannot be read: nested too deeply"),))
    locks = found.pop(LOCKED, []) if may_lock else []
    return heard(dict(_flat(found)), locks, layer=layer, source=source)


def heard(values: Mapping[str, object], locks: object, *, layer: Layer, source: str) -> Heard:
    """What a source says, from flat names and a list of names to lock; each thing wrong is named by its setting."""
    faults: list[SettingFault] = []
    locked = set(_locks(locks, source, faults))
    told: dict[str, tuple[Told, ...]] = {}
    for name in dict.fromkeys((*values, *sorted(locked))):
        if _known(name) is None:
            faults.append(SettingFault(source, name, _unknown(name)))
            continue
        one = told_of(layer, source, name, values.get(name), locks=name in locked)
        told[name] = (one,)
        if one.fault:
            faults.append(SettingFault(source, name, one.fault))
    return Heard(told, tuple(faults))


def _flat(found: Mapping[str, object]) -> Iterator[tuple[str, object]]:
    for name, value in found.items():
        if name in TABLES and isinstance(value, dict):
            yield from ((f"{name}.{inner}", one) for inner, one in value.items())
        else:
            yield name, value


def _locks(locks: object, source: str, faults: list[SettingFault]) -> Iterator[str]:
    if not isinstance(locks, list) or not all(isinstance(name, str) for name in locks):
        faults.append(SettingFault(source, LOCKED, "must be a list of names of settings"))
        return
    for name in locks:
        key = _known(name)
        if key is None:
            faults.append(SettingFault(source, LOCKED, f"names “{name}”, which {_unknown(name)}"))
        elif not key.lockable:
            faults.append(SettingFault(source, LOCKED, f"names “{name}”, which cannot be locked"))
        else:
            yield name


def _known(name: str) -> DeskKey | None:
    """The table of records itself is no setting, its members are."""
    return None if name == RECORDS else key_of(name)


def _unknown(name: str) -> str:
    if name in TABLES:
        return "must be a table"
    group = name.partition(".")[0]
    beside = [key.name for key in BY_NAME.values() if key.group == group] if group in TABLES else list(BY_NAME)
    return f"is not a setting; allowed are {', '.join(beside)}"
