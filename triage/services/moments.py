"""Times in the store: whole milliseconds since 1970 UTC, so that SQL compares them as numbers."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

_START = datetime(1970, 1, 1, tzinfo=UTC)
_MS = timedelta(milliseconds=1)


def millis(moment: datetime) -> int:
    return (moment - _START) // _MS


def moment(value: int) -> datetime:
    return _START + value * _MS


def maybe_millis(value: datetime | None) -> int | None:
    return None if value is None else millis(value)


def maybe_moment(value: int | None) -> datetime | None:
    return None if value is None else moment(value)
