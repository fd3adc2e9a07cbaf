"""What the programs tell whoever started them: one JSON line on standard output."""

from __future__ import annotations

import os
import sys
from contextlib import suppress


def tell_line(line: str) -> None:
    """Write one line to standard output at once, past Python's own buffer.

    A reader that has gone away, or a program without standard output, must neither end the program nor change its
    exit status (a buffered line that cannot be flushed at exit would).
    """
    with suppress(OSError, ValueError, AttributeError):
        os.write(sys.stdout.fileno(), f"{line}\n".encode())
