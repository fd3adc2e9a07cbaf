"""Following a list from one order to another gives exactly the other order."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from triage.models.ids import ReportId
from triage.ui.queue.patching import Run, difference, runs, step

ORDERS = st.lists(st.integers(0, 40).map(lambda n: ReportId(str(n))), unique=True, max_size=40)


@given(ORDERS, ORDERS)
def test_the_steps_lead_from_old_to_new(old: list[ReportId], new: list[ReportId]) -> None:
    patch = difference(old, new)
    now = list(old)
    for run in patch.removed:
        del now[run.first : run.last + 1]
    if patch.order is not None:
        assert sorted(patch.order) == sorted(now)
        now = list(patch.order)
    for run in patch.inserted:
        now[run.first : run.first] = new[run.first : run.last + 1]
    assert now == new


@given(ORDERS)
def test_the_same_needs_no_step(order: list[ReportId]) -> None:
    patch = difference(order, order)
    assert (patch.removed, patch.order, patch.inserted) == ((), None, ())


def test_neighbours_are_one_run() -> None:
    assert runs([1, 2, 3, 7, 9, 10]) == [Run(1, 3), Run(7, 7), Run(9, 10)]
    assert runs([]) == []


@given(ORDERS, ORDERS)
def test_a_step_tells_who_came_and_where_each_stands(old: list[ReportId], new: list[ReportId]) -> None:
    found = step(tuple(old), tuple(new))
    assert found.come == tuple(name for name in new if name not in old)
    assert [found.places[name] for name in new] == list(range(len(new)))
