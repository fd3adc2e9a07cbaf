"""The desk without a window: every service made, started and stopped in order. The window stands on this."""

from __future__ import annotations

import asyncio
import contextlib
import importlib
import random
from collections.abc import Coroutine
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from triage.models.clock import Clock, ServerClock, SystemClock
from triage.models.desk_keys import Layer
from triage.models.errors import KnownError
from triage.models.ids import ReportId
from triage.models.operation import GATEWAY
from triage.models.outcome_draft import AttachTo
from triage.models.profile import Profile
from triage.models.queue import ReportBody
from triage.policy.force import heard_of_force, keep_force
from triage.services import profiles
from triage.services.accounting import Accounting
from triage.services.api.account import AccountApi
from triage.services.api.client import Tokens, Wire
from triage.services.api.files import FilesApi
from triage.services.api.handoffs import HandoffsApi
from triage.services.api.known import KnownApi
from triage.services.api.lookups import LookupsApi
from triage.services.api.messages import MessagesApi
from triage.services.api.proposals import ProposalsApi
from triage.services.api.refdata import RefdataApi
from triage.services.api.supervising import SupervisingApi
from triage.services.api.taking_over import TakingOverApi
from triage.services.api.versions import VersionsApi
from triage.services.api.views import ListApi
from triage.services.audit import Audit
from triage.services.begun_reviews import BegunReviews
from triage.services.cipher import StoreTrouble
from triage.services.claims import Claims
from triage.services.conflicts import Conflicts
from triage.services.dispatching import Dispatching
from triage.services.drafts import Drafts
from triage.services.errands import Errands
from triage.services.feedback import FeedbackInbox
from triage.services.files import Files
from triage.services.handoffs import Handovers
from triage.services.hub import Hub, Notice, ReferenceChanged
from triage.services.known import KnownBefore
from triage.services.links import Probes, ping
from triage.services.lists import Lists
from triage.services.lookups import Lookups
from triage.services.loops import Loops
from triage.services.mending import Mending
from triage.services.messages import Messages
from triage.services.opening import Opened, OpenStore, key_source, open_parts
from triage.services.outbox import Outbox
from triage.services.overseeing import overseeing_of
from triage.services.proposals import ProposedHere
from triage.services.puller import Puller
from triage.services.record_search import find_records
from triage.services.reference import Reference
from triage.services.renewals import Renewals
from triage.services.reports import Reports
from triage.services.roles import Roles
from triage.services.rounds import Rounds
from triage.services.saying import Sayings
from triage.services.secret import KeySource
from triage.services.statements import Statements
from triage.services.store import Store
from triage.services.supervising import Supervising
from triage.services.taking_over import TakingOver
from triage.services.tasks import Tasks
from triage.services.triage import Triage
from triage.services.uploader import Uploader
from triage.services.versions import Versions
from triage.services.way_out import make_way_out
from triage.services.workplace import Workplace
from triage.settings import DeskSettings

if TYPE_CHECKING:
    from triage.services.doctor.patient import Patient

LATER = ("triage.records.document", "triage.records.preview")
"""Needed by the first preview or decision, not by the first list."""
LAST_UPLOAD = 2.0
"""Seconds that stopping waits for the last copies of drafts to go up. They are saved here in any case."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Handler:
    id: str
    name: str


class Desk:
    """Made by `open`, set going by `start`, ended by `stop`. Everything public is for the window."""

    def __init__(self, opened: Opened, rng: random.Random) -> None:
        settings = opened.settings
        self.settings = settings
        self.me = Handler(id=settings.handler_id, name=settings.handler_name)
        self._in_force = profiles.InForce(opened.profile)
        force = heard_of_force(opened.profile)
        self.standing = settings.standing.with_layer(Layer.FORCE, force.told, force.faults)
        self._lock = opened.lock
        self.store = opened.store
        self.hub = opened.hub
        self.clock = opened.clock
        self.links = opened.links
        self.training = opened.training
        self.audit = Audit(opened.clock, self.me.id)
        self._api = opened.api
        self._systems = opened.systems
        self._tasks = Tasks(opened.hub)
        self._place = Workplace(store=self.store, hub=self.hub, clock=self.clock, audit=self.audit, me=self.me.id)
        self._make(rng)
        self.store.tell(self._store_heard)

    @classmethod
    async def open(
        cls,
        settings: DeskSettings,
        *,
        key: KeySource | None = None,
        tokens: Tokens | None = None,
        hub: Hub | None = None,
        clock: Clock | None = None,
        rng: random.Random | None = None,
        open_store: OpenStore = Store.open,
        wire: Wire | None = None,
    ) -> Desk:
        """Open the store, fetch or remember the profile, make every service. Nothing runs yet.

        ``tokens``: of who has signed in; without them the settings' own token is used. ``wire``: what carries every
        call in place of connections of its own.

        Raises:
            KnownError: another desktop is open on this home; key, store, profile or a destination's address.
        """
        told = ServerClock(clock or SystemClock())
        opened = await open_parts(settings, key or key_source(settings), hub or Hub(), told, open_store, tokens, wire)
        return cls(opened, rng or random.Random())

    def _make(self, rng: random.Random) -> None:
        place, seconds = self._place, self.profile.leases.seconds
        self.reports = Reports(place, self._in_force.current)
        self.drafts = Drafts(place)
        self.outbox = Outbox(place)
        self._renewals = Renewals(place, self._api, self.links, lease_seconds=seconds)
        self.claims = Claims(place, self._api, self._renewals, lease_seconds=seconds)
        self.lists = Lists(place, ListApi(self._api.client), self.claims)
        words, handoffs = MessagesApi(self._api.client), HandoffsApi(self._api.client)
        self.known = KnownBefore(KnownApi(self._api.client), self.clock)
        self.messages = Messages(place, words, handoffs)
        self.handovers = Handovers(place, handoffs)
        self.dispatching = Dispatching(place, self.me.name)
        files = FilesApi(self._api.client)
        proposals = ProposalsApi(self._api.client)
        self._errands = Errands(place, self._api, words, handoffs, files, proposals)
        self.proposed = ProposedHere(place, proposals, self._api)
        self.conflicts = Conflicts(place, self._api, self._in_force.current, self.me.name)
        taking_over = TakingOverApi(self._api.client)
        self.taking_over = TakingOver(
            place, taking_over, self.claims, self._systems, self._in_force.current, lease_seconds=seconds
        )
        supervising = SupervisingApi(self._api.client)
        self.supervising = Supervising(place, supervising, self.taking_over)
        self.sayings = Sayings(place, supervising, self._renewals)
        self.files = Files(place, files, self.settings.home / "files")
        self.versions = Versions(place, VersionsApi(self._api.client))
        self.lookups = Lookups(LookupsApi(self._api.client), self._systems, self._in_force.current, self.clock)
        self.reference = Reference(RefdataApi(self._api.client), self.hub, self.settings.home)
        self.hub.subscribe(ReferenceChanged, lambda _event: self._take_classes())
        self.triage = Triage(place, self._api, self._in_force.current, self.me.name)
        account = AccountApi(self._api.client)
        self.accounting = Accounting(account, self._systems, self.clock)
        self.overseeing = overseeing_of(self._api.client)
        self.begun_reviews = BegunReviews(place)
        self.feedback = FeedbackInbox(place, self.overseeing.quality)
        self.roles = Roles(place, self.overseeing.figures)
        self.statements = Statements(place, account, self.links)
        self._uploader = Uploader(place, self._api, self.links, self._renewals.suspect, rng)
        self._puller = Puller(self.reports, self._api, self.hub, self.clock.heard, rng)
        way = make_way_out(
            place,
            api=self._api,
            systems=self._systems,
            outbox=self.outbox,
            renewals=self._renewals,
            links=self.links,
            errands=self._errands,
            files=self.files,
            tasks=self._tasks,
            rng=rng,
        )
        self._pusher, self.by_hand = way.pusher, way.by_hand
        self.mending = Mending(place, self.claims, self._puller)
        self._rounds = Rounds(self.hub, self._renewals, self._puller, self.claims, self.conflicts)
        pings = {name: ping(self.links, name, system) for name, system in self._systems.items()}
        self._probes = Probes(self.links, self.clock, {GATEWAY: self._api.healthy, **pings})

    @property
    def profile(self) -> Profile:
        """What this desk works by, until it is started again."""
        return self._in_force.current()

    @property
    def loops(self) -> Loops:
        """What `start` sets going, for whoever takes each step by hand."""
        return Loops(self._probes, self._puller, self._renewals, self._uploader, self._pusher)

    async def start(self) -> None:
        """Take in what the last session left, then set every loop going."""
        try:
            await self.outbox.recover()
        except KnownError as error:  # the disk is full: what was being sent is taken in before anything else is sent
            self._pusher.take_strays()
            self.hub.publish(Notice("error", error.what, error.do, key="outbox"))
        await self.reference.open()
        await self.roles.open()
        self._take_classes()
        spawn, keep = self._tasks.spawn, self._tasks.keep
        spawn("later", asyncio.to_thread(_import_later))
        keep("mend", self.mending.run)
        keep("check store", self.mending.check)
        keep("probes", self._probes.run)
        keep("pull", self._puller.run)
        keep("renew", self._rounds.renew)
        keep("upload", self._uploader.run)
        keep("state", self.statements.run)
        keep("reconcile", self._rounds.reconcile)
        keep("sayings", self.sayings.run)
        keep("feedback", self.feedback.run)
        keep("push", self._pusher.run)
        keep("files", self.files.run)
        keep("reference", self.reference.run)
        spawn("profile", self._ask_for_profile())
        spawn("templates", self.messages.templates())
        spawn("roles", self.roles.run())

    async def stop(self) -> None:
        """End every loop, the last started first; what is saved stays, what was being sent is looked up next time."""
        await self._tasks.close()
        with contextlib.suppress(TimeoutError, KnownError):
            async with asyncio.timeout(LAST_UPLOAD):
                await self._uploader.upload()
        for system in self._systems.values():
            await system.aclose()
        if self.training is not None:
            await self.training.aclose()
        await self._api.aclose()
        await self.store.close()
        self._lock.free()

    def spawn(self, name: str, coro: Coroutine[Any, Any, Any]) -> asyncio.Task[Any] | None:
        """Run a coroutine of the window under the desk's supervisor (rule R4)."""
        return self._tasks.spawn(name, coro)

    @property
    def caught_up(self) -> bool:
        """Whether the queue is complete as of the last page of the feed."""
        return self._puller.caught_up.is_set()

    async def synced(self) -> None:
        """Wait until the queue is complete."""
        await self._puller.caught_up.wait()

    async def refresh(self) -> None:
        """Ask the gateway now instead of after the pause that failures brought.

        Raises:
            KnownError: the gateway cannot be reached.
        """
        await self._api.healthy()
        self._puller.wake()

    async def fetch(self, report_id: ReportId) -> ReportBody:
        """The whole report from the gateway, to read without claiming; nothing of it is kept here.

        Raises:
            KnownError: unknown there, or the gateway cannot be reached.
        """
        return await self._api.report(report_id)

    async def find_records(self, reference: str) -> tuple[tuple[AttachTo, ...], tuple[str, ...]]:
        """Records with this reference at every destination, and the names of those that did not answer."""
        return await find_records(self.profile, self._systems, reference)

    async def raw(self, report_id: ReportId) -> bytes:
        """The original bytes as the public's form sent them; raises KnownError as `fetch` does."""
        return await self._api.raw(report_id)

    def as_patient(self) -> Patient:
        """This desk as `triage.services.doctor` looks at it, while it works."""
        from triage.services.doctor.counts import count_rows
        from triage.services.doctor.patient import Patient

        return Patient(
            standing=self.standing,
            clock=self.clock.base,  # the machine's own: it is what is compared with the gateway's
            settings=self.settings,
            check_store=self.store.check,
            count=lambda: self.store.read(count_rows),
            client=self._api.client,
            profile=self._in_force.own,
        )

    def _take_classes(self) -> None:
        self._in_force.take_classes(self.reference.library.classes)

    async def _ask_for_profile(self) -> None:
        """Learn whether the force changed its profile; a new one is used from the next start on."""
        fresh = await profiles.fetch(self.store, self._api, self.profile)
        await asyncio.to_thread(keep_force, self.settings.workstation, fresh)
        self._in_force.hear(fresh, self.hub)

    def _store_heard(self, trouble: StoreTrouble | None) -> None:
        """One line for whatever could not be saved, until everything is."""
        if trouble is not None:
            self.hub.publish(Notice("error", trouble.what, trouble.do, key="store"))
        else:
            self.hub.publish(Notice("info", "The local store can be written again.", "Saving goes on.", key="store"))


def _import_later() -> None:
    for name in LATER:
        importlib.import_module(name)
