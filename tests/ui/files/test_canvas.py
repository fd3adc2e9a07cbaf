"""What the canvas of the attachment viewer paints around a picture."""

from __future__ import annotations

from PySide6.QtGui import QImage

from triage.ui.files.canvas import PictureCanvas
from triage.ui.theme import Mode, Theme


def test_a_white_page_has_an_edge_on_a_white_ground(theme: Theme) -> None:
    theme.set_mode(Mode.CONTRAST)
    page = QImage(100, 200, QImage.Format.Format_RGB32)
    page.fill(0xFFFFFFFF)
    canvas = PictureCanvas(theme)
    canvas.resize(400, 200)
    canvas.show_image(page, "A page")
    painted = canvas.grab().toImage()
    row = [painted.pixelColor(x, 100) for x in range(painted.width())]
    assert [x for x, ink in enumerate(row) if ink == theme.colour("line_strong")], "two edges, left and right"
    canvas.hide()
