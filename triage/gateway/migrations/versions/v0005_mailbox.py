"""The mailbox: which mails were taken in."""

from __future__ import annotations

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    return
