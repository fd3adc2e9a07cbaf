"""What the settings panel shows. No Qt widgets."""

from __future__ import annotations

from dataclasses import dataclass

from triage.models.query import View
from triage.ui.columns import ORDERS
from triage.ui.theme import Density, Mode


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingsView:
    """How things are. ``scale`` as `Theme.scale`, ``order`` a key of `ORDERS`; the texts are said as they are.

    ``locked``: settings (`desk_keys`) that the organisation has set for good. ``wrong``: what was said somewhere and
    does not count, in words that name file and setting.
    """

    mode: str = Mode.SYSTEM.value
    scale: float = 1.0
    density: str = Density.COMFORTABLE.value
    order: str = next(iter(ORDERS))
    first_view: str = View.TO_DO.value
    letters: bool = True
    version: str = ""
    data_folder: str = ""
    person: str = ""
    gateway: str = ""
    profile: str = ""
    training: bool = False
    locked: frozenset[str] = frozenset()
    wrong: tuple[str, ...] = ()


def facts(view: SettingsView) -> tuple[tuple[str, str], ...]:
    """(name, value) of what a support desk asks for."""
    return (
        ("Version", view.version or "not known"),
        ("Mode", "Training: nothing here touches a live system" if view.training else "Live"),
        ("Signed in", view.person or "nobody"),
        ("Gateway", view.gateway or "none"),
        ("Force profile", view.profile or "none yet"),
        ("Data on this computer", view.data_folder or "none"),
    )
