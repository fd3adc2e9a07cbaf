"""The desktop of the measurement: the real program, worked by `hands`; tells what it did as JSON lines."""

from __future__ import annotations

import cProfile
import json
import time
from dataclasses import asdict
from pathlib import Path
from typing import Any

from triage.app import run_desktop
from triage.bench.keys.fingers import Fingers, StuckError, watch_mouse
from triage.bench.keys.hands import Hands
from triage.bench.keys.scripts import SCRIPTS
from triage.logs import tell_line
from triage.models.ids import ReportId
from triage.services.desk import Desk
from triage.services.hub import ReportsChanged
from triage.settings import load_settings
from triage.ui.presenter.window import DeskWindow

SIZE = (1366, 768)
SLOWEST = 5


def run(plan: Path) -> int:
    """Open the desktop and work the reports of ``plan``, a JSON file that `run` wrote."""
    return run_desktop(load_settings(), _Drive(**json.loads(plan.read_text("utf-8"))))


class _Drive:
    """Works one window from the first list to the last report sent. ``kinds``: report id → kind; ``reports``: lines of
    the queue; ``profile``: where the profiler's figures go, "" for nowhere; ``quick``: see `Fingers`."""

    def __init__(self, *, kinds: dict[str, str], reports: int, profile: str, quick: bool) -> None:
        self._kinds = kinds
        self._reports = reports
        self._profile_to = profile
        self._quick = quick
        self._pages = 0
        self._home = Path()

    async def __call__(self, window: DeskWindow, desk: Desk) -> bool:
        self._home = desk.settings.home
        window.shell.resize(*SIZE)
        window.shell.activateWindow()
        mouse, fingers = watch_mouse(), Fingers(window, quick=self._quick)
        hands = Hands(fingers, desk.profile)
        desk.hub.subscribe(ReportsChanged, self._heard)
        # Time on a processor: what the window waited for others says nothing about its own work.
        profile = cProfile.Profile(time.thread_time) if self._profile_to else None
        done: list[dict[str, Any]] = []
        stuck = ""
        try:
            await fingers.until("the queue is listed", lambda: window.queue.model.rowCount() >= self._reports)
            if profile is not None:
                profile.enable()
            for number in range(len(self._kinds)):
                done.append(await self._one(hands, last=number + 1 == len(self._kinds)))
                tell_line(json.dumps({"report": done[-1]}))
        except StuckError as error:
            stuck = str(error)
        if profile is not None:
            profile.disable()
            profile.dump_stats(self._profile_to)
        window.shell.grab().save(str(desk.settings.home / "last.png"))
        slowest = sorted(fingers.striker.made, key=lambda one: -one.took)[:SLOWEST]
        (desk.settings.home / "presses.json").write_text(json.dumps([asdict(one) for one in fingers.striker.made]))
        figures = {**fingers.striker.figures(), "mouse_used": mouse.used, "slowest": [asdict(one) for one in slowest]}
        tell_line(json.dumps({"keys": figures, "each": done, "stuck": stuck}))
        return not stuck

    async def _one(self, hands: Hands, *, last: bool) -> dict[str, Any]:
        fingers, window = hands.fingers, hands.window
        presses, letters, pages, begun = fingers.presses, fingers.letters, self._pages, time.perf_counter()
        typing = fingers.typing
        fingers.pressed.clear()
        if not hands.ready:  # after a report was sent the next one opens by itself
            await hands.take_next()
        report_id = ReportId(str(window.reports.current))
        script = next(one for one in SCRIPTS if one.kind == self._kinds[report_id])
        await hands.work(script)
        answered = hands.answered()
        if self._quick:  # while times are taken a picture would cost one
            window.shell.grab().save(str(self._home / f"{script.kind}.png"))
        await hands.send()
        sent = time.perf_counter()
        if last:
            await fingers.until("the last one is sent", lambda: hands.window.decide.draft is None)
        else:
            await fingers.until("the next opens", lambda: window.reports.current != report_id and hands.ready)
        return {
            "report": script.name,
            "outcome": script.outcome,
            "presses": fingers.presses - presses,
            "most": script.most,
            "letters": fingers.letters - letters,
            "seconds": round(sent - begun, 2),
            "seconds_without_words": round(sent - begun - (fingers.typing - typing), 2),
            "next_open_ms": round((time.perf_counter() - sent) * 1000),
            "thrive_answered": len(answered),
            "sync_pages": self._pages - pages,
            "keys": " ".join(fingers.pressed),
        }

    def _heard(self, event: ReportsChanged) -> None:
        self._pages += event.ids is None
