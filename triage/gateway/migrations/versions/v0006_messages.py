"""Words to the public: messages, reply tokens, the contact log."""

from __future__ import annotations

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    return
