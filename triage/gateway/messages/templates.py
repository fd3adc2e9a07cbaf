"""Templates: words with ``{name}`` fields and nothing else, so that no text can do more than stand there."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from triage.gateway.problems import Refusal, invalid
from triage.models import codec
from triage.models.errors import FieldError, InputError
from triage.models.messages import Template
from triage.models.resources import read_resource

KNOWN = frozenset({"reference", "force"})
"""Fields that the gateway fills in by itself."""
DEFAULT_LANGUAGE = "en"
LONGEST_FIELD = 4_000
_FIELD = re.compile(r"\{(?P<name>[a-z][a-z0-9_]{0,39})\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shape:
    """A template as its file has it."""

    key: str
    language: str
    name: str
    subject: str
    body: str
    asks: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _File:
    templates: tuple[_Shape, ...]


class TemplateBook:
    """Every template by key and language."""

    def __init__(self, templates: tuple[Template, ...]) -> None:
        self.items = templates

    def find(self, key: str, language: str) -> Template:
        """The template in that language, else in English; raises Refusal (422) for an unknown key."""
        of_key = {one.language: one for one in self.items if one.key == key}
        if not of_key:
            keys = ", ".join(sorted({one.key for one in self.items}))
            raise invalid("/template", f"must be one of: {keys}")
        return of_key.get(language) or of_key.get(DEFAULT_LANGUAGE) or next(iter(of_key.values()))


def load_templates(path: str = "") -> TemplateBook:
    """The shipped templates, or a force's own file.

    Raises:
        InputError: unreadable, not TOML, a stray brace, or a subject that would show what a person told.
    """
    told = path or "messages/templates.toml"
    try:
        text = Path(path).read_text(encoding="utf-8") if path else read_resource(told)
        shapes = codec.convert(_File, tomllib.loads(text)).templates
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{told} cannot be read.", do="Check the path and who may read it.") from error
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"{told} is not TOML: {error}.") from error
    faults = tuple(fault for at, shape in enumerate(shapes) for fault in _faults(shape, f"templates[{at}]"))
    if len({(one.key, one.language) for one in shapes}) != len(shapes):
        faults = (*faults, FieldError("templates", "the same key and language stand there twice"))
    if faults:
        raise InputError(f"{told} cannot be used.", faults, "Correct the file and start again.")
    return TemplateBook(tuple(_template(shape) for shape in shapes))


def fill(words: str, fields: Mapping[str, str]) -> str:
    """The words with every field filled in.

    Raises:
        Refusal: 422 naming each field that is missing.
    """
    missing = [name for name in fields_of(words) if not fields.get(name, "").strip()]
    if missing:
        raise Refusal("invalid", errors=tuple(FieldError(f"/fields/{name}", "must be given") for name in missing))
    return _FIELD.sub(lambda found: fields[found["name"]], words)


def check_fields(fields: Mapping[str, str]) -> None:
    """Raises Refusal (422) for a field with a line break or another control character, or one too long."""
    for name, value in fields.items():
        if not _FIELD.fullmatch(f"{{{name}}}"):
            raise invalid("/fields", "names of fields are small letters, digits and low lines")
        if not value.isprintable():
            raise invalid(f"/fields/{name}", "must be one line without control characters")
        if len(value) > LONGEST_FIELD:
            raise invalid(f"/fields/{name}", f"must have at most {LONGEST_FIELD} characters")


def fields_of(words: str) -> tuple[str, ...]:
    """The names of the fields, each once, in order."""
    return tuple(dict.fromkeys(found["name"] for found in _FIELD.finditer(words)))


def _template(shape: _Shape) -> Template:
    body = shape.body.strip() + "\n"
    needed = tuple(name for name in fields_of(shape.subject + body) if name not in KNOWN)
    return Template(
        key=shape.key,
        language=shape.language,
        name=shape.name,
        subject=shape.subject,
        body=body,
        fields=needed,
        asks=shape.asks,
    )


def _faults(shape: _Shape, at: str) -> list[FieldError]:
    faults = []
    for name, words in (("subject", shape.subject), ("body", shape.body)):
        if set(_FIELD.sub("", words)) & set("{}"):
            faults.append(FieldError(f"{at}.{name}", "braces may only stand around the name of a field"))
    if not shape.subject.isprintable() or not shape.subject.strip():
        faults.append(FieldError(f"{at}.subject", "must be one line of words"))
    if set(fields_of(shape.subject)) - KNOWN:
        faults.append(FieldError(f"{at}.subject", f"may hold these fields only: {', '.join(sorted(KNOWN))}"))
    return faults
