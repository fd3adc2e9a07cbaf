"""Whether what a profile says of workstations' settings are settings that a force may set."""

from __future__ import annotations

from collections.abc import Iterator

from triage.models.desk_keys import DESK_KEYS, FORCE, key_of
from triage.models.desk_values import told_of
from triage.models.errors import FieldError
from triage.models.profile import Profile


def desk_faults(profile: Profile) -> Iterator[FieldError]:
    """Every fault of the table ``desk``."""
    allowed = ", ".join(key.name for key in DESK_KEYS if FORCE in key.layers)
    for name, value in profile.desk.values.items():
        if key_of(name) is None:
            yield FieldError(f"desk.values.{name}", f"is not a setting; allowed are {allowed}")
        elif fault := told_of(FORCE, "", name, value).fault:
            yield FieldError(f"desk.values.{name}", fault)
    for at, name in enumerate(profile.desk.locked):
        key = key_of(name)
        if key is None or FORCE not in key.layers:
            yield FieldError(f"desk.locked[{at}]", f"“{name}” is not a setting of the force; allowed are {allowed}")
