"""Checking a record document against its JSON Schema, with errors that name the field by JSON pointer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

from jsonschema import Draft202012Validator

from triage.models import codec
from triage.models.errors import FieldError, InputError

MAX_ERRORS = 20


class DocumentCheck:
    """A compiled schema. Safe to use from several threads."""

    def __init__(self, schema: Mapping[str, Any]) -> None:
        self._validator = Draft202012Validator(schema)

    def read(self, body: bytes) -> dict[str, Any]:
        """The document as plain values.

        Raises:
            InputError: not JSON, or the schema refuses it; at most MAX_ERRORS fields are named.
        """
        document = codec.decode(dict[str, Any], body)
        found: dict[str, str] = {}
        for refused in self._validator.iter_errors(document):
            found |= {pointer: detail for pointer, detail in _named(refused) if pointer not in found}
        if found:
            errors = tuple(FieldError(pointer, detail) for pointer, detail in islice(found.items(), MAX_ERRORS))
            raise InputError("The record was refused.", errors)
        return document


def _named(error: Any) -> Iterator[tuple[str, str]]:
    """(pointer, words) of one schema error; of "this or null" the part that is not null tells what is wrong."""
    path = [str(part) for part in error.absolute_path]
    if error.validator == "anyOf":
        inner = [entry for entry in error.context if entry.validator_value != "null"]
        for entry in inner:
            yield from _named(entry)
        if inner:
            return
    if error.validator == "required":
        missing = [name for name in error.validator_value if name not in error.instance]
        yield from ((_pointer([*path, name]), "is missing") for name in missing)
        return
    yield _pointer(path), _detail(error)


def _pointer(path: list[str]) -> str:
    return "".join(f"/{part.replace('~', '~0').replace('/', '~1')}" for part in path)


def _detail(error: Any) -> str:
    """Words without the refused value: it may be personal data and details are logged."""
    words = {
        "type": f"must be {error.validator_value}",
        "minLength": "must not be empty",
        "minItems": "must not be empty",
        "pattern": "does not have the right form",
        "const": f"must be {error.validator_value}",
        "enum": f"must be one of {error.validator_value}",
    }
    return words.get(error.validator, "is not allowed here")
