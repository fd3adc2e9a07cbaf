"""Dispatch, asking the reporter and the contact log in the running window, by keyboard, over a real gateway."""

from __future__ import annotations

from pathlib import Path

from tests.services.world import arrived
from tests.ui.contact.hands import corresponding, texts
from triage.models.stage import Stage
from triage.ui.theme import Theme


async def test_dispatch_is_one_key_and_stays_red_until_it_is_taken_on(tmp_path: Path, theme: Theme) -> None:
    async with corresponding(tmp_path, theme) as hands:
        report_id = await hands.there.report()
        await arrived(hands.desk, report_id)
        await hands.open(report_id)
        bar, mark = hands.window.dispatch.bar, hands.window.dispatch.mark
        theme.set_scale(1.5)
        width = hands.window.shell.width()
        assert bar.isHidden()
        await hands.press("F9")
        await hands.until(bar.reference.line.hasFocus, "the reference can be typed")
        assert mark.isVisible()
        assert "without an acceptor" in bar.head.text()
        await hands.until(lambda: hands.window.decide.draft is not None, "it was claimed beside")
        assert hands.window.shell.width() == width  # red, and nothing is pushed off the screen
        await hands.shot("dispatch-red")
        await hands.press("Tab", "Tab", "Return")  # no way past without both
        assert bar.state.text() == "Enter the control room's reference."
        await hands.type("CAD 77 of 20NOV26")
        await hands.press("Return")
        await hands.type("P. Rees")
        await hands.press("Return")
        await hands.until(lambda: "P. Rees took it on" in bar.head.text(), "it says who took it on")
        assert mark.isHidden()
        assert hands.window.decide.draft is not None
        await hands.shot("dispatch-done")


async def test_the_reporter_is_asked_by_keyboard_and_the_preview_is_the_letter(tmp_path: Path, theme: Theme) -> None:
    async with corresponding(tmp_path, theme) as hands:
        report_id = await hands.there.report()
        await arrived(hands.desk, report_id)
        await hands.open(report_id)
        await hands.press("C")
        await hands.until(lambda: hands.window.decide.draft is not None, "it is ours")
        form = hands.window.decide.form.outcome.message
        await hands.press("6")
        await hands.until(form.isVisible, "the message is asked for")
        await hands.press("1", "1")  # to whom; which words
        await hands.type("Which door was it?")
        await hands.shot("ask")
        shown = form._body.text()
        assert "Which door was it?" in shown
        await hands.press("Ctrl+Return")

        def stands() -> bool:
            detail = hands.window.reports.detail
            return detail is None or detail.stage is not Stage.IN_TRIAGE

        await hands.until(stands, "it was sent")
        sent = await hands.there.letter()
        assert sent.get_content().replace("\r\n", "\n").rstrip("\n") == shown
        await hands.there.answered(sent, "The back door.\n")
        await hands.open(report_id)
        card = hands.window.people.card
        await hands.until(lambda: "Answer from" in " ".join(texts(card)), "the answer stands in the log")
        await hands.press("L")
        sheet = hands.window.people._log_sheet
        await hands.until(sheet.isVisible, "the log is open")
        await hands.press("2")
        await hands.type("Rang twice")
        await hands.shot("log")
        await hands.press("Ctrl+Return")
        await hands.until(lambda: "Call: No answer" in " ".join(texts(card)), "the attempt stands in the log")
        hands.window.people.show_card()
        await hands.shot("contact-card")
