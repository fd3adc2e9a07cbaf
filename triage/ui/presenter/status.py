"""Status bar and strips: who answers, what waits to be sent, what still works offline."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import QObject, Slot

from triage.models.clock import london
from triage.models.ids import ReportId
from triage.models.views import Link, LinkState
from triage.services.hub import LeaseChanged
from triage.ui.presenter.context import Context

GATEWAY = "gateway"
STRIP = "offline"


class StatusPresenter(QObject):
    """Keeps the status bar, the rail's badges and the offline strip true."""

    def __init__(self, context: Context) -> None:
        super().__init__(context.shell)
        self._context = context

    async def start(self) -> None:
        self.links_changed(self._context.desk.links.states())
        await self._figures()

    @Slot(list)
    def links_changed(self, _links: Sequence[LinkState]) -> None:
        """A system answers or does not: the bar shows each, one strip says calmly what still works."""
        states = self._context.desk.links.states()
        shell = self._context.shell
        shell.status.set_links(states)
        gateway = next((state for state in states if state.name == GATEWAY), None)
        shell.status.set_latency(gateway.latency_ms if gateway else None)
        if gateway and gateway.last_ok:
            shell.status.set_refreshed(gateway.last_ok)
        words = offline_words(states)
        if words:
            shell.show_strip(STRIP, words, None, "warning", closable=False)
        else:
            shell.clear_strip(STRIP)

    @Slot(object)
    def outbox_changed(self, _ids: frozenset[ReportId]) -> None:
        self._context.spawn("outbox figures", self._figures())

    @Slot(list)
    def leases_changed(self, _changes: Sequence[LeaseChanged]) -> None:
        self._context.spawn("outbox figures", self._figures())

    async def _figures(self) -> None:
        figures = await self._context.desk.outbox.figures()
        self._context.shell.status.set_outbox(figures)
        self._context.shell.rail.set_badge("outbox", figures.waiting + figures.needs_fixing)


def offline_words(states: Sequence[LinkState]) -> str:
    """One calm sentence: what is away, since when, and what still works. "" when nothing is away."""
    away = [state for state in states if state.state in {Link.OFFLINE, Link.SIGNED_OUT}]
    if not away:
        return ""
    if any(state.name == GATEWAY for state in away):
        works = "Go on with the reports you hold: everything is saved here and sent when it is back. No new claims."
    else:
        works = "Go on as usual: decisions wait here and are sent when it is back."
    return f"{_away(away)}. {works}"


def _away(away: Sequence[LinkState]) -> str:
    """What is away; the time once where all went at the same minute, as when a cable is pulled."""
    times = {_since(state.since) for state in away}
    if len(times) == 1:
        return f"Away{times.pop()}: {_list_of([state.title for state in away])}"
    return f"Away: {_list_of([f'{state.title}{_since(state.since)}' for state in away])}"


def _list_of(names: Sequence[str]) -> str:
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))


def _since(moment: datetime | None) -> str:
    return f" since {london(moment):%H:%M}" if moment else ""
