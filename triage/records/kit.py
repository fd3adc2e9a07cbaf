"""What a records system really does, tried on a test system: from a sign of life to a lost answer.

It makes records that say of themselves that they are trials. What is found decides the safe strategy, not what the
profile or the mapping declares; where the two differ, the settings to change are named.
"""

from __future__ import annotations

import asyncio
import time
import uuid
from collections.abc import Awaitable, Callable
from dataclasses import replace

from triage.models.clock import Clock
from triage.models.errors import KnownError
from triage.models.ids import OpId, ReportId, new_op_id
from triage.models.profile import Destination, Profile
from triage.models.verdict import Reply, Transport, Verdict, classify
from triage.records.connector import Exchange, LookUp, Receipt, RecordsSystem, Strategy, strategy_of
from triage.records.document import build_documents, parts_of, to_json
from triage.records.file_trial import FileTrial
from triage.records.findings import LOOK_EVERY, Found, State, accepted, not_there, said
from triage.records.parts import RecordDocument
from triage.records.trial import trial_decision, trial_report

LONGEST_INDEX = 60.0
"""Seconds that a new record is looked for before it counts as not to be found."""
LARGE = 3_000_000
"""Characters of the narrative of the oversized trial."""


Lossy = Callable[[], RecordsSystem]
"""Makes the same connector once more, but one whose answers are lost (`triage.records.http.lossy_client`)."""


class Kit:
    """Tries one destination. ``makes``: records may be made there; without it only what changes nothing is tried."""

    def __init__(
        self,
        place: Destination,
        profile: Profile,
        system: RecordsSystem,
        *,
        clock: Clock,
        makes: bool,
        lossy: Lossy | None = None,
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._place = place
        self._profile = profile
        self._system = system
        self._clock = clock
        self._makes = makes
        self._lossy = lossy
        self._pause = pause
        self.found = Found(place.key, strategy_of(idempotent=system.idempotent, look_up=system.can.look_up))

    async def run(self) -> Found:
        """Everything in order; stops early where the system cannot be reached or does not know us."""
        if not await self._reached():
            return self.found
        await self._unknown_reference()
        await self._searches()
        await self._trial_run()
        if not self._makes:
            self.found.add(
                "records", State.UNKNOWN, "Nothing was made. Say --makes-records to try it on a test system."
            )
            return self.found
        document = self._document()
        key = new_op_id()
        receipt = await self._create(document, key)
        if receipt is None:
            return self.found
        await self._looked_up(document, key, receipt)
        await self._same_key(document, key, receipt)
        await self._supplement(receipt)
        await self._attach(receipt)
        await self._refused()
        await self._oversized()
        await self._lost_answer()
        return self.found

    async def _reached(self) -> bool:
        told = await self._system.ping()
        outcome = told.outcome
        if isinstance(outcome, Transport):
            self.found.add(
                "connection", State.WRONG, "It cannot be reached. Check the address, the network, certificates."
            )
        elif outcome.status in (401, 403):
            self.found.add("connection", State.WRONG, f"It does not know us ({outcome.status}). Check the secret.")
        elif not outcome.expected_type or outcome.status >= 500:
            self.found.add("connection", State.WRONG, f"Something else answers ({outcome.status}). Check the address.")
        else:
            self.found.add("connection", State.WORKS, f"It answers in {told.latency_ms:.0f} ms.")
            return True
        return False

    async def _unknown_reference(self) -> None:
        if self._system.can.look_up is LookUp.NONE:
            self.found.looks_up = False
            self.found.add("look-up", State.NOT_OFFERED, "It cannot be asked by our reference.")
            return
        told = await self._system.find_by_external(ReportId(str(uuid.uuid4())))
        if not_there(told):
            self.found.add("unknown reference", State.WORKS, "It says clearly that a record is not there.")
        else:
            self.found.looks_up = False
            self.found.add(
                "unknown reference",
                State.WRONG,
                f"{said(told)} to a reference that nobody has. Mend [find], or leave it out: a look-up that cannot "
                "say “not there” is none.",
            )

    async def _searches(self) -> None:
        asked = {
            "people": {"surname": "Trial"},
            "addresses": {"postcode": "ZZ99 9ZZ"},
            "vehicles": {"registration": "TR14 ALZ"},
        }
        for kind, by in asked.items():
            if kind not in self._system.can.searches:
                self.found.add(f"search {kind}", State.NOT_OFFERED, "Not declared.")
                continue
            told = await self._system.look_up(kind, by)
            works = isinstance(told.outcome, Reply) and told.outcome.status < 300 and told.outcome.expected_type
            words = f"{len(told.hits)} found." if works else f"{said(told)}. Mend [{kind}] or leave it out."
            self.found.add(f"search {kind}", State.WORKS if works else State.WRONG, words)

    async def _trial_run(self) -> None:
        if not self._system.can.dry_run:
            self.found.add("dry run", State.NOT_OFFERED, "It checks no record without making it.")
            return
        document = self._document()
        told = await self._system.try_out(to_json(document), new_op_id())
        if not accepted(told):
            self.found.add("dry run", State.WRONG, f"{said(told)}.")
        elif self._system.can.look_up is LookUp.SURE and not not_there(await self._find(document, None)):
            self.found.add("dry run", State.WRONG, "A record was made all the same. Leave [dry_run] out.")
        else:
            self.found.add("dry run", State.WORKS, "It checks a record, and none was found afterwards.")

    async def _create(self, document: RecordDocument, key: OpId) -> Receipt | None:
        told = await self._system.create(to_json(document), key)
        if told.receipt is None and self._system.can.look_up is LookUp.LATE:
            told = await self._late(document, key)
        if told.receipt is None:
            self.found.add("create", State.WRONG, f"{said(told)}. Without a reference nothing else can be tried.")
            return None
        wanted = {one.key for one in document.deliverables}
        missing = wanted - {one.deliverable for one in told.receipt.references}
        if missing:
            self.found.add("create", State.WRONG, f"It gave no reference for {', '.join(sorted(missing))}.")
        else:
            self.found.add("create", State.WORKS, f"Record {told.receipt.record_id}, {told.latency_ms:.0f} ms.")
        return told.receipt

    async def _late(self, document: RecordDocument, key: OpId) -> Exchange:
        """Its answer, as long as it is waited for here."""
        told, waited = await self._find(document, key), 0.0
        while told.receipt is None and waited < LONGEST_INDEX:
            await self._pause(LOOK_EVERY)
            waited += LOOK_EVERY
            told = await self._find(document, key)
        return told

    async def _looked_up(self, document: RecordDocument, key: OpId, made: Receipt) -> None:
        if self._system.can.look_up is LookUp.NONE:
            return
        started = time.perf_counter()
        told = await self._late(document, key)
        took = time.perf_counter() - started
        if told.receipt is None:
            self.found.looks_up = False
            self.found.add("look-up", State.WRONG, f"{said(told)} within {LONGEST_INDEX:.0f} s of making the record.")
            return
        same = {one.reference for one in told.receipt.references} == {one.reference for one in made.references}
        self.found.looks_up = same if self.found.looks_up is None else self.found.looks_up and same
        self.found.index_seconds = took
        if not same:
            self.found.add("look-up", State.WRONG, "It finds another reference than the one it gave.")
        elif took > self._system.index_delay.total_seconds() + LOOK_EVERY:
            self.found.add("look-up", State.DIFFERS, f"Found only after {took:.1f} s: set index_delay_seconds higher.")
        else:
            self.found.add("look-up", State.WORKS, f"Found by our reference after {took:.1f} s.")

    async def _same_key(self, document: RecordDocument, key: OpId, made: Receipt) -> None:
        if self.found.declared is Strategy.WAIT:
            self.found.idempotent = False
            self.found.add("same key again", State.NOT_OFFERED, "Files have no keys.")
            return
        told = await self._system.create(to_json(document), key)
        self.found.idempotent = told.receipt == made
        if told.receipt == made:
            words = "The same key gives the same record."
            state = State.WORKS if self._system.idempotent else State.UNKNOWN
            if not self._system.idempotent:
                words += " It is not declared; its makers must promise it before it is."
            self.found.idempotent = self._system.idempotent
            self.found.add("same key again", state, words)
        elif self._system.idempotent:
            words = f"{said(told)}: idempotent is declared, and it is not. Set idempotent = false."
            self.found.add("same key again", State.DIFFERS, words)
        else:
            self.found.add("same key again", State.NOT_OFFERED, f"{said(told)}, as declared: no keys.")

    async def _supplement(self, made: Receipt) -> None:
        if not self._system.can.supplements:
            self.found.add("supplement", State.NOT_OFFERED, "Nothing can be added to a record.")
            return
        document = self._document()
        part = replace(document.deliverables[0], key="supplement", kind="supplement")
        body = to_json(replace(document, deliverables=(part,)))
        told = await self._system.supplement(made.record_id, body, new_op_id())
        works = told.receipt is not None
        self.found.add("supplement", State.WORKS if works else State.WRONG, f"{said(told)}.")
        change = getattr(self._system, "supplement_under", None)
        if not self._system.can.etags or change is None:
            self.found.add("ETag", State.NOT_OFFERED, "A change made meanwhile is not noticed.")
            return
        stale: Exchange = await change(made.record_id, body, new_op_id(), '"of-long-ago"')
        noticed = classify(stale.outcome, idempotent=False) is Verdict.CONFLICT
        words = "A change made meanwhile is refused (412)." if noticed else f"{said(stale)} under a stale ETag."
        self.found.add("ETag", State.WORKS if noticed else State.WRONG, words)

    async def _attach(self, made: Receipt) -> None:
        if not self._system.can.attachments:
            self.found.add("attachments", State.NOT_OFFERED, "Files of a report stay in Triage.")
            return
        await FileTrial(self._system, self._place, self.found.add).run(made.record_id)

    async def _refused(self) -> None:
        """A body that is no record of anything: it must be refused as content, not by falling over."""
        raw = getattr(self._system, "send_bytes", None)
        if raw is None:
            self.found.add("refused body", State.NOT_OFFERED, "Checked by its schema before it leaves.")
            return
        told: Exchange = await raw(b"{}", new_op_id())
        verdict = classify(told.outcome, idempotent=False)
        named = isinstance(told.outcome, Reply) and bool(told.outcome.errors)
        if verdict is not Verdict.REJECTED:
            self.found.add("refused body", State.WRONG, f"{said(told)} to a body that is no record.")
        else:
            words = "and names fields" if named else "but names no field"
            self.found.add("refused body", State.WORKS, f"Refused ({said(told)}), {words}.")

    async def _oversized(self) -> None:
        document = self._document(narrative="x" * LARGE)
        told = await self._system.create(to_json(document), new_op_id())
        verdict = classify(told.outcome, idempotent=False)
        if verdict in (Verdict.REJECTED, Verdict.DONE):
            word = "taken" if verdict is Verdict.DONE else "refused"
            self.found.add("large body", State.WORKS, f"{LARGE:,} characters are {word} ({said(told)}).")
        else:
            words = (
                f"{said(told)} to {LARGE:,} characters. Set takes_bytes to what it takes, so that this never leaves."
            )
            self.found.add("large body", State.WRONG, words)

    async def _lost_answer(self) -> None:
        """Lose the answer on its way back, then do what the strategy says: the one record, or a person."""
        if self._lossy is None or self.found.declared is Strategy.WAIT:
            return
        lossy, document, key = self._lossy(), self._document(), new_op_id()
        told = await lossy.create(to_json(document), key)
        await lossy.aclose()
        if told.outcome is not Transport.NO_ANSWER:
            self.found.add("lost answer", State.UNKNOWN, f"{said(told)}: its answer could not be lost.")
            return
        if self.found.strategy is Strategy.PERSON:
            self.found.add("lost answer", State.NOT_OFFERED, "A person looks: it can be neither asked nor told twice.")
            return
        if self.found.strategy is Strategy.LOOK_UP:
            again = await self._late(document, key)
        else:
            again = await self._system.create(to_json(document), key)
        if again.receipt is None:
            self.found.add("lost answer", State.WRONG, f"{said(again)} afterwards.")
        else:
            self.found.add("lost answer", State.WORKS, f"Recovered ({self.found.strategy.value}).")

    async def _find(self, document: RecordDocument, key: OpId | None) -> Exchange:
        keys = tuple(one.key for one in document.deliverables)
        return await self._system.find_by_external(ReportId(document.external_reference), key, keys)

    def _document(self, *, narrative: str = "") -> RecordDocument:
        """A fresh trial for this destination, under a reference that nobody has."""
        now = self._clock.now()
        report = trial_report(self._profile, now, narrative=narrative)
        documents = build_documents(report, trial_decision(report, self._profile, now), self._profile)
        document = documents.get(self._place.key)
        if document is None:
            what = f"No outcome of the profile sends anything to “{self._place.name}” that a trial could be made of."
            raise KnownError(what, "Look at destinations.takes and outcomes.deliverables.")
        return parts_of(document, self._profile)[0]
