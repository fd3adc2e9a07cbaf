"""The table of all settings, for docs/it.md: generated, so that it cannot tell of a setting that is not there."""

from __future__ import annotations

from triage.models.desk_keys import DESK_KEYS, FORCE, MACHINE, PERSON, DeskKey, Kind

BEGIN, END = "<!-- settings: made by `triage settings table` -->", "<!-- end of settings -->"
_WHO = {MACHINE: "machine", FORCE: "force", PERSON: "person"}


def settings_table() -> str:
    """Markdown, one row for each setting."""
    head = "| setting | what it is for | values | without it | who may set it | can be locked |"
    return "\n".join((head, "|---|---|---|---|---|---|", *(_row(key) for key in DESK_KEYS))) + "\n"


def put_into(page: str) -> str:
    """The page with the table as it is now between its two marks; unchanged where the marks are not there."""
    before, begin, rest = page.partition(BEGIN)
    _old, end, after = rest.partition(END)
    return f"{before}{BEGIN}\n{settings_table()}{END}{after}" if begin and end else page


def _row(key: DeskKey) -> str:
    who = ", ".join(words for layer, words in _WHO.items() if layer in key.layers)
    name = "records.NAME" if key.kind is Kind.TABLE else key.name
    lock = "yes" if key.lockable else "no"
    return f"| `{name}` | {key.what} | {_values(key)} | {_without(key)} | {who} | {lock} |"


def _values(key: DeskKey) -> str:
    if key.kind is Kind.CHOICE:
        return ", ".join(f"`{value}`" for value, _words in key.choices)
    if key.kind is Kind.WHOLE:
        return f"{key.least} to {key.most}"
    return key.kind.value


def _without(key: DeskKey) -> str:
    return f"`{key.default}`" if key.default else key.without
