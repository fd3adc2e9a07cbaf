"""Log lines as JSON on standard error: what happened, never what was said. No bodies, names, query strings, tokens,
nor the messages of exceptions, which may quote any of them.
"""

from __future__ import annotations

import json
import logging
import sys
import traceback
from datetime import UTC, datetime
from types import TracebackType
from typing import TextIO

_FIELDS = "triage_fields"


def say(name: str, level: int = logging.INFO, **fields: str | int | float | bool | None) -> None:
    """One line: ``name`` is a fixed word, ``fields`` are ids, counts, codes and times."""
    logging.getLogger("triage.gateway").log(level, name, extra={_FIELDS: fields})


class JsonLines(logging.Formatter):
    """A record as one JSON object; an exception as its type and the places it passed, without its message."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "what": record.getMessage() if record.name.startswith("triage.") else f"{record.name}: {record.msg}",
        }
        line.update(getattr(record, _FIELDS, {}))
        if record.exc_info and record.exc_info[1] is not None:
            line["error"] = type(record.exc_info[1]).__name__
            line["where"] = places(record.exc_info[2])
        return json.dumps(line, ensure_ascii=False, default=str)


def places(trace: TracebackType | None) -> list[str]:
    """File, line and function of each frame; no source text, no values."""
    return [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(trace)][-12:]


def set_up(stream: TextIO | None = None) -> None:
    """Send all log lines of this process as JSON to ``stream`` (standard error)."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(JsonLines())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger("triage").setLevel(logging.INFO)
