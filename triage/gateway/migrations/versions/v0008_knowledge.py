"""Search, people, views, audit lines of workstations."""

from __future__ import annotations

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    return
