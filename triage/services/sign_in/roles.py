"""Training's roles, as the training ground wrote them down."""

from __future__ import annotations

from pathlib import Path

from triage.models import codec
from triage.models.errors import InputError, KnownError
from triage.models.sign_in import RoleToPick


def read_roles(path: Path) -> tuple[RoleToPick, ...]:
    """What the training ground wrote. Blocking.

    Raises:
        KnownError: the file cannot be read.
    """
    try:
        return codec.decode(tuple[RoleToPick, ...], path.read_bytes())
    except (OSError, InputError) as error:
        raise KnownError("The roles of this training ground cannot be read.", "Start training again.") from error
