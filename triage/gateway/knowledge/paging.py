"""Cursors of pages that are read by their last line, opaque to the reader."""

from __future__ import annotations

import base64
import binascii
from typing import TypeVar

import msgspec

from triage.gateway.problems import invalid

T = TypeVar("T")


def encoded(place: object) -> str:
    return base64.urlsafe_b64encode(msgspec.json.encode(place)).decode().rstrip("=")


def decoded(kind: type[T], text: str) -> T:
    """The place that a cursor names.

    Raises:
        Refusal: 422 naming /after.
    """
    try:
        packed = base64.urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4))
        return msgspec.json.decode(packed, type=kind)
    except (ValueError, UnicodeError, binascii.Error, msgspec.MsgspecError) as error:
        raise invalid("/after", "is not a cursor of this call") from error
