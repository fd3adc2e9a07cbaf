"""Pictures of what comes later in a report's life: assessed again, talked about, handed over, told of before."""

from __future__ import annotations

import asyncio

from tests.ui.gallery.walk import Walk, id_of, post, reports, told_again
from triage.ui.tour.driver import Driver
from triage.ui.tour.hands import RATIONALE, Hands

KNOWN = "known"
"""A report of the same people as the one that was sent before."""


def _hands(walk: Walk) -> Hands:
    return Hands(Driver(walk.shell, walk.camera.wanted.out), walk.window, walk.desk)


async def again(walk: Walk) -> None:
    """A second assessment beside the first."""
    await walk.work_on("robbery")
    decide, form = walk.window.decide, walk.window.decide.form
    await walk.until("what was decided is there again", lambda: form.thrive.again.isVisibleTo(form))
    await walk.press("Ctrl+Shift+A")
    await walk.until("it asks what has changed", form.thrive.why.hasFocus)
    await walk.type("He rang: the man has been outside again with the hammer.")
    await walk.take("decide-again-why", lambda: decide.column.show_widget(form.thrive.why))
    await walk.press("Return")
    await walk.until("the first assessment is kept", lambda: form.thrive.earlier.rows)
    await walk.type("Came back tonight; hammer seen through the window.")
    earlier = form.thrive.earlier.rows[0]
    await walk.take("decide-again", lambda: decide.column.show_top(form.thrive))
    earlier.row.click()
    await asyncio.sleep(0.1)
    await walk.take("decide-again-before", lambda: decide.column.show_top(earlier))


async def talked(walk: Walk) -> None:
    """A call logged and a message written; the card that tells of both."""
    await walk.work_on("stalking")
    card = walk.window.people.card
    await walk.press("L", "2")
    await walk.type("No answer; will ring again at 16:00.")
    await walk.press("Ctrl+Return")
    await asyncio.sleep(0.6)
    await walk.press("M")
    await asyncio.sleep(0.4)
    await walk.type("She asked for e-mail only; nobody else reads it.")
    await walk.press("Return", "1")
    await asyncio.sleep(0.2)
    await walk.type("Nobody saw who it was, and there is no camera.")
    await walk.take("people-write-template")
    await walk.press("Ctrl+Return")
    await asyncio.sleep(1.0)
    walk.window.overlays.leave()
    await walk.press("Ctrl+Shift+M")
    await asyncio.sleep(0.3)
    await walk.take("people-contact-log-filled", lambda: walk.window.report.column.show_top(card))


async def withdrawn(walk: Walk) -> None:
    """The reporter asked to withdraw: the sheet, then what everybody sees of it."""
    await walk.work_on("stalking")
    withdrawal = walk.window.withdrawal
    await walk.press("Ctrl+Shift+R", "2")
    await walk.type(
        "She says he is sorry and she wants to leave it now. She would not talk while somebody was in the room."
    )
    await walk.take("people-withdrawal")
    await walk.press("Ctrl+Return")
    await walk.until("it stands over the report with its words", lambda: "sorry" in withdrawal.banner.text())
    await asyncio.sleep(0.5)
    await walk.take("people-withdrawn")
    card = walk.window.people.card
    await walk.take("people-withdrawn-log", lambda: walk.window.report.column.show_top(card))


async def handed(walk: Walk) -> None:
    """Handed to a team: sent, then in the list of what nobody has answered."""
    await walk.work_on("handed")
    hands = _hands(walk)
    await hands.do_checks()
    await hands.answer_questions()
    await hands.write_thrive()
    await hands.grade()
    await walk.press("Escape", "7", "2")
    await walk.type("CCTV has to be collected before it is written over.")
    await walk.take("decide-outcome-7-filled")
    await walk.press("Escape", "R")
    await walk.type(RATIONALE)
    report_id = await hands.send()
    await asyncio.sleep(6.0)
    await walk.leave()
    await walk.press("Ctrl+Shift+H")
    await asyncio.sleep(0.6)
    await walk.take("people-handoffs-filled")
    await walk.leave()
    walk.window.commands.open(report_id)
    await asyncio.sleep(0.8)
    await walk.take("handed-over")


async def known(walk: Walk) -> None:
    """The same people tell again: who was seen before, what the look-ups found, the map, what is only mentioned."""
    chosen, _ = reports()
    document, reference = told_again(chosen["sent"])
    await post(walk, [document])
    walk.ids[KNOWN] = await id_of(walk, reference)
    await walk.work_on(KNOWN)
    await asyncio.sleep(1.5)
    decide, form, report = walk.window.decide, walk.window.decide.form, walk.window.report
    walk.shell.focus_column("decide")
    await walk.take("decide-seen", lambda: decide.column.show_top(form.seen))
    row = form.lookups.rows[0]
    row.setFocus()
    await walk.press("Return")
    await walk.take("decide-lookups", lambda: decide.column.show_top(form.lookups))
    await walk.work_on("vehicle")
    await asyncio.sleep(1.0)
    walk.shell.focus_column("decide")
    await walk.take("decide-lookups-vehicle", lambda: decide.column.show_top(form.lookups))
    walk.shell.focus_column("report")
    places = walk.window.places.card
    await walk.take("report-map", lambda: report.column.show_top(places))
    await walk.work_on("skeleton")
    await walk.press("Z")
    await asyncio.sleep(0.3)
    await walk.take("report-mention-taken", walk.scrolled(report.column, 0.0))
