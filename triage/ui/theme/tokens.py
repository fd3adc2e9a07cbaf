"""Colours by role. A screen never names a colour, it names what the colour means."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Tokens:
    """One palette. Values are ``#rrggbb``.

    Surfaces: ``window`` lies behind cards, ``panel`` is a column or bar, ``card`` a card, ``field`` an input,
    ``hover``/``pressed``/``selection`` states of rows and buttons. ``line`` only separates; ``line_strong`` is the
    edge of a control and keeps 3:1. ``*_soft`` are quiet fills; the word of the same name is readable on them.
    ``wrong`` means wrong now, never decoration. ``accent_text`` stands on ``accent``.
    ``mark_*`` paint indicators inside a narrative. ``training`` is the band that says this is not live.
    """

    window: str
    panel: str
    card: str
    field: str
    line: str
    line_strong: str
    text: str
    text_soft: str
    accent: str
    accent_soft: str
    accent_text: str
    accent_strong: str
    wrong: str
    wrong_soft: str
    wrong_text: str
    warn: str
    warn_soft: str
    good: str
    good_soft: str
    focus: str
    selection: str
    hover: str
    pressed: str
    disabled: str
    mark_wrong: str
    mark_wrong_underline: str
    mark_warn: str
    mark_warn_underline: str
    mark_info: str
    mark_info_underline: str
    training: str
    training_text: str
    scrim: str


LIGHT = Tokens(
    window="#eef0f4",
    panel="#ffffff",
    card="#ffffff",
    field="#f6f7f9",
    line="#dcdfe6",
    line_strong="#838b9a",
    text="#1a1e26",
    text_soft="#565e6d",
    accent="#2350c8",
    accent_soft="#e5ecfc",
    accent_text="#ffffff",
    accent_strong="#1a3f9f",
    wrong="#b01e1c",
    wrong_soft="#fceceb",
    wrong_text="#ffffff",
    warn="#7d5200",
    warn_soft="#fdf1d4",
    good="#1a6e39",
    good_soft="#e5f4ea",
    focus="#2350c8",
    selection="#e5ecfc",
    hover="#f1f3f8",
    pressed="#e3e7ef",
    disabled="#6f7787",
    mark_wrong="#fbe4e2",
    mark_wrong_underline="#b01e1c",
    mark_warn="#fbe7a6",
    mark_warn_underline="#8f5f00",
    mark_info="#e5ecfc",
    mark_info_underline="#2350c8",
    training="#5a2d82",
    training_text="#ffffff",
    scrim="#1a1e26",
)

DARK = Tokens(
    window="#23262c",
    panel="#2b2f36",
    card="#31353d",
    field="#353a43",
    line="#444a54",
    line_strong="#8b93a1",
    text="#eceef2",
    text_soft="#b3bac6",
    accent="#93b5ff",
    accent_soft="#35435f",
    accent_text="#12203c",
    accent_strong="#b4ccff",
    wrong="#ff9d97",
    wrong_soft="#4b3234",
    wrong_text="#2b0d0c",
    warn="#f2bd5b",
    warn_soft="#4a3f29",
    good="#85d8a0",
    good_soft="#2d4436",
    focus="#93b5ff",
    selection="#35435f",
    hover="#363b44",
    pressed="#3e444e",
    disabled="#a0a7b3",
    mark_wrong="#56383a",
    mark_wrong_underline="#ff9d97",
    mark_warn="#5d4c22",
    mark_warn_underline="#f2bd5b",
    mark_info="#35435f",
    mark_info_underline="#93b5ff",
    training="#c7a6ee",
    training_text="#25123a",
    scrim="#000000",
)

CONTRAST_LIGHT = Tokens(
    window="#ffffff",
    panel="#ffffff",
    card="#ffffff",
    field="#ffffff",
    line="#4d4d4d",
    line_strong="#000000",
    text="#000000",
    text_soft="#222222",
    accent="#0b2e9c",
    accent_soft="#dfe7ff",
    accent_text="#ffffff",
    accent_strong="#061d66",
    wrong="#8f0000",
    wrong_soft="#ffe6e6",
    wrong_text="#ffffff",
    warn="#5c3a00",
    warn_soft="#fff0c2",
    good="#00501e",
    good_soft="#e2f7e8",
    focus="#000000",
    selection="#dfe7ff",
    hover="#eeeeee",
    pressed="#dddddd",
    disabled="#4d4d4d",
    mark_wrong="#ffdcdc",
    mark_wrong_underline="#8f0000",
    mark_warn="#ffe58a",
    mark_warn_underline="#5c3a00",
    mark_info="#dfe7ff",
    mark_info_underline="#0b2e9c",
    training="#43106e",
    training_text="#ffffff",
    scrim="#000000",
)

CONTRAST_DARK = Tokens(
    window="#000000",
    panel="#000000",
    card="#0a0a0a",
    field="#000000",
    line="#9a9a9a",
    line_strong="#ffffff",
    text="#ffffff",
    text_soft="#e6e6e6",
    accent="#8fc2ff",
    accent_soft="#10315e",
    accent_text="#000000",
    accent_strong="#c3deff",
    wrong="#ffa39d",
    wrong_soft="#4a0f0f",
    wrong_text="#000000",
    warn="#ffd75e",
    warn_soft="#3f3000",
    good="#8df0ac",
    good_soft="#063a18",
    focus="#ffffff",
    selection="#10315e",
    hover="#262626",
    pressed="#3a3a3a",
    disabled="#bdbdbd",
    mark_wrong="#4a0f0f",
    mark_wrong_underline="#ffa39d",
    mark_warn="#4d3b00",
    mark_warn_underline="#ffd75e",
    mark_info="#10315e",
    mark_info_underline="#8fc2ff",
    training="#e3c8ff",
    training_text="#000000",
    scrim="#000000",
)
