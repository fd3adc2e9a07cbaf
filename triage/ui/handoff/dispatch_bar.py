"""Dispatch now: red over the report until the control room's reference and the acceptor are entered, its clock running.

What has to be read out stands in it, so that nothing needs looking up while the telephone rings.
"""

from __future__ import annotations

import math
from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from triage.models.correspondence import Dispatch
from triage.models.report import Report
from triage.ui.announce import announce
from triage.ui.contact.parts import Field
from triage.ui.text import time_of_day
from triage.ui.theme import FontRole, Theme
from triage.ui.theme.restyle import set_look
from triage.ui.widgets import Button, PlainLabel

GIST = 240


class DispatchBar(QFrame):
    """``accepted(reference, acceptor)``, ``taken_back()``: the person asks for it. `tick` moves only the clock."""

    accepted = Signal(str, str)
    taken_back = Signal()

    def __init__(self, theme: Theme, ring: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._ring = ring
        self._dispatch: Dispatch | None = None
        self.setObjectName("dispatch_bar")
        self.setProperty("surface", "strip")
        self.setAccessibleName("Dispatch now")
        self.head = PlainLabel(theme, "", FontRole.HEADING, "wrong", wrap=True)
        self.head.setObjectName("dispatch_clock")
        self.read = PlainLabel(theme, "", wrap=True, selectable=False)
        self.reference = Field(theme, "Their reference", "dispatch_reference")
        self.acceptor = Field(theme, "Who took it on", "dispatch_acceptor")
        self.state = PlainLabel(theme, "", FontRole.SMALL, "wrong", wrap=True)
        self.keep = Button(theme, "Taken on", "danger")
        self.keep.setObjectName("dispatch_accepted")
        self.back = Button(theme, "Not needed…", "link")
        self.back.setObjectName("dispatch_back")
        self._fields = QWidget()
        self._lay_out()
        self.reference.left.connect(self.acceptor.focus)
        self.acceptor.left.connect(self._accept)
        self.keep.clicked.connect(self._accept)
        self.back.clicked.connect(self.taken_back)
        self.hide()

    def show_dispatch(self, dispatch: Dispatch | None, report: Report | None, now: datetime) -> None:
        """Show it; words that are being typed stay."""
        fresh = dispatch is not None and (self._dispatch is None or dispatch.report_id != self._dispatch.report_id)
        self._dispatch = dispatch
        if dispatch is None or dispatch.why_not:
            self.hide()
            return
        standing = dispatch.standing
        if fresh:
            self.reference.set_words("")
            self.acceptor.set_words("")
            self.state.setText("")
        self._fields.setVisible(standing)
        self.read.setText(read_out(report) if standing else "")
        self.read.setVisible(bool(standing and report))
        set_look(self, level="error" if standing else "good")
        self.head.set_tone("wrong" if standing else "good")
        self.tick(now)
        self.show()
        if fresh and standing:
            announce(self, f"Dispatch now. {self._ring}.", urgent=True)

    def tick(self, now: datetime) -> None:
        dispatch = self._dispatch
        if dispatch is None:
            return
        if dispatch.standing:
            self.head.setText(f"■ Dispatch now: {waited(dispatch, now)} without an acceptor. {self._ring}.")
            return
        at = time_of_day(dispatch.accepted_at) if dispatch.accepted_at else ""
        took = waited(dispatch, dispatch.accepted_at) if dispatch.accepted_at else ""
        self.head.setText(
            f"✓ Dispatched: {dispatch.acceptor} took it on at {at}, {took} after F9. {dispatch.reference}. "
            "Go on with recording: the incident is not made again."
        )

    def focus_start(self) -> None:
        self.reference.focus()

    def _lay_out(self) -> None:
        theme = self._theme
        space = theme.space
        inside = QVBoxLayout(self._fields)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(space(1.5))
        row, buttons = QHBoxLayout(), QHBoxLayout()
        row.setSpacing(space(2))
        buttons.setSpacing(space(2))
        for field in (self.reference, self.acceptor):
            row.addWidget(field, 1, Qt.AlignmentFlag.AlignTop)
        buttons.addWidget(self.keep)
        buttons.addWidget(self.back)
        buttons.addStretch(1)
        inside.addLayout(row)
        inside.addLayout(buttons)
        column = QVBoxLayout(self)
        column.setContentsMargins(space(4), space(2), space(4), space(2))
        column.setSpacing(space(1))
        for part in (self.head, self.read, self._fields, self.state):
            column.addWidget(part)
        self.state.hide()

    def _accept(self) -> None:
        for field, words in (
            (self.reference, "Enter the control room's reference."),
            (self.acceptor, "Enter who took it on: name or number."),
        ):
            if not field.words.strip():
                self.state.setText(words)
                self.state.show()
                field.focus()
                return
        self.state.hide()
        self.accepted.emit(self.reference.words.strip(), self.acceptor.words.strip())


def waited(dispatch: Dispatch, now: datetime) -> str:
    """ "02:14", "1:02:14"."""
    seconds = max(0, math.floor((now - dispatch.asked_at).total_seconds()))
    minutes, rest = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes:02d}:{rest:02d}"


def read_out(report: Report | None) -> str:
    """What the control room asks first: what, where, who rings, how to reach them, in the public's own words."""
    if report is None:
        return ""
    scenes = [place.one_line for place in report.places if "incident" in place.roles] or [
        place.one_line for place in report.places[:1]
    ]
    reporter = next((one for one in report.people if "reporter" in one.roles), None)
    rings = [contact.value for contact in reporter.contacts if contact.kind == "phone"] if reporter else []
    parts = [
        f"Where: {scenes[0] if scenes else 'not told'}",
        f"Reporter: {reporter.name if reporter else 'not told'}, {', '.join(rings) or 'no telephone number'}",
        f"What: {report.title}. “{report.narrative[:GIST]}{'…' if len(report.narrative) > GIST else ''}”",
    ]
    return "\n".join(parts)
