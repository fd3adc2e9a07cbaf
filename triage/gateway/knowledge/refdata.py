"""The lists and rules in force, each with its version: from the profile, from imports, from what the program ships."""

from __future__ import annotations

from pathlib import Path

from triage.insight.reference.lists import ClassList, read_list, with_classes
from triage.insight.reference.shelf import file_of, in_use
from triage.models import codec
from triage.models.errors import KnownError
from triage.models.profile import Profile
from triage.models.reference import CRIME_CLASSES, RefSet
from triage.models.resources import read_resource
from triage.models.view_store import RefData

WORDS_FILE = "sdm-words.toml"


def sets_in(folder: str) -> tuple[RefSet, ...]:
    """The imported reference data in use; reads the disk."""
    return in_use(Path(folder)) if folder else ()


def refdata_of(profile: Profile, sets: tuple[RefSet, ...], folder: str) -> RefData:
    """Reads the imported classes from the disk; those that cannot be read leave the profile's in force."""
    profile = with_classes(profile, _classes(sets, folder))
    return RefData(
        sets=sets,
        profile_version=profile.version,
        sdm_words=codec.sha256(read_resource(WORDS_FILE).encode())[:12],
        crime_classes_year=profile.crime_classes_year,
        crime_classes=profile.crime_classes,
        incident_categories=profile.incident_categories,
        qualifiers=profile.qualifiers,
        kinds=profile.kinds,
    )


def _classes(sets: tuple[RefSet, ...], folder: str) -> ClassList | None:
    entry = next((one for one in sets if one.kind == CRIME_CLASSES), None)
    if entry is None:
        return None
    try:
        return read_list(file_of(Path(folder), entry), ClassList)
    except KnownError:
        return None


def etag_of(body: bytes) -> str:
    return codec.sha256(body)[:20]
