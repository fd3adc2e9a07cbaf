"""A force profile with the mappings and schemas that lie beside its file: read together, checked together."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path, PurePath

from triage.models.errors import FieldError, InputError
from triage.models.profile import Destination, Profile
from triage.models.profile_file import load_profile

MAPPED = "mapped-"
"""How the names of connectors begin that need a mapping."""


def read_profile(path: Path, *, source: str = "") -> Profile:
    """The profile in a file and what its destinations name beside it; ``source``: its name in errors.

    Raises:
        OSError, UnicodeDecodeError: the file itself cannot be read.
        InputError: it, a mapping or a schema cannot be used; what is missing or wrong is named by file and key.
    """
    text = path.read_text(encoding="utf-8")
    profile = load_profile(text, source=source or path.name, files=_beside(text, path.parent))
    check_mappings(profile)
    return profile


def check_mappings(profile: Profile) -> None:
    """Raises InputError: the mapping or the schema of a destination cannot be used."""
    for at, place in enumerate(profile.destinations):
        if not place.connector.startswith(MAPPED):
            continue
        try:
            check_mapping(place, profile)
        except InputError as error:
            faults = tuple(
                FieldError(f"destinations[{at}].mapping", f"{place.mapping} {one.pointer}: {one.detail}")
                for one in error.errors or (FieldError("", error.what),)
            )
            raise InputError(error.what, faults, error.do) from error


def check_mapping(place: Destination, profile: Profile) -> None:
    """Raises InputError: the destination's mapping or schema cannot be used, or fits its connector not."""
    # Not at the top: a force that speaks our own contract needs none of it.
    from triage.records.mapped.reading import load_mapping
    from triage.records.mapped.writing import Writer

    mapping = load_mapping(profile.files[place.mapping], source=place.mapping)
    Writer(mapping, profile.files).ready()
    if place.attachments and mapping.attach is None:
        fault = FieldError("attach", "the profile sends files there (destinations.attachments), so this needs [attach]")
        raise InputError(f"The mapping {place.mapping} takes no files.", (fault,), "Or leave out attachments.")
    if (place.connector == "mapped-file") is not (mapping.folder is not None):
        wanted = "a table [folder]" if mapping.folder is None else "the connector “mapped-file”"
        fault = FieldError("folder", f"with the connector “{place.connector}” this needs {wanted}")
        raise InputError(f"The mapping {place.mapping} does not fit its connector.", (fault,))


def _beside(text: str, folder: Path) -> dict[str, str]:
    """The files that the profile's destinations name; one that is not there is told when it is looked for."""
    found: dict[str, str] = {}
    for name in _names(text, "destinations", "mapping"):
        if _read(folder, name, found):
            for schema in _names(found[name], "xml", "schema"):
                _read(folder, schema, found)
    return found


def _names(text: str, table: str, key: str) -> Iterator[str]:
    """The texts under ``key`` of a table or a list of tables; none where it is not even TOML (told later)."""
    try:
        told = tomllib.loads(text).get(table)
    except (tomllib.TOMLDecodeError, RecursionError):
        return
    for one in told if isinstance(told, list) else [told]:
        name = one.get(key) if isinstance(one, dict) else None
        if isinstance(name, str) and name:
            yield name


def _read(folder: Path, name: str, found: dict[str, str]) -> bool:
    if PurePath(name).name != name:
        return False  # a plain name: nothing outside the profile's folder is read
    try:
        found[name] = (folder / name).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return False
    return True
