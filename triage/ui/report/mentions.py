"""What the reporter's words mention that the report has no field for yet: a short list, each to be taken in or left."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from triage.models.adopting import adoption_of, is_told
from triage.models.clock import london
from triage.models.mention import Mention, MentionKind
from triage.models.report import Report
from triage.ui.theme import Theme
from triage.ui.widgets import Button, Card, SectionHeader
from triage.ui.widgets.option_row import OptionRow
from triage.ui.widgets.rows import Rows
from triage.ui.widgets.scroll_column import settle_around

SHOWN = 5
KIND_WORDS: Mapping[MentionKind, str] = {
    MentionKind.POSTCODE: "Postcode",
    MentionKind.REGISTRATION: "Vehicle registration",
    MentionKind.PHONE: "Telephone number",
    MentionKind.EMAIL: "E-mail address",
    MentionKind.MOMENT: "Day and time",
    MentionKind.REFERENCE: "Reference",
    MentionKind.MONEY: "Sum of money",
    MentionKind.NHS_NUMBER: "NHS number",
    MentionKind.NI_NUMBER: "National Insurance number",
    MentionKind.WHAT3WORDS: "what3words",
}


class MentionsCard(Card):
    """Only what is not in the report yet. Enter on a row takes it in, or copies what fits nowhere.

    Signals:
        adopted(Mention): put it where the row says. copied(str): the clipboard should hold this.
        words_wanted(start, end): these words of the narrative should be shown.
    """

    adopted = Signal(object)
    copied = Signal(str)
    words_wanted = Signal(int, int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, "Mentioned", parent)
        self.setObjectName("mentions_card")
        self._mentions: tuple[Mention, ...] = ()
        self._open: tuple[Mention, ...] = ()
        self._whole: Report | None = None
        self._editable = self._all = False
        self.rows: list[OptionRow] = []
        self._header = SectionHeader(theme, "Mentioned, not in the report yet", key="Z")
        self._list = Rows()
        self.add(self._header)
        self.add(self._list)
        self.hide()

    def show_mentions(self, mentions: tuple[Mention, ...]) -> None:
        """What the narrative of the report on the screen mentions."""
        self._mentions, self._all = _once_each(mentions), False
        self._refresh()

    def show_report(self, whole: Report, *, editable: bool) -> None:
        """The report as it stands with the draft; what it says already is not listed."""
        if self._whole is None or self._whole.report_id != whole.report_id:
            self._mentions = ()
        self._whole, self._editable = whole, editable
        self._refresh()

    def adopt_next(self) -> Mention | None:
        """The first that has a place and left no doubt; None when there is none."""
        if self._whole is None or not self._editable:
            return None
        fitting = (one for one in self._open if one.sure and adoption_of(one, self._whole) is not None)
        return next(fitting, None)

    def focus_first(self) -> bool:
        if self.isHidden() or not self.rows:
            return False
        self.rows[0].setFocus(Qt.FocusReason.ShortcutFocusReason)
        return True

    def _refresh(self) -> None:
        whole = self._whole
        left = tuple(one for one in self._mentions if whole is not None and _is_news(one, whole))
        if left == self._open and self._list.count():
            self._say()
            return
        at = next((number for number, row in enumerate(self.rows) if row.hasFocus()), None)
        self._open = left
        self.setVisible(bool(left))
        self._fill()
        if at is not None and self.rows:
            self.rows[min(at, len(self.rows) - 1)].setFocus(Qt.FocusReason.OtherFocusReason)

    def _fill(self) -> None:
        shown = self._open if self._all else self._open[:SHOWN]
        self.rows = []
        for one in shown:
            row = OptionRow(self._theme, shown_value(one))
            row.setObjectName(f"mention:{one.kind.value}:{one.start}")
            row.clicked.connect(lambda _checked=False, one=one: self._press(one))
            row.step.connect(lambda by, row=row: self._step(row, by))
            self.rows.append(row)
        made: list[QWidget] = [*self.rows]
        if len(shown) < len(self._open):
            more = Button(self._theme, f"Show all {len(self._open)}", "link")
            more.clicked.connect(self._show_all)
            made.append(more)
        self._list.fill(made, left=[one for one in made if isinstance(one, Button)])
        self._say()

    def _say(self) -> None:
        """What each row would do now: a place may have been filled by another row."""
        for row, one in zip(self.rows, self._open, strict=False):
            place = adoption_of(one, self._whole) if self._whole is not None and self._editable else None
            act = f"Take in {place.words}" if place is not None else "Copy"
            doubt = "" if one.sure else "check it"
            note = " · ".join(part for part in (KIND_WORDS[one.kind], one.note, doubt, f"“{one.quote}”") if part)
            row.set_words(shown_value(one), note, act)
            row.set_help(f"Enter: {act[:1].lower()}{act[1:]}.")

    def _press(self, one: Mention) -> None:
        self.words_wanted.emit(one.start, one.end)
        if self._whole is not None and self._editable and adoption_of(one, self._whole) is not None:
            self.adopted.emit(one)
        else:
            self.copied.emit(one.value)

    def _step(self, row: OptionRow, by: int) -> None:
        rows = self.rows
        at = rows.index(row) + by
        if 0 <= at < len(rows):
            rows[at].setFocus(Qt.FocusReason.TabFocusReason)

    def _show_all(self) -> None:
        self._all = True
        self._fill()
        settle_around(self)


def shown_value(one: Mention) -> str:
    """As a person reads it: a moment in full, in local time; money with its sign."""
    if one.kind is MentionKind.MOMENT:
        if len(one.value) <= len("2026-11-28"):
            day = date.fromisoformat(one.value)
            return f"{day:%a} {day.day} {day:%b %Y}"
        here = london(datetime.fromisoformat(one.value))
        return f"{here:%a} {here.day} {here:%b %Y, %H:%M}"
    return f"£{float(one.value):,.2f}" if one.kind is MentionKind.MONEY else one.value


def _is_news(one: Mention, whole: Report) -> bool:
    """Not told yet; a sum only where it has a place, because to copy it helps nobody."""
    return not is_told(one, whole) and (one.kind is not MentionKind.MONEY or adoption_of(one, whole) is not None)


def _once_each(mentions: tuple[Mention, ...]) -> tuple[Mention, ...]:
    """The first of each value; a sure one rather than an unsure."""
    first: dict[tuple[MentionKind, str], Mention] = {}
    for one in mentions:
        key = (one.kind, one.value)
        if key not in first or (one.sure and not first[key].sure):
            first[key] = one
    return tuple(sorted(first.values(), key=lambda one: one.start))
