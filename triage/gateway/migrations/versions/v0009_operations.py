"""Versions of the force profile, retention."""

from __future__ import annotations

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    return
