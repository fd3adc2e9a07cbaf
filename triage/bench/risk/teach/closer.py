"""Writes the closer look as it is shipped from the larger model: ``python -m triage.bench.risk.teach.closer``.

``--larger`` is what `the_larger` wrote, ``--model`` the folder that it was made with. Thresholds are found anew
afterwards (`thresholds`). Needs torch and safetensors: ``pip install torch safetensors``.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from triage.bench.risk.teach.keeping import keep_closer
from triage.bench.risk.teach.larger import larger, near_by_kind, read_taught
from triage.bench.risk.teach.layers import in_numpy
from triage.bench.risk.teach.options import add_larger
from triage.insight.risk.second_look import CLOSER_FILE


def main() -> None:
    """Read, write."""
    parser = argparse.ArgumentParser(description="Write the closer look from the larger model.")
    add_larger(parser)
    parser.add_argument("--to", type=Path, default=Path("resources") / CLOSER_FILE)
    asked = parser.parse_args()
    model = larger(asked.model)
    stays = {name: in_numpy(getattr(model, name)) for name in ("words", "places", "scaling", "layers")}
    keep_closer(asked.to, asked.model, stays, in_numpy(read_taught(asked.larger)), near_by_kind(asked.model))


if __name__ == "__main__":
    main()
