"""All pictures of every screen, from the running desk with synthetic reports, into build/gallery. Not a test.

python -m tests.ui.gallery [SCREEN …] [--modes light,dark] [--sizes 1366x768] [--scales 100,200] [--rounds queue]

Each picture is FOLDER/<screen>-<theme>-<size>-<scale>.png; FOLDER/sheets has one contact sheet per screen, and
FOLDER/<scale>-findings.json what `tests.ui.fit` found not to fit. SCREEN: how names begin (all without); only
the rounds that take one of them are walked, with those that they need before them.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import traceback
from pathlib import Path

import qasync
from PySide6.QtWidgets import QApplication

from tests.ui.gallery import round_queue
from tests.ui.gallery.camera import MODES, SCALES, SIZES, Wanted
from tests.ui.gallery.contact import make_sheets
from tests.ui.gallery.rounds import ROUNDS, rounds_for
from tests.ui.gallery.walk import Walk, open_walk
from triage.ui.theme import Theme

OUT = Path(__file__).resolve().parents[3] / "build" / "gallery"


async def draw(asked: argparse.Namespace) -> None:
    """Everything at the scaling of this process."""
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    wanted = Wanted(
        out=asked.out,
        modes=tuple(asked.modes.split(",")),
        sizes=tuple(asked.sizes.split(",")),
        screens=tuple(asked.screens),
    )
    theme = Theme(wanted.modes[0])
    theme.apply(app)
    rounds = asked.rounds.split(",") if asked.rounds else rounds_for(wanted.screens)
    with tempfile.TemporaryDirectory() as home:
        async with open_walk(Path(home), theme, wanted) as walk:
            await round_queue.first(walk)
            for name in rounds:
                await _round(walk, name)
            walk.camera.keep()


async def _round(walk: Walk, name: str) -> None:
    """One round; what goes wrong in it is told and the next one begins."""
    try:
        await ROUNDS[name].run(walk)
    except Exception:
        print(f"{walk.camera.scale} %: the round {name} broke off\n{traceback.format_exc()}", file=sys.stderr)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.ui.gallery")
    parser.add_argument("screens", nargs="*")
    parser.add_argument("--modes", default=",".join(MODES))
    parser.add_argument("--sizes", default=",".join(SIZES))
    parser.add_argument("--scales", default=",".join(SCALES))
    parser.add_argument("--rounds", default="")
    parser.add_argument("--out", type=Path, default=OUT)
    parser.add_argument("--here", action="store_true", help="draw in this process, at its own scaling")
    asked = parser.parse_args()
    asked.out.mkdir(parents=True, exist_ok=True)
    if asked.here:
        app = QApplication([])
        app.setQuitOnLastWindowClosed(False)
        with qasync.QEventLoop(app) as loop:
            loop.run_until_complete(draw(asked))
        return
    command = [sys.executable, "-m", "tests.ui.gallery", *asked.screens, "--here", "--out", str(asked.out)]
    command += ["--modes", asked.modes, "--sizes", asked.sizes, "--rounds", asked.rounds]
    for scale in asked.scales.split(","):
        factor = {"QT_QPA_PLATFORM": "offscreen", "QT_SCALE_FACTOR": str(int(scale) / 100)}
        subprocess.run(command, env={**os.environ, **factor}, check=True)
    QApplication.instance() or QApplication(["gallery", "-platform", "offscreen"])
    print(f"{make_sheets(asked.out)} screens in {asked.out}")


if __name__ == "__main__":
    main()
