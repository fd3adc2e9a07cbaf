"""The desktop's log: what happened, never to whom. A line holds the fixed words of a place in the code and the stack.

What the code would put into its words (arguments) and what an error says of itself may come from a report, so neither
is written. Of other libraries only the name and the level are.
"""

from __future__ import annotations

import json
import logging
import traceback
from datetime import UTC, datetime
from logging.handlers import RotatingFileHandler
from pathlib import Path

LOG, CRASHES = "desk.log", "crashes.log"
OURS = "triage"
MOST_BYTES, OLDER = 512 * 1024, 3


class SafeLines(logging.Formatter):
    """One JSON object for each line: at, level, logger, event, error, stack."""

    def format(self, record: logging.LogRecord) -> str:
        ours = record.name == OURS or record.name.startswith(f"{OURS}.")
        told: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "event": str(record.msg) if ours and isinstance(record.msg, str) else "",
        }
        if record.exc_info and record.exc_info[0] is not None:
            told["error"] = record.exc_info[0].__name__
            frames = traceback.extract_tb(record.exc_info[2])
            told["stack"] = [f"{short(frame.filename)}:{frame.lineno} {frame.name}" for frame in frames]
        return json.dumps(told)


def short(path: str) -> str:
    """The last parts of a file's path: what stands before them may be a person's folder."""
    return "/".join(Path(path.replace("\\", "/")).parts[-3:])


def open_desk_log(home: Path) -> logging.Handler | None:
    """A log in the home folder, at most 2 MB with its older parts; None where it cannot be written."""
    try:
        handler = RotatingFileHandler(home / LOG, maxBytes=MOST_BYTES, backupCount=OLDER, encoding="utf-8", delay=True)
        (home / LOG).touch(mode=0o600)
    except OSError:
        return None
    handler.setLevel(logging.INFO)
    handler.setFormatter(SafeLines())
    return handler
