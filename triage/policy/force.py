"""The force profile's word on settings, kept in the home folder so that it holds before the next profile has come."""

from __future__ import annotations

import json
from pathlib import Path

from triage.models.desk_keys import Layer
from triage.models.profile import Profile
from triage.policy.tables import Heard, heard

FILE = "force-settings.json"


def heard_of_force(profile: Profile) -> Heard:
    """What this profile says. A profile of a newer gateway may name settings that this program does not have."""
    return heard(
        profile.desk.values, list(profile.desk.locked), layer=Layer.FORCE, source=f"force profile {profile.version}"
    )


def keep_force(home: Path, profile: Profile) -> None:
    """Remember it for the next start. Blocking: call it off the GUI thread. A disk that is full keeps the old one."""
    told = {"version": profile.version, "values": profile.desk.values, "locked": list(profile.desk.locked)}
    text, path = json.dumps(told), home / FILE
    try:
        if not path.is_file() or path.read_text(encoding="utf-8") != text:
            half = path.with_name(f"{FILE}.new")
            half.write_text(text, encoding="utf-8")
            half.replace(path)
    except OSError:
        return


def kept_force(home: Path) -> Heard:
    """What the profile said last; nothing where none was kept or what was kept cannot be read."""
    try:
        told = json.loads((home / FILE).read_text(encoding="utf-8"))
        values, locked, source = dict(told["values"]), list(told["locked"]), f"force profile {told['version']}"
    except (OSError, ValueError, KeyError, TypeError):
        return Heard({})
    return heard(values, locked, layer=Layer.FORCE, source=source)
