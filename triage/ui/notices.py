"""Notices of the services as strips: the same one is counted, not repeated; mere information goes by itself."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from triage.models.ids import ReportId
from triage.services.hub import Notice

INFO_MS = 8_000


class StripHost(Protocol):
    """Where strips stand; `Shell` is one."""

    def show_strip(self, key: str, text: str, action_text: str | None = None, level: str = "info") -> None: ...

    def clear_strip(self, key: str) -> None: ...


@dataclass(slots=True)
class _Shown:
    notice: Notice
    times: int
    timer: QTimer | None


class Notices(QObject):
    """``open_report(ReportId)``: the person pressed the action of a notice about a report.

    Connect the host's ``strip_action`` and ``strip_closed`` to `act` and `close`; keys of other strips are ignored.
    """

    open_report = Signal(str)

    def __init__(self, host: StripHost, info_ms: int = INFO_MS, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._host = host
        self._info_ms = info_ms
        self._shown: dict[str, _Shown] = {}

    @Slot(list)
    def tell(self, notices: Iterable[Notice]) -> None:
        for notice in notices:
            self._tell(notice)

    @Slot(str)
    def act(self, key: str) -> None:
        shown = self._shown.get(key)
        if shown is not None and shown.notice.report_id is not None:
            report_id: ReportId = shown.notice.report_id
            self.close(key)
            self.open_report.emit(report_id)

    @Slot(str)
    def close(self, key: str) -> None:
        shown = self._shown.pop(key, None)
        if shown is not None:
            if shown.timer is not None:
                shown.timer.stop()
                shown.timer.deleteLater()
            self._host.clear_strip(key)

    def _tell(self, notice: Notice) -> None:
        key = self._key(notice)
        before = self._shown.get(key)
        same = before is not None and (before.notice.what, before.notice.do) == (notice.what, notice.do)
        times = before.times + 1 if before is not None and same else 1
        timer = before.timer if before is not None else None
        if notice.level == "info":
            timer = timer or self._expiry(key)
            timer.start(self._info_ms)
        elif timer is not None:
            timer.stop()
        self._shown[key] = _Shown(notice, times, timer)
        text = f"{notice.what} {notice.do}".strip()
        shown = f"{text} ({times} times)" if times > 1 else text
        self._host.show_strip(key, shown, "Open the report" if notice.report_id else None, notice.level)

    def _key(self, notice: Notice) -> str:
        """What several parts of the program say in the same words is one strip, under the first one's key."""
        own = f"notice:{notice.key or f'{notice.level}:{notice.what}'}"
        if notice.report_id is not None or own in self._shown:
            return own
        same = (notice.what, notice.do, None)
        alike = (key for key, shown in self._shown.items() if _words(shown.notice) == same)
        return next(alike, own)

    def _expiry(self, key: str) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.timeout.connect(lambda: self.close(key))
        return timer


def _words(notice: Notice) -> tuple[str, str, str | None]:
    return notice.what, notice.do, notice.report_id
