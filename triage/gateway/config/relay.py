"""The gateway's own way to the records systems (``route = "gateway"`` in the force profile)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from triage.models.errors import KnownError


@dataclass(frozen=True, slots=True, kw_only=True)
class RelayConfig:
    """``variables`` fill ``${NAME}`` in the profile's destinations; ``secret_files``: each ``secret_ref``'s file."""

    variables: dict[str, str] = field(default_factory=dict)
    secret_files: dict[str, str] = field(default_factory=dict)


def secrets_of(config: RelayConfig) -> Mapping[str, str]:
    """The secrets themselves; raises KnownError when a file cannot be read."""
    found: dict[str, str] = {}
    for name, path in config.secret_files.items():
        try:
            found[name] = Path(path).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise KnownError(f"The file of the secret “{name}” cannot be read.", "Check relay.secret_files.") from error
    return found
