"""The orders that were read last: most news leave a list as it is, and then its answer is the very same object."""

from __future__ import annotations

from collections import OrderedDict

from triage.models.ids import ReportId
from triage.models.query import ListQuery
from triage.services import listing

KEPT = 3
"""Lists of which the last order is kept: some four megabytes each at 100,000 reports."""


class Orders:
    """For the reading thread only."""

    def __init__(self) -> None:
        self._kept: OrderedDict[ListQuery, tuple[str, tuple[ReportId, ...]]] = OrderedDict()

    def ids(self, query: ListQuery, text: str) -> tuple[ReportId, ...]:
        """The ids in ``text`` (`listing.joined`)."""
        known, order = self._kept.pop(query, ("", ()))
        if known != text:
            order = listing.split(text)
        self._kept[query] = (text, order)
        while len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        return order
