"""The list of what was handed over and not answered, while a handover is still on its way."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from tests.services.outside import HAND
from tests.services.world import arrived, quick_profile, triage_one, world
from tests.ui.hands import at_the_window
from triage.models.outcome_draft import Handover
from triage.models.profile import Choice
from triage.ui.theme import Theme


async def test_a_handover_that_is_still_being_sent_is_not_called_answered(tmp_path: Path, theme: Theme) -> None:
    """It was not at the gateway yet, and the list said that everything was answered."""
    profile = quick_profile(undo_seconds=600)
    profile = replace(profile, outcomes=(*profile.outcomes, HAND), teams=(Choice(key="roads", name="Roads"),))
    async with world(tmp_path, profile) as there:
        report_id = await there.arrive("s-1")
        async with at_the_window(there, theme) as hands:
            await arrived(hands.desk, report_id)
            handover = Handover(to_kind="team", to="roads", why="A collision on the A120.")
            await triage_one(hands.desk, report_id, outcome="hand", crimes=(), handover=handover)
            await hands.press("Ctrl+Shift+H")
            listed = hands.window.handoffs._handoff_list
            await hands.until(
                lambda: listed.state.text().startswith("1 handover from this computer is still"), "it is told"
            )
            assert listed.empty.isHidden()
            await hands.desk.triage.recall(report_id)
            await hands.until(listed.empty.isVisible, "it was taken back while the list is shown")
