"""Media: links to fetch, bytes that were fetched, what scanning said."""

from __future__ import annotations

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    return
