"""The whole window: makes the panels, puts them into the shell and ties each to the services."""

from __future__ import annotations

import asyncio
from contextlib import suppress

from PySide6.QtCore import QObject, QSettings, Qt, Slot

from triage.models.errors import KnownError
from triage.models.ids import ReportId
from triage.models.query import View
from triage.services.desk import Desk
from triage.services.hub import Notice
from triage.services.mentions import load_finders
from triage.ui.actions import Actions, with_outcomes
from triage.ui.bridge import Bridge
from triage.ui.decide.panel import DecidePanel
from triage.ui.icons import Icons
from triage.ui.notices import Notices
from triage.ui.palette_places import built_in_views
from triage.ui.presenter.accounting import AccountingPresenter
from triage.ui.presenter.at_door import AtDoor, Door
from triage.ui.presenter.attaching import AttachPresenter
from triage.ui.presenter.board import BoardPresenter
from triage.ui.presenter.by_hand import ByHandPresenter
from triage.ui.presenter.checkup import CheckupPresenter
from triage.ui.presenter.commands import Commands
from triage.ui.presenter.conflicts import ConflictsPresenter
from triage.ui.presenter.context import Context
from triage.ui.presenter.dispatch import DispatchPresenter
from triage.ui.presenter.feedback import FeedbackPresenter
from triage.ui.presenter.files import FilesPresenter
from triage.ui.presenter.handoffs import HandoffsPresenter
from triage.ui.presenter.lookups import LookupsPresenter
from triage.ui.presenter.making import MakingPresenter
from triage.ui.presenter.mentions import MentionsPresenter
from triage.ui.presenter.overlays import Overlays
from triage.ui.presenter.papers import PapersPresenter
from triage.ui.presenter.people import PeoplePresenter
from triage.ui.presenter.places import PlacesPresenter
from triage.ui.presenter.queue import QueuePresenter
from triage.ui.presenter.queue_tools import QueueTools
from triage.ui.presenter.report import ReportPresenter
from triage.ui.presenter.salvage import SalvagePresenter
from triage.ui.presenter.saying import SayingPresenter
from triage.ui.presenter.seen import SeenPresenter
from triage.ui.presenter.sending import STRIP as SENT_STRIP
from triage.ui.presenter.sending import SendingPresenter
from triage.ui.presenter.status import StatusPresenter
from triage.ui.presenter.supervising import SupervisingPresenter
from triage.ui.presenter.unsaved import UnsavedAtClose
from triage.ui.presenter.withdrawal import WithdrawalPresenter
from triage.ui.queue.column import QueueColumn
from triage.ui.report.panel import ReportPanel
from triage.ui.shell import Shell
from triage.ui.theme import Theme

STAYS = frozenset(
    {"theme", "zoom_in", "zoom_out", "zoom_reset", "refresh", "board_page", "board_page_before"}
    | {"take_back", "assign", "pin", "held", "handoffs", "account", "checkup"}
)
"""Actions from the palette that are about what it was opened over, or lay a sheet over it: it stays."""
FIRST_LIST_SECONDS = 1.0
"""How long the network waits at most for the first rows to be painted."""


class DeskWindow(QObject):
    """Everything on the screen, alive from `start` to `stop`."""

    def __init__(self, desk: Desk, shell: Shell, theme: Theme, memory: QSettings, door: Door | None = None) -> None:
        """``door``: of who has signed in; None where the settings say who works here."""
        super().__init__(shell)
        icons = Icons(theme)
        self.desk, self.shell, self.theme = desk, shell, theme
        self.actions = self._make_actions(sign_in=door is not None)
        self.bridge = Bridge(desk.hub, self)
        self.queue = QueueColumn(theme, icons, desk.clock)
        self.report = ReportPanel(theme, icons, desk.clock)
        self.decide = DecidePanel(theme, icons, desk.clock, desk.me.name)
        self.notices = Notices(shell, parent=self)
        context = Context(desk, shell, self.actions, memory)
        self.overlays = Overlays(context, theme, icons)
        self.reports = ReportPresenter(context, self.report, self.decide)
        self.making = MakingPresenter(context, self.report, self.decide)
        self.lookups = LookupsPresenter(context, self.decide, self.reports)
        self.mentions = MentionsPresenter(context, self.report, self.decide, self.reports)
        self.papers = PapersPresenter(context, self.reports, self.report, self.overlays, theme, icons)
        self.files = FilesPresenter(context, theme, icons, self.report, self.reports)
        self.sending = SendingPresenter(context, self.reports, self.decide)
        self.commands = Commands(
            context, self.queue, self.report, self.decide, self.reports, self.sending, self.overlays
        )
        self.tools = QueueTools(context, self.queue, self.overlays, theme, icons)
        self.commands.extend(self.tools.table)
        self.commands.extend(self.papers.table)
        self.commands.extend(self.mentions.table)
        self.queues = QueuePresenter(context, self.queue, self.commands.open, self.tools)
        self.status = StatusPresenter(context)
        self._speak(context, icons)
        self.dispatch = DispatchPresenter(
            context, theme, self.queue, self.report, self.reports, self.people, self.commands.open
        )
        opens = self.commands.open, self.commands.open_from
        self.conflicts = ConflictsPresenter(
            context, theme, icons, self.decide, self.reports, self.overlays, self.queue.current, *opens
        )
        self.by_hand = ByHandPresenter(context, theme, icons, self.overlays)
        self.attaching = AttachPresenter(context, self.decide)
        self.places = PlacesPresenter(context, theme, icons, self.report, self.decide, self.reports)
        self.seen = SeenPresenter(context, self.decide, self.reports, self.commands.open)
        self.salvage = SalvagePresenter(context, self.overlays, theme, icons)
        self.unsaved = UnsavedAtClose(shell, self._flush)
        self.accounting = AccountingPresenter(context, theme, icons, self.overlays, self.commands.open_from)
        self.checkup = CheckupPresenter(context, theme, icons, self.overlays)
        self.commands.extend(self.accounting.table)
        self.commands.extend(self.checkup.table)
        self._supervise(context, icons)
        self.commands.extend(self.seen.table)
        self.commands.extend(self.conflicts.table)
        self.commands.extend(lambda _known: {"dispatch": self.dispatch.dispatch})
        if door is not None:
            self.door = AtDoor(context, self.bridge, door)
            self.commands.extend(self.door.table)
        self._place()
        self._connect()

    def _make_actions(self, *, sign_in: bool) -> Actions:
        specs, training = with_outcomes(self.desk.profile.outcomes), self.desk.training is not None
        return Actions(self.shell, specs, training=training, sign_in=sign_in)

    def _supervise(self, context: Context, icons: Icons) -> None:
        """What supervisors do, and what they said to whoever is here."""
        self.supervising = SupervisingPresenter(
            context, self.theme, icons, self.queue, self.report, self.reports, self.overlays
        )
        self.saying = SayingPresenter(context, self.reports, self.notices.close)
        self.board = BoardPresenter(
            context, self.theme, icons, self.overlays, self.commands.open_from, self.supervising.menu_of
        )
        self.feedback = FeedbackPresenter(context, self.theme, icons, self.overlays, self.commands.open_from)
        self.commands.extend(self.board.table)
        self.commands.extend(self.feedback.table)
        self.commands.extend(self.supervising.table)

    def _speak(self, context: Context, icons: Icons) -> None:
        """What is said to people, what whoever takes a report over answers, and that reporters ask to withdraw."""
        theme, overlays = self.theme, self.overlays
        self.people = PeoplePresenter(context, theme, icons, self.report, self.decide, self.reports, overlays)
        self.handoffs = HandoffsPresenter(
            context, theme, icons, self.people, self.reports, overlays, self.commands.open_from
        )
        self.withdrawal = WithdrawalPresenter(
            context, theme, icons, self.report, self.decide, self.reports, self.people, overlays
        )
        self.commands.extend(self.people.table)
        self.commands.extend(self.handoffs.table)
        self.commands.extend(self.withdrawal.table)

    async def start(self) -> None:
        """Show what the store knows, then begin to hear the network."""
        if self.overlays.settings.kept.view is not View.TO_DO:
            self.queue.chosen.choose_view(self.overlays.settings.kept.view)
        await self.queues.load()
        with suppress(TimeoutError):  # a window that is not on a screen paints no list and asks for no rows
            async with asyncio.timeout(FIRST_LIST_SECONDS):
                await self.queues.shown.wait()
        self.desk.spawn("what finds mentions", load_finders())
        await self.status.start()
        await self.desk.start()
        self.tools.begin()
        await self.people.start()
        await self.dispatch.start()
        self.desk.spawn("board", self.board.offer())
        self.desk.spawn("supervising", self.supervising.offer())
        self.desk.spawn("learner", self.sending.offer())
        await self.conflicts.start()
        try:
            await self.reports.reopen_last()
        except KnownError as error:  # the disk is full: the list is there, and each report can still be read
            self.desk.hub.publish(Notice("warning", error.what, error.do, key="reopen"))
        await self.salvage.start()
        self.overlays.settings.tell_wrong()

    async def prepare(self) -> None:
        """In a pause after the start: what takes long when it is first opened."""
        self.overlays.prepare()
        await self.overlays.prepare_guides()
        await self.board.prepare()

    async def may_close(self) -> bool:
        """Whether every word on the screen is saved; see `UnsavedAtClose`."""
        return await self.unsaved.may_close()

    def tell_started_again(self) -> None:
        """Somebody started Triage a second time; this window came forward instead."""
        what = "Triage was started again; this is the window that was open."
        self.desk.hub.publish(Notice("info", what, key="again"))

    async def stop(self) -> None:
        """Save what is on the screen; hear nothing more."""
        self.shell.setEnabled(False)  # what is typed from here on could not be saved any more
        with suppress(KnownError):  # the store cannot take it: closing must still end every service in order
            await self._flush()
        self.bridge.close()

    async def _flush(self) -> None:
        """Write down every word on the screen; raises KnownError when the store cannot take it."""
        await self.reports.flush()
        await self.board.flush()

    def _place(self) -> None:
        self.shell.top.set_marking(self.desk.profile.handling_marking)
        self.shell.set_queue(self.queue)
        self.shell.set_report(self.report)
        self.shell.set_decide(self.decide)
        self.queue.setFocus(Qt.FocusReason.OtherFocusReason)  # it hands the focus to its list once that is there
        self.actions.attach("list", self.queue.view)
        self.actions.attach("report", self.report)
        self.actions.attach("decide", self.decide)

    def _connect(self) -> None:
        bridge, shell = self.bridge, self.shell
        bridge.reports_changed.connect(self.queues.changed)
        bridge.reports_changed.connect(self.reports.changed)
        bridge.reports_changed.connect(self.files.changed)
        bridge.outbox_changed.connect(self.queues.changed)
        bridge.outbox_changed.connect(self.reports.changed)
        bridge.outbox_changed.connect(self.status.outbox_changed)
        bridge.outbox_changed.connect(self.overlays.outbox_changed)
        bridge.outbox_changed.connect(lambda _ids: self.handoffs.outbox_changed())
        bridge.leases_changed.connect(lambda changes: self.reports.changed(frozenset(c.report_id for c in changes)))
        bridge.leases_changed.connect(lambda changes: self.queues.changed(frozenset(c.report_id for c in changes)))
        bridge.links_changed.connect(self.status.links_changed)
        bridge.corresponded.connect(self.people.heard)
        bridge.corresponded.connect(self.dispatch.heard)
        for heard in (bridge.reports_changed, bridge.leases_changed, bridge.links_changed):
            heard.connect(self.board.changed)
        bridge.reports_changed.connect(self.saying.changed)
        bridge.feedback_heard.connect(self.feedback.heard)
        bridge.reference_changed.connect(self.places.changed)
        bridge.store_mended.connect(self.salvage.changed)
        bridge.notices.connect(self.notices.tell)
        shell.strip_action.connect(self._strip_action)
        shell.strip_closed.connect(self.notices.close)
        shell.palette_requested.connect(self.overlays.toggle_palette)
        shell.place_chosen.connect(self._place_chosen)
        shell.status.outbox_requested.connect(self.overlays.toggle_outbox)
        shell.status.fixing_requested.connect(self.overlays.toggle_outbox)
        shell.status.refresh_requested.connect(lambda: self.commands.run("refresh"))
        self.notices.open_report.connect(lambda report_id: self.commands.open(ReportId(report_id)))
        self.overlays.open_requested.connect(lambda report_id: self.commands.open(ReportId(report_id)))
        self.overlays.mend_requested.connect(lambda report_id: self._mend(ReportId(report_id)))
        self.overlays.recall_requested.connect(lambda report_id: self._recall(ReportId(report_id)))
        self.overlays.action_requested.connect(self._run_from_palette)
        self.overlays.view_requested.connect(self._show_view)
        self.overlays.way_back.changed.connect(self.report.header.show_way_back)
        self.report.header.back_asked.connect(self.overlays.way_back.lead)
        self.overlays.views = lambda: {
            **built_in_views(),
            **{tab: view.name for tab, view in self.tools.views.offered().items()},
        }
        self.report.raw_requested.connect(lambda: self.desk.spawn("raw", self._show_raw()))

    @Slot(str)
    def _strip_action(self, key: str) -> None:
        if key == SENT_STRIP:
            self.sending.undo_last()
        else:
            self.salvage.act(key)
            self.notices.act(key)

    @Slot(str)
    def _place_chosen(self, key: str) -> None:
        match key:
            case "queue":
                self.commands.show_view(View.TO_DO)
            case "mine":
                self.commands.show_view(View.MINE)
            case _:
                self.commands.run(key)

    @Slot(str)
    def _show_view(self, key: str) -> None:
        """A view that was chosen in the palette: a built-in one or a saved one by its tab."""
        saved = self.tools.views.offered().get(key)
        if saved is None:
            self.commands.show_view(View(key))
        else:
            self.queue.chosen.choose_saved(saved)
            self.shell.focus_column("queue")

    @Slot(str)
    def _run_from_palette(self, name: str) -> None:
        if name in STAYS:
            self.overlays.leave()
        else:
            self.overlays.leave_all()
        self.commands.run(name)

    def _mend(self, report_id: ReportId) -> None:
        self.overlays.leave_all()
        self.desk.spawn("mend", self.sending.mend(report_id))

    def _recall(self, report_id: ReportId) -> None:
        self.overlays.leave_all()
        self.desk.spawn("recall", self.sending.take_back(report_id))

    async def _show_raw(self) -> None:
        if self.reports.current is not None:
            raw = await self.desk.raw(self.reports.current)
            self.report.show_raw(raw.decode("utf-8", errors="replace"))
