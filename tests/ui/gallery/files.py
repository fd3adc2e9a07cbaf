"""Pictures of the attachments and their viewer over the real window, into build/gallery/. Not a test.

python -m tests.ui.gallery.files            every mode and size
python -m tests.ui.gallery.files light OUT
"""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import qasync
from PySide6.QtWidgets import QApplication

from tests.ui.files.samples import PDF, bomb, photograph, picture
from tests.ui.files.stage import stage
from triage.ui.theme import Theme

OUT = Path(__file__).resolve().parents[3] / "build" / "gallery"


def files() -> dict[str, tuple[bytes, str]]:
    return {
        "wing-mirror-and-the-car-outside-my-house.jpg": (photograph(), "image/jpeg"),
        "bomb.png": (bomb(), "image/png"),
        "letter.pdf": (PDF, "application/pdf"),
        "photo.jpg": (b"MZ" + bytes(3000), "image/jpeg"),
        "message.txt": (b"Come outside.\n<b>I will wait</b> \xe2\x80\xae here.\n", "text/plain"),
        "cut-off.jpg": (picture(1600, 1200)[:9000], "image/jpeg"),
    }


async def draw(mode: str, out: Path, theme: Theme) -> None:
    with tempfile.TemporaryDirectory() as home:
        factor = float(os.environ.get("QT_SCALE_FACTOR", "1"))
        size = round(1366 / factor), round(768 / factor)
        async with stage(Path(home), theme, files(), size) as scene:

            def shot(name: str) -> None:
                scene.window.shell.grab().save(str(out / f"files-{name}.png"))

            await asyncio.sleep(0.8)
            scene.window.commands.run("attachments")
            await asyncio.sleep(0.3)
            shot("1-list")
            await scene.press("Return")
            await scene.covered()
            await asyncio.sleep(0.2)
            shot("2-covered")
            await scene.press("Return")
            await asyncio.sleep(0.2)
            shot("3-picture")
            for key in ("+", "+", "+", "]"):
                await scene.press(key)
            await asyncio.sleep(0.1)
            shot("4-turned")
            names = ("5-bomb", "6-pdf", "7-program", "8-text", "9-cut-off")
            for name in names:
                await scene.press("Ctrl+Right")
                await asyncio.sleep(2.0)
                if scene.viewer.page.words.startswith("Covered"):
                    await scene.press("Return")
                await asyncio.sleep(0.2)
                shot(name)
            await scene.press("F12")
            await asyncio.sleep(0.6)
            shot("10-locked")
            await scene.press("Escape")
            await asyncio.sleep(0.3)
            shot("11-list-after")


def main(arguments: list[str]) -> None:
    if len(arguments) == 2:
        app = QApplication.instance() or QApplication([])
        assert isinstance(app, QApplication)
        app.setQuitOnLastWindowClosed(False)
        theme = Theme(arguments[0])
        theme.apply(app)
        out = Path(arguments[1])
        out.mkdir(parents=True, exist_ok=True)
        with qasync.QEventLoop(app) as loop:
            loop.run_until_complete(draw(arguments[0], out, theme))
        return
    for mode in ("light", "dark", "contrast"):
        for factor in ("1", "1.5"):
            out = OUT / f"files-{mode}-{factor}"
            environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "QT_SCALE_FACTOR": factor}
            command = [sys.executable, "-m", "tests.ui.gallery.files", mode, str(out)]
            subprocess.run(command, env=environment, check=True)


if __name__ == "__main__":
    main(sys.argv[1:])
