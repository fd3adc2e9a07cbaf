"""Where the open report's place is: map and sentence in the report, a strip and a hint when it is another force's."""

from __future__ import annotations

from PySide6.QtCore import QObject, Slot

from triage.models.composed import composed
from triage.models.outcome_draft import HAND_OFF
from triage.models.profile import Profile
from triage.models.reference import Whereabouts
from triage.models.things import Place
from triage.models.views import ReportDetail
from triage.ui.decide.panel import DecidePanel
from triage.ui.icons import Icons
from triage.ui.presenter.context import Context
from triage.ui.presenter.report import ReportPresenter
from triage.ui.report.map_card import MapCard
from triage.ui.report.panel import ReportPanel
from triage.ui.theme import Theme
from triage.ui.widgets import Strip


class PlacesPresenter(QObject):
    """Follows the report on the screen and the corrections of its place; looks up in a thread."""

    def __init__(
        self,
        context: Context,
        theme: Theme,
        icons: Icons,
        panel: ReportPanel,
        decide: DecidePanel,
        reports: ReportPresenter,
    ) -> None:
        super().__init__(context.shell)
        self._context, self._panel, self._decide, self._reports = context, panel, decide, reports
        self._asked: tuple[object, ...] = ()
        self.card = MapCard(theme, icons)
        self.strip = Strip(theme, icons, "", level="warning", closable=False, key="Ctrl+O")
        self.strip.setObjectName("strip-elsewhere")
        self.strip.hide()
        panel.body.put_after_cards(self.card)
        panel.put_below_header(self.strip)
        self.strip.acted.connect(self._go_to_outcome)
        reports.shown.connect(self._shown)
        reports.opened.connect(self._opened)

    @Slot()
    def changed(self) -> None:
        """Newer reference data is in use."""
        self._asked = ()
        detail = self._reports.detail
        if detail is not None:
            self._shown(detail)

    @Slot(object)
    def _opened(self, _report_id: object) -> None:
        self._asked = ()
        self._show(None)

    @Slot(object)
    def _shown(self, detail: ReportDetail) -> None:
        if detail.body is None:
            self._opened(None)
            return
        report = composed(detail.body.report, detail.draft)
        asked = (report.report_id, report.version, detail.editable, *(_told(place) for place in report.places))
        if asked != self._asked:
            self._asked = asked
            self._context.spawn("where", self._find(detail, asked))

    async def _find(self, detail: ReportDetail, asked: tuple[object, ...]) -> None:
        assert detail.body is not None
        desk = self._context.desk
        report = composed(detail.body.report, detail.draft)
        found = await desk.reference.whereabouts(report, desk.profile)
        if asked != self._asked:
            return  # another report, or another word about its place, is on the screen by now
        where, drawn = found if found is not None else (None, None)
        self.card.show_place(where, drawn)
        self._show(where)

    def _show(self, found: Whereabouts | None) -> None:
        if found is None:
            self.card.show_place(None, None)
        profile = self._context.desk.profile
        words = elsewhere(found)
        offered = _hand_over(profile) and self._decide.draft is not None
        self.strip.set_words(words, "Go to the outcome" if offered else None, "warning")
        self.strip.setVisible(bool(words))
        self._decide.set_place(found)

    def _go_to_outcome(self) -> None:
        """To the outcomes, where handing over is marked; nothing is chosen for the person."""
        self._context.shell.focus_column("decide")
        self._decide.focus_section("outcome")


def elsewhere(found: Whereabouts | None) -> str:
    """The strip's words; "" when all that was told is in our area, or when whose it is cannot be told."""
    if found is None or found.ours is None:
        return ""
    if found.ours:
        return found.differs
    name = found.located.name
    if "postcode" in found.located.how:
        name = name.replace(" ", "\u00a0")  # one word: “(EB12” at the end of a line is no postcode
    read = f" ({name})" if found.located.how != "point" else ""
    return f"This place is in {found.located.force}’s area{read}. {found.differs}".strip()


def _hand_over(profile: Profile) -> bool:
    return any(outcome.does == HAND_OFF and "force" in outcome.receivers for outcome in profile.outcomes)


def _told(place: Place) -> tuple[object, ...]:
    """What a look-up reads of a place."""
    where = (place.lines, place.town, place.county, place.postcode, place.description)
    return (place.key, place.roles, *where, place.latitude, place.longitude)
