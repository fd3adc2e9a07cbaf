"""Things made of the reporter's words and people joined: from the report column into the draft, with a way back."""

from __future__ import annotations

from PySide6.QtCore import QObject, Slot

from triage.models.additions import Room, Source
from triage.models.composed import add_crime_from, add_thing, merge_people, remove_thing, separate_people
from triage.models.ids import PersonKey
from triage.models.report import Report
from triage.ui.announce import announce
from triage.ui.decide.panel import DecidePanel
from triage.ui.decide.session import Change
from triage.ui.decide.work import Edit
from triage.ui.presenter.context import Context
from triage.ui.report.panel import ReportPanel

WORDS = {"people": "person", "places": "place", "vehicles": "vehicle", "property": "property item"}
_FIRST = {"people": "title", "places": "description", "vehicles": "registration", "property": "kind"}
"""Room → field that the focus goes to."""


class MakingPresenter(QObject):
    def __init__(self, context: Context, report: ReportPanel, decide: DecidePanel) -> None:
        super().__init__(context.shell)
        self._context = context
        self._report = report
        self._decide = decide
        making = report.making
        making.thing_made.connect(self._add)
        making.crime_made.connect(self._add_crime)
        making.joined.connect(self._join)
        making.refused.connect(lambda what, do: context.tell("info", what, do, key="making"))
        report.removed.connect(self._remove)
        report.separated.connect(self._separate)

    @Slot(object, str, str)
    def _add(self, source: Source, room: Room, role: str) -> None:
        report = self._told()
        if report is None:
            return
        by, at = self._context.desk.me.name, self._context.desk.clock.now()
        word = WORDS[room]
        self._apply(
            f"adding a {word}", lambda draft: add_thing(draft, report, room, role, source, by=by, at=at)[0], "additions"
        )
        draft = self._decide.draft
        if draft is not None and draft.additions:
            self._report.focus_field(f"{draft.additions[-1].thing}/{_FIRST[room]}")
        announce(self._report, f"{word.capitalize()} added. Ctrl+Z takes it back.")

    @Slot(object, str)
    def _add_crime(self, source: Source, code: str) -> None:
        report = self._told()
        if report is not None:
            self._apply("adding a crime", lambda draft: add_crime_from(draft, code, report, source), "crimes")
            announce(self._report, "Crime added. Ctrl+Z takes it back.")

    @Slot(str, str)
    def _join(self, kept: str, gone: str) -> None:
        by, at = self._context.desk.me.name, self._context.desk.clock.now()
        self._apply(
            "joining two people",
            lambda draft: merge_people(draft, PersonKey(kept), PersonKey(gone), by=by, at=at),
            "merges",
        )
        self._report.focus_field(f"people/{kept}/title")
        announce(self._report, "Joined into one person. Ctrl+Z takes it back.")

    @Slot(str)
    def _remove(self, thing: str) -> None:
        room = thing.partition("/")[0]
        self._apply(f"removing a {WORDS.get(room, 'thing')}", lambda draft: remove_thing(draft, thing), "additions")
        self._report.focus_start()

    @Slot(str)
    def _separate(self, kept: str) -> None:
        self._apply("parting two people", lambda draft: separate_people(draft, PersonKey(kept)), "merges")
        self._report.focus_field(f"people/{kept}/title")

    def _apply(self, label: str, change: Change, key: str) -> None:
        self._decide.apply(Edit(label, key, change))

    def _told(self) -> Report | None:
        """The report as the public sent it, while it can be worked on."""
        return self._report.report if self._decide.draft is not None else None
