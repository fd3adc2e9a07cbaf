"""Intake: arrivals that are stored before they are read."""

from __future__ import annotations

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    return
