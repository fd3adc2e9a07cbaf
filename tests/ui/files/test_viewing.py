"""Attachments in the real window by keyboard: covered, uncovered, stopped for good; nothing distressing by surprise."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.builders import NOW
from tests.services.test_decoding import made_film
from tests.ui.conftest import HOSTILE
from tests.ui.files.samples import bomb, photograph
from tests.ui.files.stage import stage
from triage.models.decoding import FileFacts
from triage.models.files import FAILED, INFECTED, LINK, LOCKED, SCANNING, STORED, FileLine
from triage.services import audit
from triage.ui.files.canvas import PictureCanvas
from triage.ui.files.words import contradiction, facts_words, standing
from triage.ui.icons import Icons
from triage.ui.report.attachments import AttachmentsCard
from triage.ui.theme import Theme


async def test_by_keyboard_from_the_report_to_the_picture_and_to_the_lock(
    tmp_path: Path, theme: Theme, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = {"car.jpg": (photograph(), "image/jpeg"), "bomb.png": (bomb(), "image/png")}
    async with stage(tmp_path, theme, files) as scene:
        viewer_is = scene.window.shell.overlay
        await scene.press("A")
        assert scene.window.report.attachments.focused == 1
        await scene.press("Return")
        await scene.covered()
        viewer = scene.viewer
        assert viewer_is() is viewer
        assert not viewer.canvas.holds_pixels  # decoded, but nothing of it is on the screen
        assert "51.88951° N" in said(viewer.facts)

        await scene.press("Return")
        assert viewer.canvas.holds_pixels
        assert viewer.is_open
        await scene.press("]")
        await scene.press("+")
        assert "turned 90°" in viewer.canvas.accessibleDescription()
        await scene.press("B")
        assert not viewer.canvas.holds_pixels

        await scene.press("Ctrl+Right")
        await scene.until(lambda: "30,000 × 30,000" in viewer.page.words, "the bomb is refused in words")
        await scene.press("Ctrl+Left")
        await scene.covered()
        await scene.press("Return")

        out = tmp_path / "out.jpg"

        async def pick(*_words: object, **_more: object) -> Path:
            return out

        monkeypatch.setattr("triage.ui.presenter.file_acts.pick_file", pick)
        await scene.press("Ctrl+E")
        await scene.until((tmp_path / "out.jpg.sha256").exists, "exported with its hash")
        assert out.read_bytes() == photograph()

        await scene.press("F12")
        assert not viewer.canvas.holds_pixels  # at once: before anything else is done
        await scene.until(lambda: "Tell: Your supervisor" in viewer.page.words, "whom to tell")
        await scene.press("Escape")
        assert viewer_is() is None
        assert scene.window.report.attachments.lines[0].here == LOCKED
        await scene.press("Return")
        await scene.until(lambda: "stopped viewing" in viewer.page.words, "it never opens again")
        assert not viewer.canvas.holds_pixels
        lines = await scene.desk.store.read(lambda conn: audit.lines(conn, scene.report_id))
        acts = [line.what for line in lines if line.what.startswith("file.")]
        assert acts == [
            "file.opened", "file.uncovered", "file.opened", "file.opened", "file.uncovered", "file.exported",
            "file.locked",
        ]  # fmt: skip
        await scene.press("Escape")


def said(widget: object) -> str:
    from PySide6.QtWidgets import QLabel, QWidget

    assert isinstance(widget, QWidget)
    return " ".join(label.text() for label in widget.findChildren(QLabel))


def test_every_state_has_words_and_a_shape_of_its_own() -> None:
    made = [FileLine(number=1, name="a.jpg", state=state) for state in (STORED, LINK, SCANNING, FAILED, INFECTED)]
    made.append(FileLine(number=1, name="a.jpg", state=STORED, here=LOCKED))
    made.append(FileLine(number=1, name="a.jpg", state=FAILED, reason="too-large"))
    made.append(FileLine(number=1, name="a.jpg", state="a-word-of-next-year"))
    words = [standing(line, NOW).word for line in made]
    assert words == [
        "Ready", "On its way", "On its way", "Not fetched", "Refused by the scanner", "Locked", "Too large",
        "a-word-of-next-year",
    ]  # fmt: skip
    odd = FileLine(number=1, name="letter.pdf", state=STORED, claimed_type="application/pdf")
    assert (
        contradiction(odd, "JPEG picture") == "Named “.pdf”, sent as application/pdf, but its content is: JPEG picture."
    )
    assert contradiction(odd, "PDF document") == ""
    assert facts_words(FileFacts(latitude=-1.5, longitude=0.25)) == (("Place", "1.50000° S, 0.25000° E"),)


def test_the_list_keeps_focus_and_shows_hostile_names_as_they_are(qtbot: QtBot, theme: Theme, icons: Icons) -> None:
    card = AttachmentsCard(theme, icons, lambda: NOW)
    qtbot.addWidget(card)
    card.resize(400, 400)
    with qtbot.waitActive(card):
        card.show()
        card.activateWindow()
    lines = tuple(FileLine(number=at, name=name, state=LINK) for at, name in enumerate(HOSTILE, 1))
    card.show_lines(lines)
    assert card.focus_number(3)
    assert card.focused == 3
    card.show_lines(tuple(FileLine(number=at, name=name, state=STORED) for at, name in enumerate(HOSTILE, 1)))
    assert card.focused == 3
    assert "‹RLO›" in QApplication.focusWidget().accessibleName()
    assert "Ready" in said(card)
    assert card.width() == 400
    card.show_lines(lines, "How they stand may be out of date.")
    assert "out of date" in said(card)


def test_a_picture_is_moved_by_keys_but_never_out_of_sight(qtbot: QtBot, theme: Theme) -> None:
    canvas = PictureCanvas(theme)
    qtbot.addWidget(canvas)
    canvas.resize(200, 150)
    canvas.show()
    image = QImage(100, 100, QImage.Format.Format_RGB32)
    image.fill(QColor("#ff0000"))
    canvas.show_image(image, "red")
    for _ in range(8):
        canvas.zoom(1)
    for key in ("Right", "Down") * 20:
        from PySide6.QtGui import QKeySequence
        from PySide6.QtTest import QTest

        QTest.keyClick(canvas, QKeySequence.fromString(key)[0].key())
    seen = canvas.grab().toImage()
    assert seen.pixelColor(100, 75) == QColor("#ff0000")
    canvas.show_image(None, "nothing")
    assert canvas.grab().toImage().pixelColor(100, 75) != QColor("#ff0000")


async def test_a_film_is_stepped_through_by_keys_and_covered_at_first(tmp_path: Path, theme: Theme) -> None:
    film = made_film(tmp_path, "mp4v.mp4")
    async with stage(tmp_path, theme, {"door.mp4": (film, "video/mp4")}) as scene:
        await scene.press("A")
        await scene.press("Return")
        await scene.covered()
        viewer = scene.viewer
        assert not viewer.canvas.holds_pixels
        await scene.press("Return")
        assert "Still 1 of 12, at 0:00.000 of 0:04" in said(viewer)
        for key, words in (
            (".", "Picture at 0:00.040"),
            (".", "Picture at 0:00.080"),
            ("Shift+Right", "Picture at 0:01.080"),
            (",", "Picture at 0:01.040"),
            ("Shift+Left", "Picture at 0:00.040"),
        ):
            await scene.press(key)
            await scene.until(lambda words=words: words in said(viewer), words)  # type: ignore[misc]
            assert viewer.is_open
        await scene.press("B")
        assert not viewer.canvas.holds_pixels
