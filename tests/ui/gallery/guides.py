"""The pictures of the guides, from the running desk: python -m tests.ui.gallery.guides (make pictures). Not a test.

Each is drawn light, at 1366 × 768, and kept with 128 colours, which is enough for a screen and a quarter of the size.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image

OUT = Path(__file__).resolve().parents[3] / "docs" / "guides" / "pictures"
PICTURES = {
    "desk": "report-domestic",
    "peek": "queue-peek",
    "thrive": "decide-thrive-filled",
    "crime": "decide-crime-search",
    "outbox": "outbox-waiting",
    "handed": "handed-over",
}
"""Name of the file → the screen of the gallery that it shows."""
ROUNDS = "queue,kinds,sections,outcomes,people,sent,handed,sheets,away"
LOOK = "light-1366x768-100"
COLOURS = 128


def main() -> int:
    """Take them all; the status is that of the gallery, 1 when a picture is missing."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "tests.ui.gallery", *PICTURES.values(), "--out", folder]
        drawn = subprocess.run(
            [*command, "--modes", "light", "--sizes", "1366x768", "--scales", "100", "--rounds", ROUNDS], check=False
        )
        OUT.mkdir(parents=True, exist_ok=True)
        missing = [name for name, screen in PICTURES.items() if not _keep(Path(folder) / f"{screen}-{LOOK}.png", name)]
    for name in missing:
        print(f"not drawn: {name} ({PICTURES[name]})", file=sys.stderr)
    return 1 if missing else drawn.returncode


def _keep(drawn: Path, name: str) -> bool:
    if not drawn.is_file():
        return False
    with Image.open(drawn) as picture:
        small = picture.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
        small.save(OUT / f"{name}.png", optimize=True)
    return True


if __name__ == "__main__":
    raise SystemExit(main())
