"""Field names and codes of the data model as words a handler reads (resources/sdm-words.toml)."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache

from triage.models.answer import Scalar
from triage.models.resources import read_resource

_NOT_WORD = re.compile(r"[^a-z0-9]+")
_HUMPS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|[_\-\s]+|(?<=[A-Za-z])(?=\d)")
_CODE = re.compile(r"[A-Z]{3,5}_[A-Z0-9]{1,8}\Z")
LABEL_LIMIT = 120
_YES_NO = {"true": "Yes", "false": "No"}


@dataclass(frozen=True, slots=True)
class Words:
    """``codes`` by upper-case code; the labels by `name_key` of the field's name."""

    codes: dict[str, str]
    incident: dict[str, str]
    labels: dict[str, str]


@lru_cache(maxsize=1)
def words() -> Words:
    """The table as shipped, read once."""
    table = tomllib.loads(read_resource("sdm-words.toml"))
    return Words(
        codes={code.upper(): text for code, text in table["codes"].items()},
        incident={name_key(name): text for name, text in table["incident"].items()},
        labels={name_key(name): text for name, text in table["labels"].items()},
    )


@lru_cache(maxsize=8192)
def name_key(name: str) -> str:
    """What is compared of a name: letters and digits in lower case ("currentAddress" = "Current_address")."""
    return _NOT_WORD.sub("", name.lower()) or name


@lru_cache(maxsize=8192)
def label(name: str) -> str:
    """The words for a field's name: from the table, else made from the name."""
    known = words()
    key = name_key(name)
    return known.incident.get(key) or known.labels.get(key) or _split(name)


def _split(name: str) -> str:
    parts = [part for part in _HUMPS.split(name[:LABEL_LIMIT]) if part]
    spoken = [part if part.isupper() and len(part) > 1 else part.lower() for part in parts]
    text = " ".join(spoken)
    return text[:1].upper() + text[1:] if text else name[:LABEL_LIMIT]


def spoken(value: Scalar) -> str:
    """A value as a person reads it: known codes in words, yes and no, nothing as an empty text."""
    if isinstance(value, str):
        if len(value) <= 14 and "_" in value:
            code = value.strip().upper()
            return words().codes.get(code, value) if _CODE.match(code) else value
        return _YES_NO.get(value.lower(), value) if len(value) < 6 else value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    return str(value)
