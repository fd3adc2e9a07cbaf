"""The desk's own parts: dumb, themed, operable by keyboard. They take plain values and emit signals."""

from __future__ import annotations

from triage.ui.widgets.button import Button
from triage.ui.widgets.card import Card
from triage.ui.widgets.check_box import CheckBox
from triage.ui.widgets.choice_button import ChoiceButton
from triage.ui.widgets.elided import Elided
from triage.ui.widgets.flow_layout import FlowLayout
from triage.ui.widgets.icon_button import IconButton
from triage.ui.widgets.key_cap import KeyCap
from triage.ui.widgets.pill import Chip, Pill
from triage.ui.widgets.plain_label import PlainLabel
from triage.ui.widgets.risk_mark import RiskMark
from triage.ui.widgets.row_button import RowButton
from triage.ui.widgets.section_header import SectionHeader
from triage.ui.widgets.segmented import Segmented
from triage.ui.widgets.strip import Strip
from triage.ui.widgets.tip import set_tip

__all__ = [
    "Button",
    "Card",
    "CheckBox",
    "Chip",
    "ChoiceButton",
    "Elided",
    "FlowLayout",
    "IconButton",
    "KeyCap",
    "Pill",
    "PlainLabel",
    "RiskMark",
    "RowButton",
    "SectionHeader",
    "Segmented",
    "Strip",
    "set_tip",
]
