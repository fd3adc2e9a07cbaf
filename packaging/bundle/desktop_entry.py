"""What the frozen desktop starts with: the `triage` command, or, asked by the desk itself, the decoding process."""

import multiprocessing
import sys

if sys.argv[1:] == ["--decoder"]:
    from triage.decoder.__main__ import main as decode

    decode()
    raise SystemExit(0)

multiprocessing.freeze_support()

from triage.cli import main  # noqa: E402 - the decoding process must not load it

raise SystemExit(main())
