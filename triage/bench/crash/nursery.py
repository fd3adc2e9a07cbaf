"""The parent of the workers: it has everything imported, forks one life for each order and kills it when told to.

Run as a program of its own with orders on standard input, so that no thread of a measurement lives in what is forked.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
import traceback
from collections.abc import Callable
from functools import partial
from pathlib import Path

from triage.bench.crash.orders import Order
from triage.bench.crash.worker import live

LONGEST = 120.0
"""Seconds after which a life that should have ended is taken for stuck, and ended."""


def run(home: Path) -> int:
    """Until standard input ends: an order in, one JSON line out: exit status (minus the signal) and seconds."""
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGCHLD})
    for line in sys.stdin:
        begun, order = time.monotonic(), Order.read(line)
        status = forked(partial(live, order, dict(os.environ), home), order.after_seconds)
        told = {"status": status, "seconds": round(time.monotonic() - begun, 3)}
        sys.stdout.write(json.dumps(told) + "\n")
        sys.stdout.flush()
    return 0


def forked(work: Callable[[], object], after_seconds: float = 0.0) -> int:
    """Run ``work`` in a child of its own; its exit status, or minus the signal that ended it.

    SIGCHLD must be blocked, and no thread may run here: what is forked would keep its locks.
    """
    child = os.fork()
    if child == 0:
        status = 1
        try:
            work()
            status = 0
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(status)
    return _end_of(child, after_seconds)


def _end_of(child: int, after_seconds: float) -> int:
    """Its exit status, or minus the signal that ended it."""
    if signal.sigtimedwait({signal.SIGCHLD}, after_seconds or LONGEST) is None:
        os.kill(child, signal.SIGKILL if after_seconds else signal.SIGABRT)
    status = os.waitpid(child, 0)[1]
    signal.sigtimedwait({signal.SIGCHLD}, 0)  # of the kill just now: the next child must not be taken for ended
    return os.waitstatus_to_exitcode(status)
