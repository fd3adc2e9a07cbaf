"""Help opens at what the guides say about the panel that is shown, and leads back to it."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from tests.services.world import world
from tests.ui.hands import Hands, at_the_window
from triage.ui.board.now.page import NowPage
from triage.ui.guides.library import Guide, guide_folder, read_guides
from triage.ui.guides.topics import TOPICS, place_of
from triage.ui.theme import Theme


@pytest.mark.parametrize("topic", list(TOPICS))
def test_every_topic_is_a_section_of_a_guide(topic: str) -> None:
    place = place_of(read_guides(guide_folder()), topic)
    assert place is not None, TOPICS[topic]
    assert place[0] == TOPICS[topic][0]


def test_a_screen_that_no_guide_is_about_has_no_place() -> None:
    assert place_of(read_guides(guide_folder()), "nothing") is None


def section(hands: Hands) -> tuple[str, str]:
    """Guide and heading that the page stands at."""
    page = hands.window.overlays._guides.page
    assert page.guide is not None
    return page.guide.key, page.textCursor().block().text()


async def test_help_on_the_board_is_the_supervisors_and_leads_back_to_where_the_focus_was(
    tmp_path: Path, theme: Theme
) -> None:
    async with world(tmp_path) as there:
        for number in range(3):
            await there.arrive(f"s-{number}")
        async with at_the_window(there, theme, me="sue") as hands:
            shell = hands.window.shell
            await hands.until(shell.rail.button("board").isVisible, "the board is offered")
            await hands.press("F7")
            board = hands.window.board.board
            page = board.page()
            assert isinstance(page, NowPage)
            await hands.until(page.oldest.rows.hasFocus, "the list has the focus")
            page.table.setFocus()
            await hands.press("F1")
            assert section(hands) == ("supervisor", "The board")
            await hands.press("Esc")
            assert shell.overlay() is board
            assert page.table.hasFocus()
            assert shell.rail.here == "board"
            hands.window.board.show_page("quality")
            await hands.press("F1")
            assert section(hands) == ("supervisor", "Quality")
            await hands.press("Esc", "Shift+F1", "Esc")
            assert shell.overlay() is board, "so it is with the sheet of all keys"
            await hands.press("Esc")
            assert (shell.overlay(), shell.rail.here) == (None, "queue")


async def test_help_leads_back_to_settings_and_to_the_outbox(tmp_path: Path, theme: Theme) -> None:
    async with world(tmp_path) as there, at_the_window(there, theme) as hands:
        shell = hands.window.shell
        for key, told in (("Ctrl+,", ("handler", "The window")), ("Ctrl+B", ("handler", "The outbox"))):
            await hands.press(key)
            panel, here = shell.overlay(), QApplication.focusWidget()
            assert panel is not None
            await hands.press("F1")
            assert section(hands) == told
            await hands.press("Esc")
            assert (shell.overlay(), QApplication.focusWidget()) == (panel, here)
            await hands.press("Esc")
            assert shell.overlay() is None


async def test_a_report_that_the_palette_finds_over_the_board_is_shown(tmp_path: Path, theme: Theme) -> None:
    async with world(tmp_path) as there:
        report_id = await there.arrive("s-1")
        async with at_the_window(there, theme, me="sue") as hands:
            shell = hands.window.shell
            await hands.until(shell.rail.button("board").isVisible, "the board is offered")
            await hands.press("F7", "Ctrl+K", "Esc")
            assert shell.overlay() is hands.window.board.board
            await hands.press("Ctrl+K")
            hands.window.overlays.open_requested.emit(report_id)
            await hands.until(lambda: hands.window.reports.current == report_id, "it is open")
            assert shell.overlay() is None


async def test_help_is_read_beside_the_window_and_made_in_a_pause(
    tmp_path: Path, theme: Theme, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first F1 took a third of a second, half of it for loading and reading."""
    threads: list[threading.Thread] = []

    def read(folder: Path) -> tuple[Guide, ...]:
        threads.append(threading.current_thread())
        return read_guides(folder)

    monkeypatch.setattr("triage.ui.guides.library.read_guides", read)
    async with world(tmp_path) as there, at_the_window(there, theme) as hands:
        await hands.window.overlays.prepare_guides()
        panel = vars(hands.window.overlays)["_guides"]
        assert not panel.isVisible()
        await hands.press("F1")
        assert hands.window.shell.overlay() is panel
    assert len(threads) == 1
    assert threads[0] is not threading.main_thread()
