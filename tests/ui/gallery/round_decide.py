"""Pictures of the decide column: from the first check to what was sent, and words to people beside it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta

from PySide6.QtWidgets import QApplication, QWidget

from tests.ui.gallery.walk import Walk
from triage.ui.presenter.sending import Sent
from triage.ui.tour.driver import Driver
from triage.ui.tour.hands import RATIONALE, Hands

QUESTIONS = ("domestic", "collision", "missing")


async def questions(walk: Walk) -> None:
    decide = walk.window.decide
    for name in QUESTIONS:
        await walk.work_on(name)
        await walk.press("Q")
        await walk.take(f"decide-questions-{name}", lambda: decide.column.show_top(decide.form.questions))


async def sections(walk: Walk) -> None:
    """Each section with the focus inside, empty and filled, on a robbery."""
    await walk.work_on("robbery")
    decide, form = walk.window.decide, walk.window.decide.form
    hands = Hands(Driver(walk.shell, walk.camera.wanted.out), walk.window, walk.desk)
    await walk.press("H")
    await walk.take("decide-checks")
    form.checks.rows[0]._open(stopping=False, trace="found")
    await walk.take("decide-check-detail")
    await walk.press("Escape", "Escape", "T")
    await walk.take("decide-thrive-empty", lambda: decide.column.show_top(form.thrive))
    await walk.press("Escape")
    await hands.do_checks()
    await hands.answer_questions()
    await hands.write_thrive()
    await walk.press("Escape", "T")
    await walk.take("decide-thrive-filled", lambda: decide.column.show_top(form.thrive))
    await walk.press("Escape", "G")
    await walk.take("decide-grade", lambda: decide.column.show_top(form.risk))
    form.grade.cards.chosen.emit("resolution", True)
    await walk.take("decide-grade-lower", lambda: decide.column.show_top(form.risk))
    await walk.press("Escape", "G")
    await hands.grade()
    await walk.press("Escape", "X")
    await walk.type("rob")
    await walk.take("decide-crime-search", lambda: decide.column.show_top(form.crimes))
    form.crimes.finder.line.clear()
    await hands.add_crime()
    await walk.take("decide-crime", lambda: decide.column.show_top(form.crimes))
    await walk.press("Escape", "I")
    await walk.take("decide-incident", lambda: decide.column.show_top(form.incident))
    await walk.press("Escape", "D")
    await walk.take("decide-advice", lambda: decide.column.show_top(form.advice))


def _in_use(walk: Walk, section: QWidget) -> Callable[[], None]:
    """A pose: the section from its top, but never without what has the focus."""
    column = walk.window.decide.column

    def pose() -> None:
        column.show_top(section)
        focused = QApplication.focusWidget()
        if focused is not None and column.isAncestorOf(focused):
            column.show_widget(focused)

    return pose


async def outcomes(walk: Walk) -> None:
    decide, form = walk.window.decide, walk.window.decide.form
    await walk.work_on("robbery")
    for digit in (2, 3, 4, 5, 6, 7, 8):
        await walk.press("Escape", "Escape", str(digit))
        await asyncio.sleep(0.2)
        await walk.take(f"decide-outcome-{digit}", _in_use(walk, form.outcome))
    walk.window.commands.run("outcome_1")
    await asyncio.sleep(0.2)
    await walk.take("decide-outcome-1", _in_use(walk, form.outcome))
    await walk.press("Escape", "R")
    await walk.type(RATIONALE)
    await walk.take("decide-rationale", lambda: decide.column.show_top(form.rationale))
    await walk.press("Escape", "P")
    await asyncio.sleep(0.3)
    await walk.take("decide-preview", lambda: decide.column.show_top(form.preview))


async def people(walk: Walk) -> None:
    """Words to people, calls, dispatch and handovers."""
    await walk.work_on("robbery")
    for name, key in (("write", "M"), ("log", "L"), ("handoffs", "Ctrl+Shift+H"), ("contact-log", "Ctrl+Shift+M")):
        await walk.press("Escape", "Escape", key)
        await asyncio.sleep(0.4)
        await walk.take(f"people-{name}")
        walk.window.overlays.leave()
    await walk.work_on("pressed")
    await walk.press("F9")
    await asyncio.sleep(0.6)
    await walk.take("people-dispatch")
    await walk.leave()


def undo_again(walk: Walk) -> Callable[[], None]:
    """A pose for what is about to be sent: its time to be undone begins now, for it is over before the pictures are."""
    summary, sending = walk.detail.summary, walk.window.sending
    title, first = f"{summary.title}, {summary.customer_reference}", walk.window.decide.approved_first

    def pose() -> None:
        sending._last = Sent(summary.report_id, title, walk.desk.clock.now() + timedelta(seconds=9), first)
        sending._tick()

    return pose


async def sent(walk: Walk) -> None:
    """A whole report decided and sent; the time to undo it; its references."""
    await walk.work_on("sent")
    hands = Hands(Driver(walk.shell, walk.camera.wanted.out), walk.window, walk.desk)
    await hands.decide()
    await walk.take("decide-ready")
    pose = undo_again(walk)
    report_id = await hands.send()
    await hands.next_open(report_id)
    await walk.take("sent-undo", pose)
    walk.window.sending._forget()  # it is over, whatever the pose said
    await hands.delivered(report_id)
    walk.window.commands.open(report_id)
    await asyncio.sleep(0.8)
    await walk.take("sent-closed")
