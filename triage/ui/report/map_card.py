"""Where the place is: one sentence, what it was read from, and a small map when there is something to draw."""

from __future__ import annotations

from datetime import date

from PySide6.QtWidgets import QHBoxLayout, QWidget

from triage.insight.reference.mapping import PlaceMap
from triage.models.reference import Whereabouts
from triage.models.visible import visible
from triage.ui.icons import Icons
from triage.ui.report.map_view import MapView
from triage.ui.theme import FontRole, Theme
from triage.ui.widgets import Card, IconButton, PlainLabel, SectionHeader
from triage.ui.widgets.scroll_column import settle_around

SOURCES = {"postcodes": "postcode list", "places": "place names", "force-areas": "force areas"}


class MapCard(Card):
    """Hidden until `show_place`, and whenever nothing is known of the place."""

    def __init__(self, theme: Theme, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(theme, "Where this is", parent)
        self.setObjectName("card:where")
        self._header = SectionHeader(theme, "Where this is")
        self._nearer = IconButton(theme, icons, "plus", "Show more of the place")
        self._wider = IconButton(theme, icons, "minus", "Show more of the area around it")
        for button in (self._wider, self._nearer):
            self._header.add(button)
        self.words = PlainLabel(theme, "", FontRole.STRONG, wrap=True)
        self.source = PlainLabel(theme, "", FontRole.SMALL, "text_soft", wrap=True)
        self.view = MapView(theme)
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.view)
        for part in (self._header, self.words, self.source, row):
            self.add(part)
        self._nearer.clicked.connect(lambda: self.view.step(1))
        self._wider.clicked.connect(lambda: self.view.step(-1))
        self.view.zoomed.connect(self._enable)
        self.hide()

    def show_place(self, found: Whereabouts | None, drawn: PlaceMap | None) -> None:
        """Say and draw where it is; None hides the card."""
        before = (self.isHidden(), self.view.isHidden(), self.words.text(), self.source.text())
        self.setVisible(found is not None)
        if found is not None:
            self.words.setText(visible(found.words))
            self.source.setText(visible(source_words(found)))
            if drawn is not None:
                self.view.show_map(drawn, found.words)
        for part in (self.view, self._nearer, self._wider):
            part.setVisible(drawn is not None)
        self._enable()
        if before != (self.isHidden(), self.view.isHidden(), self.words.text(), self.source.text()):
            settle_around(self)

    def _enable(self) -> None:
        self._nearer.setEnabled(self.view.zoom < self.view.steps - 1)
        self._wider.setEnabled(self.view.zoom > 0)


def source_words(found: Whereabouts) -> str:
    """What it was read from, with the version that says so, and what to know about it."""
    located = found.located
    read = {
        "postcode": f"By the postcode {located.name}",
        "partial postcode": f"By the postcode district {located.name}: the ring is its middle, not the place",
        "point": "By the point on the map of the form",
        "place": f"By the name {located.name}",
    }[located.how]
    parts = [read]
    if located.mended:
        parts.append(f"written {located.said}")
    if located.ended:
        parts.append(f"not in use since {date.fromisoformat(f'{located.ended}-01'):%B %Y}")
    elif located.how == "partial postcode" and located.note:
        parts.append(located.note)
    lines = [", ".join(parts) + f" ({SOURCES.get(located.source, located.source)} {located.version})."]
    if found.team:
        lines.append(f"Neighbourhood team: {found.team}.")
    if found.differs:
        lines.append(found.differs)
    return " ".join(lines)
