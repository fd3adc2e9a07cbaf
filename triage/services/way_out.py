"""The way out of the workstation put together: who carries what to the gateway and to the records systems."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass

from triage.records.connector import RecordsSystem
from triage.services.api.queue import QueueApi
from triage.services.by_hand import ByHand
from triage.services.enclosing import Enclosing
from triage.services.errands import Errands
from triage.services.files import Files
from triage.services.gateway_courier import GatewayCourier
from triage.services.guarding import Guard
from triage.services.links import Links
from triage.services.marks import Marks
from triage.services.outbox import Outbox
from triage.services.pusher import Pusher, tell_missing
from triage.services.receipts import Receipts
from triage.services.records_courier import RecordsCourier
from triage.services.renewals import Renewals
from triage.services.tasks import Tasks
from triage.services.workplace import Workplace


@dataclass(frozen=True, slots=True)
class WayOut:
    """``pusher`` sends what is due; ``by_hand`` takes a receipt that a person fetched themselves."""

    pusher: Pusher
    by_hand: ByHand


def make_way_out(
    place: Workplace,
    *,
    api: QueueApi,
    systems: Mapping[str, RecordsSystem],
    outbox: Outbox,
    renewals: Renewals,
    links: Links,
    errands: Errands,
    files: Files,
    tasks: Tasks,
    rng: random.Random,
) -> WayOut:
    """Every part once: they share marks and receipts, so that whatever travels is written down the same way."""
    marks, receipts = Marks(place, rng), Receipts(place.clock, place.audit)
    guard = Guard(place, api, marks)
    to_gateway = GatewayCourier(
        place,
        api=api,
        outbox=outbox,
        marks=marks,
        receipts=receipts,
        renewals=renewals,
        links=links,
        errands=errands,
    )
    enclosing = Enclosing(place, files=files, outbox=outbox, marks=marks, receipts=receipts, links=links, guard=guard)
    to_records = RecordsCourier(
        place,
        systems=systems,
        outbox=outbox,
        marks=marks,
        receipts=receipts,
        links=links,
        missing=tell_missing(place.hub),
        guard=guard,
        enclosing=enclosing,
    )
    pusher = Pusher(
        place, outbox=outbox, marks=marks, tasks=tasks, to_gateway=to_gateway.carry, to_records=to_records.carry
    )
    return WayOut(pusher, ByHand(place, receipts))
