"""What the frozen gateway starts with: `triage-gateway serve` is `triage gateway serve`, other verbs are themselves."""

import multiprocessing
import sys

multiprocessing.freeze_support()

from triage.cli import main  # noqa: E402 - a reading process must not come so far
from triage.gateway.cli import WORDS  # noqa: E402

words = sys.argv[1:]
if not words or words[0] in WORDS:
    words = ["gateway", *words]
raise SystemExit(main(words))
