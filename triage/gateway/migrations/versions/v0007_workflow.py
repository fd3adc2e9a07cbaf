"""Put off, held, reopened, handed off, proposed."""

from __future__ import annotations

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    return
