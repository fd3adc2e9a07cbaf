"""The left column: views, search, and a list that never jumps."""

from __future__ import annotations

from triage.ui.queue.column import QueueColumn
from triage.ui.queue.model import QueueModel

__all__ = ["QueueColumn", "QueueModel"]
