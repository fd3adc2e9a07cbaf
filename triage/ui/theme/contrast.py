"""Contrast between two colours as WCAG 2.2 defines it (relative luminance, 1.4.3)."""

from __future__ import annotations


def luminance(colour: str) -> float:
    """Relative luminance, 0 black … 1 white, of ``#rrggbb``."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def ratio(one: str, other: str) -> float:
    """1 (same) … 21 (black on white)."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


TEXT_PAIRS: tuple[tuple[str, str], ...] = (
    *((ink, ground) for ink in ("text", "text_soft") for ground in ("window", "panel", "card", "field", "hover")),
    *((ink, "selection") for ink in ("text", "text_soft", "accent", "wrong", "warn", "good")),
    *((ink, ground) for ink in ("accent", "wrong", "warn", "good") for ground in ("window", "panel", "card", "hover")),
    *(("text", ground) for ground in ("pressed", "mark_wrong", "mark_warn", "mark_info")),
    *((ink, ground) for ink in ("text", "text_soft") for ground in ("accent_soft", "wrong_soft", "warn_soft")),
    ("text", "good_soft"),
    ("accent", "accent_soft"),
    ("wrong", "wrong_soft"),
    ("warn", "warn_soft"),
    ("good", "good_soft"),
    ("accent_text", "accent"),
    ("accent_text", "accent_strong"),
    ("wrong_text", "wrong"),
    ("training_text", "training"),
)
"""Every (ink, ground) that the screens use for words; 4.5:1 is required of each in every palette."""

GRAPHIC_PAIRS: tuple[tuple[str, str], ...] = (
    *(("line_strong", ground) for ground in ("panel", "card", "field", "window")),
    *(("focus", ground) for ground in ("window", "panel", "card", "field", "selection")),
    *(("disabled", ground) for ground in ("panel", "card", "field")),
    ("mark_wrong_underline", "mark_wrong"),
    ("mark_warn_underline", "mark_warn"),
    ("mark_info_underline", "mark_info"),
)
"""Edges, rings and shapes: 3:1 (WCAG 1.4.11)."""
