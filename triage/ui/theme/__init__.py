"""How the desk looks: colours by role, type scale, spacing, one generated style sheet."""

from __future__ import annotations

from triage.ui.theme.theme import Density, FontRole, Mode, Theme
from triage.ui.theme.tokens import Tokens

__all__ = ["Density", "FontRole", "Mode", "Theme", "Tokens"]
