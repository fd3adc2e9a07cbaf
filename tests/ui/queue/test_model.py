"""Ids first, pages later: what is asked for, what is kept, what is dropped."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPersistentModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester

from tests.builders import NOW, a_row
from triage.models.clock import ManualClock
from triage.models.ids import ReportId
from triage.models.views import QueueRow
from triage.ui.queue.model import ID_ROLE, LOADING, PAGE, PAGES_KEPT, ROW_ROLE, QueueModel
from triage.ui.queue.patching import step


def rows(numbers: list[int]) -> dict[ReportId, QueueRow]:
    made = [a_row(number) for number in numbers]
    return {row.summary.report_id: row for row in made}


def ids(*numbers: int) -> list[ReportId]:
    return [ReportId(f"r{number}") for number in numbers]


@pytest.fixture
def model(qapp, clock: ManualClock) -> QueueModel:
    return QueueModel(clock)


def test_an_unknown_row_is_a_placeholder_and_its_page_is_asked_for_once(model: QueueModel, qtbot) -> None:
    model.set_ids(ids(*range(250)))
    asked: list[tuple[int, int]] = []
    model.page_wanted.connect(lambda wanted, generation: asked.append((len(wanted), generation)))
    with qtbot.waitSignal(model.page_wanted):
        for row in range(130):
            assert model.index(row).data(Qt.ItemDataRole.AccessibleTextRole) == LOADING
    assert model.index(3).data(ROW_ROLE) is None
    assert asked == [(PAGE, 1), (PAGE, 1)]


def test_a_page_fills_its_rows(model: QueueModel, qtbot) -> None:
    page = rows([1, 2, 3])
    model.set_ids(page)
    with qtbot.waitSignal(model.dataChanged):
        model.put_page(page, model.generation)
    assert model.index(0).data(ROW_ROLE) == page[model.ids()[0]]
    assert "Theft" in model.index(0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert model.index(1).data(ID_ROLE) == model.ids()[1]


def test_a_page_of_an_older_query_is_dropped(model: QueueModel) -> None:
    page = rows([1])
    model.set_ids(page)
    old = model.generation
    model.set_ids(page)
    model.put_page(page, old)
    assert model.held(next(iter(page))) is None


def test_a_failed_page_can_be_asked_for_again(model: QueueModel, qtbot) -> None:
    model.set_ids(ids(1, 2))
    with qtbot.waitSignal(model.page_wanted) as first:
        model.index(0).data(ROW_ROLE)
    model.page_failed(first.args[0])
    with qtbot.waitSignal(model.page_wanted):
        model.index(0).data(ROW_ROLE)


def test_only_so_many_pages_are_kept(model: QueueModel) -> None:
    many = {ReportId(f"r{n}"): a_row(1) for n in range(PAGE * (PAGES_KEPT + 1))}
    model.set_ids(many)
    names = list(many)
    for at in range(0, len(names), PAGE):
        model.put_page({name: many[name] for name in names[at : at + PAGE]})
    assert model.held(names[0]) is None
    assert model.held(names[-1]) is not None


def test_refresh_asks_only_for_what_is_here(model: QueueModel, qtbot) -> None:
    page = rows([1, 2])
    model.set_ids(page)
    model.put_page(page)
    first = model.ids()[0]
    with qtbot.waitSignal(model.page_wanted) as asked:
        model.refresh([first, ReportId("elsewhere")])
    assert asked.args[0] == [first]
    assert model.held(first) is not None


def test_a_patch_keeps_persistent_places_on_their_report(model: QueueModel) -> None:
    model.set_ids(ids(1, 2, 3, 4))
    kept = QPersistentModelIndex(model.index(2))
    model.patch(ids(9, 4, 3, 1))
    assert kept.data(ID_ROLE) == "r3"
    assert kept.row() == 2


def test_a_patch_says_what_came(model: QueueModel, qtbot) -> None:
    model.set_ids(ids(1, 2))
    with qtbot.waitSignal(model.patched) as said:
        model.patch(ids(5, 1, 6, 2))
    assert said.args[0] == ids(5, 6)
    with qtbot.assertNotEmitted(model.patched):
        model.patch(ids(5, 1, 6, 2))


def test_what_was_worked_out_for_another_order_is_not_followed(model: QueueModel) -> None:
    model.set_ids(ids(1, 2))
    late = step(model.ids(), tuple(ids(1, 2, 3)))
    model.patch(ids(2, 1))
    assert not model.follow(late)
    assert model.ids() == tuple(ids(2, 1))


def test_old_words_stay_and_are_asked_for_as_they_are_painted(model: QueueModel, qtbot) -> None:
    page = rows([1, 2])
    model.set_ids(page)
    model.put_page(page)
    model.refresh()
    with qtbot.waitSignal(model.page_wanted) as asked:
        assert model.index(0).data(ROW_ROLE) is not None
    assert asked.args[0] == list(page)
    model.put_page(page)
    with qtbot.assertNotEmitted(model.page_wanted, wait=5):
        model.index(0).data(ROW_ROLE)


def test_a_patch_of_everything_is_a_reset(model: QueueModel, qtbot) -> None:
    model.set_ids(ids(*range(1000)))
    with qtbot.waitSignal(model.modelReset):
        model.patch(ids(*range(1, 2000, 2)))
    assert model.rowCount() == 1000


@given(st.lists(st.lists(st.integers(0, 30), unique=True, max_size=25), min_size=1, max_size=5))
def test_qt_finds_no_fault_in_any_row_of_patches(qapp, orders: list[list[int]]) -> None:
    model = QueueModel(ManualClock(NOW))
    # Fatal: a fault ends the test run with its description.
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    for order in orders:
        model.patch(ids(*order))
        assert model.ids() == tuple(ids(*order))
        assert [model.row_of(name) for name in model.ids()] == list(range(len(order)))
    tester.deleteLater()


def test_time_goes_on_with_the_injected_clock(model: QueueModel, clock: ManualClock, qtbot) -> None:
    page = rows([1])
    model.set_ids(page)
    model.put_page(page)
    before = model.index(0).data(Qt.ItemDataRole.AccessibleTextRole)
    clock.advance(minutes=50)
    with qtbot.waitSignal(model.dataChanged):
        model.tick()
    assert "38 minutes left" in before
    assert "12 minutes over the target" in model.index(0).data(Qt.ItemDataRole.AccessibleTextRole)


def test_a_tooltip_of_the_public_is_no_markup(model: QueueModel) -> None:
    row = a_row(1, title="<b>x</b>", gist="<img src=x>")
    model.set_ids([row.summary.report_id])
    model.put_page({row.summary.report_id: row})
    tip = model.index(0).data(Qt.ItemDataRole.ToolTipRole)
    assert "<b>" not in tip
    assert "<img" not in tip


def test_what_changed_while_another_view_was_shown_is_asked_for_when_it_comes_back(model: QueueModel, qtbot) -> None:
    """A report that a colleague closed stood under Closed as they had held it, with its clock running."""
    page = rows([1, 2])
    first, second = page
    model.set_ids(page)
    model.put_page(page, model.generation)
    model.set_ids([second])
    model.refresh([first])
    model.set_ids([first])
    with qtbot.waitSignal(model.page_wanted) as wanted:
        assert model.index(0).data(ROW_ROLE) is page[first], "the old words stay until the new ones come"
    assert wanted.args[0] == [first]


def test_what_was_asked_for_a_view_that_was_left_is_asked_for_again(model: QueueModel, qtbot) -> None:
    page = rows([1])
    (first,) = page
    model.set_ids(page)
    model.put_page(page, model.generation)
    with qtbot.waitSignal(model.page_wanted) as asked:
        model.refresh([first])
    model.set_ids([first])
    model.put_page(page, asked.args[1])  # its answer is another view's by now
    with qtbot.waitSignal(model.page_wanted):
        model.index(0).data(ROW_ROLE)
