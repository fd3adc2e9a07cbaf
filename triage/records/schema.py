"""The JSON Schema (draft 2020-12) of the record document, generated from its types.

Committed as resources/schemas/record-1.schema.json; write it anew with ``python -m triage.records.schema FILE``.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import msgspec

from triage.records.parts import SCHEMA_NAME, RecordDocument

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def record_schema() -> dict[str, Any]:
    """The schema as plain JSON values. Unknown members are allowed: a newer desktop may say more."""
    (root,), definitions = msgspec.json.schema_components([RecordDocument], ref_template="#/$defs/{name}")
    return {
        "$schema": DIALECT,
        "$id": f"urn:{SCHEMA_NAME.replace('/', ':')}",
        "title": "A record of one report from the public, as one records destination is sent it",
        **root,
        "$defs": {name: _tidy(definitions[name]) for name in sorted(definitions)},
    }


def schema_text() -> str:
    """The committed file's text."""
    return json.dumps(record_schema(), indent=2, ensure_ascii=False) + "\n"


def _tidy(definition: dict[str, Any]) -> dict[str, Any]:
    """One line breaks for one space in descriptions, which come from docstrings."""
    if "description" in definition:
        return {**definition, "description": " ".join(definition["description"].split())}
    return definition


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(schema_text(), encoding="utf-8")
