"""What the canvas of the attachment viewer paints around a picture."""

from __future__ import annotations

from PySide6.QtGui import QImage

from triage.ui.files.canvas import PictureCanvas
from triage.ui.theme import Mode, Theme


def test_the_size_that_is_told_is_the_one_that_is_shown(theme: Theme) -> None:
    canvas = PictureCanvas(theme)
    canvas.resize(400, 200)
    canvas.show()
    canvas.show_image(QImage(100, 400, QImage.Format.Format_RGB32), "A page")
    assert canvas.accessibleDescription() == "Whole picture, 50 %"
    canvas.resize(400, 400)
    assert canvas.accessibleDescription() == "Whole picture, 100 %"
    canvas.hide()


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
