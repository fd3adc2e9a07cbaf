"""Reading a force profile from TOML: every fault named by its key, its line and what is allowed there."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from triage.models import codec
from triage.models.errors import FieldError, InputError
from triage.models.profile import Profile
from triage.models.profile_checks import cross_checks
from triage.models.profile_lines import Lines
from triage.models.resources import read_resource
from triage.models.shape import faults_of

SHOWN = 5


def load_profile(text: str, *, source: str, files: Mapping[str, str] | None = None) -> Profile:
    """The profile in ``text``; ``source`` is named in errors (a file's name, never a secret).

    ``files``: texts of mappings and schemas that lay beside it, by name; those in the profile itself win. ``version``
    becomes the file's own version and a short hash of its content, so that a decision records exactly
    which rules it was made by.

    Raises:
        InputError: not TOML, an unknown or missing key, a wrong type, or values that do not fit together; ``errors``
            name each key (``grades[2].target_minutes``) and say in which line it is and what is allowed.
    """
    table = _toml(text, source)
    faults = list(faults_of(Profile, table, ""))
    if not faults:
        beside = {**(files or {}), **table.get("files", {})}
        content = text.encode() + (codec.canonical(beside) if files else b"")
        named = {**table, "files": beside, "version": f"{table['version']}+{codec.sha256(content)[:8]}"}
        profile = codec.convert(Profile, named)
        faults = list(cross_checks(profile))
        if not faults:
            return profile
    lines = Lines(text)
    raise _refused(source, [_with_line(fault, lines) for fault in faults])


@lru_cache(maxsize=1)
def default_profile() -> Profile:
    """The profile that the program ships."""
    return load_profile(read_resource("profile.toml"), source="profile.toml")


def _toml(text: str, source: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        hint = " (a key or table may be given only once)" if "overwrite" in str(error) or "twice" in str(error) else ""
        raise _refused(source, [FieldError("", f"not TOML: {error}{hint}")]) from error
    except RecursionError as error:
        raise _refused(source, [FieldError("", "nested too deeply")]) from error


def _refused(source: str, faults: list[FieldError]) -> InputError:
    told = "; ".join(f"{fault.pointer}: {fault.detail}" if fault.pointer else fault.detail for fault in faults[:SHOWN])
    more = f"; and {len(faults) - SHOWN} more" if len(faults) > SHOWN else ""
    return InputError(
        f"The profile {source} cannot be used: {told}{more}.", tuple(faults), "Correct the file and try again."
    )


def _with_line(fault: FieldError, lines: Lines) -> FieldError:
    line = lines.find(fault.pointer)
    return FieldError(fault.pointer, f"line {line}: {fault.detail}") if line else fault
