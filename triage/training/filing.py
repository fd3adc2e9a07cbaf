"""How an invented colleague's decision ends: begun at the gateway, recorded at the records systems, then settled.

The documents are those that a desktop sends, in the order that it keeps to, so that the account of a training ground
is one of real records.
"""

from __future__ import annotations

from triage.models import codec
from triage.models.decision import Decision, Reference
from triage.models.ids import new_op_id
from triage.models.profile import Profile
from triage.models.queue import Claimed, ReportBody
from triage.records.document import as_supplement, build_documents, parts_of, to_json
from triage.records.rest import WireReceipt
from triage.training.desk_calls import DeskCalls, asked


class Filing:
    """``records``: the stand-in's address, below which each destination of ``profile`` is reached by its key."""

    def __init__(self, records: str, profile: Profile) -> None:
        self._records, self._profile = records, profile

    def finish(self, author: DeskCalls, claimed: Claimed, decision: Decision) -> None:
        """Begin, record, settle. What broke off in between stays begun, as a stranded workstation leaves it, for a
        supervisor to take over.

        Raises:
            KnownError: the gateway or a records system refused a step or did not answer.
        """
        author.begin(claimed, decision)
        author.settle(claimed, decision, self._record(claimed.report, decision))

    def _record(self, body: ReportBody, decision: Decision) -> tuple[Reference, ...]:
        """Make what the decision asks for, or add it to what an earlier one made of this report."""
        there: dict[str, dict[str, str]] = {}
        for one in body.references:
            if one.record_id and one.deliverable != "supplement":
                there.setdefault(one.destination, {})[one.deliverable] = one.record_id
        made: list[Reference] = []
        for whole in build_documents(body.report, decision, self._profile).values():
            for part in parts_of(whole, self._profile):
                records, earlier = f"/{part.destination}/records", there.get(part.destination)
                if earlier:
                    records += f"/{next(iter(earlier.values()))}/supplements"
                    part = as_supplement(part, earlier)
                headers = {"Content-Type": "application/json", "Idempotency-Key": f'"{new_op_id()}"'}
                told = asked(self._records, "POST", records, to_json(part), headers, who="The records system")
                made += codec.decode(WireReceipt, told).receipt().as_references(part.destination)
        return tuple(made)
