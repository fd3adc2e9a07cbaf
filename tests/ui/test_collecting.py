"""Cycles with widgets are collected on the GUI thread and nowhere else."""

from __future__ import annotations

import gc
import threading
import weakref
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QWidget

from triage.ui.collecting import LONG_MS, LONG_PAUSE, PATIENCE, GuiCollector


@pytest.fixture
def collector(qapp: QApplication) -> Iterator[GuiCollector]:
    parent = QObject()
    made = GuiCollector(parent)
    yield made
    made.stop()


def a_cycle() -> weakref.ref[QWidget]:
    widget = QWidget()
    widget.me = widget  # type: ignore[attr-defined]
    return weakref.ref(widget)


def test_another_thread_s_work_collects_no_widget(collector: GuiCollector) -> None:
    left = a_cycle()
    busy = threading.Thread(target=lambda: [[] for _ in range(20_000)])
    busy.start()
    busy.join()
    assert left() is not None


def test_the_gui_thread_collects_what_is_due(collector: GuiCollector) -> None:
    left = a_cycle()
    kept = [[] for _ in range(gc.get_threshold()[0] + 1000)]
    collector.look()
    assert left() is None
    assert kept


def test_nothing_is_collected_while_somebody_types_for_half_a_minute_at_most(qapp: QApplication) -> None:
    keys = iter(range(1000))
    parent = QObject()
    made = GuiCollector(parent, lambda: next(keys))
    left = a_cycle()
    kept = [[] for _ in range(gc.get_threshold()[0] + 1000)]
    for _ in range(PATIENCE - 1):
        made.look()
    assert left() is not None
    made.look()
    assert left() is None
    assert kept
    made.stop()


def test_what_a_long_look_left_is_looked_through_again_in_a_long_pause_only(qapp: QApplication) -> None:
    times = iter(at * LONG_MS / 500 for at in range(1000))  # each look takes twice as long as is long
    parent = QObject()
    made = GuiCollector(parent, seconds=lambda: next(times))
    kept = [[] for _ in range(gc.get_threshold()[0] + 1000)]
    left, aside = a_cycle(), QWidget()
    made.look()
    assert left() is None
    gone = weakref.ref(aside)
    aside.me = aside  # type: ignore[attr-defined]
    del aside
    kept += [[] for _ in range(gc.get_threshold()[0] + 1000)]
    made.look()
    assert gone() is not None
    for _ in range(LONG_PAUSE):
        made.look()
    assert gone() is None
    made.stop()


def test_stopping_gives_collection_back_to_the_interpreter(qapp: QApplication) -> None:
    parent = QObject()
    made = GuiCollector(parent)
    assert not gc.isenabled()
    made.stop()
    assert gc.isenabled()
