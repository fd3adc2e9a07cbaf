"""What the calls of every room share: answers as types, and the header of a call that is done once."""

from __future__ import annotations

from typing import TypeVar

from triage.models import codec
from triage.models.errors import InputError
from triage.models.ids import OpId
from triage.services.api.client import unreadable

T = TypeVar("T")


def as_type(kind: type[T], body: bytes) -> T:
    """The answer as a value; one that cannot be read is an `ApiFailure`."""
    try:
        return codec.decode(kind, body)
    except InputError as error:
        raise unreadable(error) from error


def keyed(key: OpId) -> dict[str, str]:
    """The header by which the gateway knows a call that it did already."""
    return {"Idempotency-Key": f'"{key}"'}
