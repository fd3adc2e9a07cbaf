"""When it happened, from the incident's date groups; dates and times asked separately are put together."""

from __future__ import annotations

from triage.models.answer import Moment
from triage.models.report import When
from triage.models.sdm.entities import Entity
from triage.models.sdm.leaves import Leaf
from triage.models.sdm.moments import is_bare_time, joined, moment
from triage.models.sdm.scalars import as_bool, as_text

_START = ("incidentstartdatetime", "incidentdatetime", "startdatetime", "incidentdate", "datetimeofincident",
          "dateofincident",
          "collisiondatetime", "lastseendatetime", "lastseen", "incidentstartdate")  # fmt: skip
_END = ("incidentenddatetime", "enddatetime", "incidentenddate")
_FROM = ("datefrom", "from", "start", "datetime", "date", "timefrom", "starttime", "time")
_TO = ("dateto", "to", "end", "timeto", "endtime")


def when_of(incident: Entity) -> When | None:
    """Start and end as told; None when the incident says nothing about time.

    A start group may hold both ends of a span (dateFrom, dateTo); an end group then has the last word.
    """
    start_leaves, end_leaves = _group(incident, _START), _group(incident, _END)
    start = _moment(start_leaves, (*_FROM, *_START), "when/start")
    end = _moment(end_leaves, (*_TO, *_FROM, *_END), "when/end")
    if end is None or end.at is None:
        end = _moment(start_leaves, _TO, "when/end") or end
    exact = as_bool(incident.raw("when/exact", "incidentexacttimeknown", "exacttimeknown"))
    if start is None and end is None and exact is None:
        return None
    return When(start=start, end=end, exact=exact)


def _group(incident: Entity, names: tuple[str, ...]) -> list[Leaf]:
    for name in names:
        found = [leaf for leaf in incident.inside(name) if isinstance(leaf.raw, str) and as_text(leaf.raw)]
        if found:
            return found
    return []


def _moment(leaves: list[Leaf], names: tuple[str, ...], shown_as: str) -> Moment | None:
    """The first date under these names, with a bare time beside it; else the bare time alone, as words."""
    own = [leaf for leaf in leaves if leaf.key in names]
    dates = [leaf for leaf in own if not is_bare_time(as_text(leaf.raw))]
    times = [leaf for leaf in own if is_bare_time(as_text(leaf.raw))]
    for leaf in (*dates[:1], *times[:1]):
        leaf.shown_as = shown_as
    if dates and times:
        return joined(as_text(dates[0].raw), as_text(times[0].raw))
    found = dates or times
    return moment(as_text(found[0].raw)) if found else None
