"""A back-test from its first page to its last, as far as whoever started it wants."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Awaitable, Callable
from pathlib import Path

from triage.models.back_test import BackTestAsk, BackTested
from triage.models.back_test_sum import BackTestSum
from triage.models.errors import InputError
from triage.models.periods import Period

MOST_BYTES = 4_000_000
"""Of a file with rules; a pack has some hundred thousand."""
FIRST, LATER = 50, 250
"""Reports of the first page, which is soon there and says how many there are, and of the others."""


async def back_tested(
    page: Callable[[BackTestAsk], Awaitable[BackTested]], rules: str, period: Period
) -> AsyncGenerator[BackTestSum]:
    """What the pages so far come to, after each; the last one is the whole.

    Raises:
        ApiFailure: the gateway cannot be asked, or does not take the rules; what came before stands.
    """
    told, after, limit = BackTestSum(), "", FIRST
    while True:
        found = await page(BackTestAsk(rules=rules, since=period.since, until=period.until, after=after, limit=limit))
        told, after, limit = told.plus(found), found.after, LATER
        yield told
        if not after:
            return


def rules_in(path: Path) -> str:
    """The text of a file with rules; blocks, so it runs in a thread.

    Raises:
        InputError: it cannot be read, is no text, or is far too long for rules.
    """
    try:
        if path.stat().st_size > MOST_BYTES:
            raise InputError(f"{path.name} is too long for a rule pack.", do="Choose the pack’s TOML file.")
        return path.read_bytes().decode("utf-8")
    except OSError as error:
        do = "Choose another file, or ask who may read it."
        raise InputError(f"{path.name} cannot be read: {error.strerror or error}.", do=do) from error
    except UnicodeDecodeError as error:
        do = "Save it as UTF-8, or choose the pack’s TOML file."
        raise InputError(f"{path.name} is not UTF-8.", do=do) from error
