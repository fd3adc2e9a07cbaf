"""The one style sheet, generated from the palette. Widgets choose among these rules by dynamic properties."""

from __future__ import annotations

from collections.abc import Callable

from triage.ui.theme.tokens import Tokens

Space = Callable[[float], int]
"""Steps of 4 px at the system's font size → logical pixels."""


def style_sheet(tokens: Tokens, space: Space, base_px: float) -> str:
    """The whole sheet. ``base_px`` is the size of body text; targets never get smaller than 24 px."""
    return "\n".join(
        (
            _surfaces(tokens, space),
            _words(tokens),
            _buttons(tokens, space, max(24, round(base_px * 2))),
            _inputs(tokens, space, max(24, round(base_px * 2))),
            _marks(tokens, space),
            _bars(tokens, space),
            _menus(tokens, space),
        )
    )


def _surfaces(t: Tokens, space: Space) -> str:
    return f"""
    QMainWindow, QWidget[surface="window"] {{ background: {t.window}; }}
    QWidget[surface="panel"], QDialog {{ background: {t.panel}; }}
    QWidget[surface="plain"] {{ background: transparent; }}
    QFrame[surface="card"] {{ background: {t.card}; border: 1px solid {t.line}; border-radius: {space(2)}px; }}
    QFrame[surface="card"][current="true"] {{ border: 1px solid {t.accent}; }}
    QFrame[surface="sheet"] {{ background: {t.panel}; border: 1px solid {t.line_strong};
        border-radius: {space(2.5)}px; }}
    QFrame[edge="top"] {{ border: 0; border-top: 1px solid {t.line}; }}
    QFrame[edge="bottom"] {{ border: 0; border-bottom: 1px solid {t.line}; }}
    QFrame[edge="left"] {{ border: 0; border-left: 1px solid {t.line}; }}
    QFrame[edge="right"] {{ border: 0; border-right: 1px solid {t.line}; }}
    QFrame[rule="true"] {{ background: {t.line}; border: 0; min-height: 1px; max-height: 1px; }}
    QFrame[surface="strip"] {{ background: {t.accent_soft}; border: 0; border-bottom: 1px solid {t.line}; }}
    QFrame[surface="strip"][level="warning"] {{ background: {t.warn_soft}; }}
    QFrame[surface="strip"][level="error"] {{ background: {t.wrong_soft}; }}
    QFrame[surface="strip"][level="good"] {{ background: {t.good_soft}; }}
    QFrame[surface="training"] {{ background: {t.training}; border: 0; }}
    QFrame[surface="training"] QLabel {{ color: {t.training_text}; }}
    QAbstractScrollArea {{ background: transparent; border: 0; }}
    QScrollArea > QWidget > QWidget {{ background: transparent; }}
    QSplitter::handle {{ background: {t.line}; }}
    QSplitter::handle:hover {{ background: {t.accent}; }}
    QFrame[column="true"] {{ background: transparent; border: 0; border-top: 2px solid transparent; }}
    QFrame[column="true"][active="true"] {{ border-top: 2px solid {t.accent}; }}
    QWidget[surface="scrim"] {{ background: rgba({_parts(t.scrim)}, 110); }}
    QToolTip {{ background: {t.card}; color: {t.text}; border: 1px solid {t.line_strong}; padding: {space(1)}px; }}
    """


def _parts(colour: str) -> str:
    """``#rrggbb`` as the three numbers of an rgba() colour."""
    return ", ".join(str(int(colour[at : at + 2], 16)) for at in (1, 3, 5))


def _words(t: Tokens) -> str:
    tones = ("text", "text_soft", "accent", "wrong", "warn", "good", "disabled", "training_text")
    rules = [f'QLabel[tone="{tone}"] {{ color: {getattr(t, tone)}; }}' for tone in tones]
    return "\n".join([f"QLabel {{ color: {t.text}; background: transparent; }}", *rules])


def _buttons(t: Tokens, space: Space, target: int) -> str:
    across, radius = space(2.5), space(1.5)
    return f"""
    QPushButton, QToolButton {{ color: {t.text}; background: {t.panel}; border: 1px solid {t.line_strong};
        border-radius: {radius}px; padding: 2px {across}px; min-height: {target - 6}px; text-align: center;
        outline: 0; }}
    QPushButton:hover, QToolButton:hover {{ background: {t.hover}; }}
    QPushButton:pressed, QToolButton:pressed {{ background: {t.pressed}; }}
    QPushButton:disabled, QToolButton:disabled {{ color: {t.disabled}; border-color: {t.line};
        background: {t.panel}; }}
    QPushButton:focus, QToolButton:focus {{ border: 2px solid {t.focus}; padding: 1px {across - 1}px; }}
    QPushButton[kind="primary"] {{ color: {t.accent_text}; background: {t.accent}; border-color: {t.accent}; }}
    QPushButton[kind="primary"]:hover {{ background: {t.accent_strong}; border-color: {t.accent_strong}; }}
    QPushButton[kind="primary"]:focus {{ border: 2px solid {t.text}; }}
    QPushButton[kind="primary"]:disabled {{ color: {t.text_soft}; background: {t.pressed}; border-color: {t.pressed}; }}
    QPushButton[kind="danger"] {{ color: {t.wrong}; border-color: {t.wrong}; }}
    QPushButton[kind="danger"]:hover {{ background: {t.wrong_soft}; }}
    QPushButton[kind="link"] {{ color: {t.accent}; background: transparent; border: 1px solid transparent;
        padding: 2px {space(1)}px; text-align: left; }}
    QPushButton[kind="link"]:hover {{ background: {t.hover}; }}
    QPushButton[kind="link"]:focus {{ border: 2px solid {t.focus}; padding: 1px {space(1) - 1}px; }}
    QPushButton[kind="link"]:disabled {{ color: {t.disabled}; }}
    QPushButton[kind="quiet"], QToolButton[kind="quiet"] {{ color: {t.text_soft}; background: transparent;
        border: 1px solid transparent; padding: 2px {space(1.5)}px; }}
    QPushButton[kind="quiet"]:hover, QToolButton[kind="quiet"]:hover {{ background: {t.hover}; color: {t.text}; }}
    QPushButton[kind="quiet"]:focus, QToolButton[kind="quiet"]:focus {{ border: 2px solid {t.focus};
        padding: 1px {space(1.5) - 1}px; }}
    QPushButton[kind="quiet"][level="error"] {{ color: {t.wrong}; }}
    QPushButton[kind="quiet"][level="warning"] {{ color: {t.warn}; }}
    QToolButton[kind="icon"] {{ background: transparent; border: 1px solid transparent; padding: 2px;
        min-width: {target - 6}px; }}
    QToolButton[kind="icon"]:hover {{ background: {t.hover}; }}
    QToolButton[kind="icon"]:checked {{ background: {t.accent_soft}; }}
    QToolButton[kind="icon"]:focus {{ border: 2px solid {t.focus}; padding: 1px; }}
    QToolButton[kind="rail"] {{ color: {t.text_soft}; background: transparent; border: 1px solid transparent;
        padding: {space(1)}px 1px; }}
    QToolButton[kind="rail"]:hover {{ background: {t.hover}; color: {t.text}; }}
    QToolButton[kind="rail"]:checked {{ background: {t.accent_soft}; color: {t.accent}; }}
    QToolButton[kind="rail"]:focus {{ border: 2px solid {t.focus}; padding: {space(1) - 1}px 0px; }}
    QPushButton[choice="true"] {{ text-align: left; padding-right: {space(6)}px; }}
    QPushButton[choice="true"]:focus {{ padding-right: {space(6) - 1}px; }}
    QPushButton[kind="tab"] {{ color: {t.text_soft}; background: transparent; border: 1px solid transparent;
        border-radius: {max(12, (target - 2) // 2)}px; padding: 2px {space(1.75)}px; }}
    QPushButton[kind="tab"]:hover {{ background: {t.hover}; color: {t.text}; }}
    QPushButton[kind="tab"]:checked {{ color: {t.accent}; background: {t.accent_soft}; }}
    QPushButton[kind="tab"]:focus {{ border: 2px solid {t.focus}; padding: 1px {space(1.75) - 1}px; }}
    QPushButton[kind="segment"] {{ border-radius: 0; border-right-width: 0; padding: 2px {space(3)}px;
        background: {t.panel}; }}
    QPushButton[kind="segment"][place="first"] {{ border-top-left-radius: {radius}px;
        border-bottom-left-radius: {radius}px; }}
    QPushButton[kind="segment"][place="last"] {{ border-right-width: 1px; border-top-right-radius: {radius}px;
        border-bottom-right-radius: {radius}px; }}
    QPushButton[kind="segment"][place="only"] {{ border-right-width: 1px; border-radius: {radius}px; }}
    QPushButton[kind="segment"]:hover {{ background: {t.hover}; }}
    QPushButton[kind="segment"]:checked {{ color: {t.accent_text}; background: {t.accent}; border-color: {t.accent}; }}
    QPushButton[kind="segment"]:disabled {{ color: {t.disabled}; background: {t.panel}; border-color: {t.line}; }}
    QPushButton[kind="segment"]:checked:disabled {{ color: {t.text_soft}; background: {t.pressed}; }}
    QPushButton[kind="segment"]:focus {{ border: 2px solid {t.focus}; padding: 1px {space(3) - 1}px; }}
    QPushButton[kind="segment"]:checked:focus {{ border: 2px solid {t.text}; }}
    """


def _inputs(t: Tokens, space: Space, target: int) -> str:
    kinds = "QLineEdit, QPlainTextEdit, QTextEdit"
    focused = ", ".join(f"{kind}:focus" for kind in kinds.split(", "))
    return f"""
    {kinds} {{ color: {t.text}; background: {t.field}; border: 1px solid {t.line_strong};
        border-radius: {space(1.5)}px; padding: 2px {space(2)}px;
        selection-background-color: {t.accent}; selection-color: {t.accent_text};
        placeholder-text-color: {t.text_soft}; }}
    QLineEdit {{ min-height: {target - 6}px; }}
    {focused} {{ border: 2px solid {t.focus}; padding: 1px {space(2) - 1}px; background: {t.card}; }}
    QLineEdit[wrong="true"], QPlainTextEdit[wrong="true"] {{ border: 2px solid {t.wrong};
        padding: 1px {space(2) - 1}px; }}
    QTextEdit[bare="true"], QPlainTextEdit[bare="true"] {{ background: transparent; border: 2px solid transparent;
        padding: 0; }}
    QTextEdit[bare="true"]:focus, QPlainTextEdit[bare="true"]:focus {{ border: 2px solid {t.focus}; padding: 0; }}
    QLineEdit:disabled, QPlainTextEdit:disabled {{ color: {t.disabled}; border-color: {t.line}; }}
    QListView, QTableView {{ background: transparent; border: 0; outline: 0; }}
    QHeaderView::section {{ color: {t.text_soft}; background: {t.panel}; border: 0;
        border-bottom: 1px solid {t.line}; padding: {space(1)}px {space(2)}px; }}
    QFileDialog QToolButton {{ padding: 2px; min-width: {target - 6}px; }}
    """


def _marks(t: Tokens, space: Space) -> str:
    rules = [
        f'QLabel[pill="{name}"] {{ color: {ink}; background: {ground}; border: 1px solid {edge};'
        # No more than half its height at any scaling: Qt draws square shoulders then.
        f" border-radius: {space(1.75)}px; padding: 1px {space(2)}px; }}"
        for name, ink, ground, edge in (
            ("plain", t.text_soft, t.panel, t.line),
            ("accent", t.accent, t.accent_soft, t.accent_soft),
            ("wrong", t.wrong, t.wrong_soft, t.wrong_soft),
            ("warn", t.warn, t.warn_soft, t.warn_soft),
            ("good", t.good, t.good_soft, t.good_soft),
            ("solid", t.accent_text, t.accent, t.accent),
        )
    ]
    chip = f"border-radius: {space(0.75)}px; padding: 0px {space(1.25)}px;"
    rules.append(f'QLabel[pill][chip="true"] {{ {chip} }}')
    rules.append(
        f'QLabel[keycap="true"] {{ color: {t.text_soft}; background: {t.field}; border: 1px solid {t.line};'
        f" border-bottom: 1px solid {t.line_strong}; border-radius: {space(0.75)}px; padding: 0px {space(1.25)}px; }}"
    )
    return "\n".join(rules)


def _bars(t: Tokens, space: Space) -> str:
    thick = max(10, space(2.5))
    return f"""
    QScrollBar:vertical {{ background: transparent; width: {thick}px; margin: 0; }}
    QScrollBar:horizontal {{ background: transparent; height: {thick}px; margin: 0; }}
    QScrollBar::handle {{ background: {t.line_strong}; border-radius: {thick // 2 - 2}px; margin: 2px; }}
    QScrollBar::handle:vertical {{ min-height: {space(8)}px; }}
    QScrollBar::handle:horizontal {{ min-width: {space(8)}px; }}
    QScrollBar::handle:hover {{ background: {t.text_soft}; }}
    QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
    QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
    """


def _menus(t: Tokens, space: Space) -> str:
    return f"""
    QMenu {{ background: {t.card}; color: {t.text}; border: 1px solid {t.line_strong}; padding: {space(1)}px; }}
    QMenu::item {{ padding: {space(1.25)}px {space(4)}px; border-radius: {space(1)}px; }}
    QMenu::item:selected {{ background: {t.selection}; color: {t.text}; }}
    QMenu::item:disabled {{ color: {t.disabled}; }}
    QMenu::separator {{ height: 1px; background: {t.line}; margin: {space(1)}px; }}
    """
