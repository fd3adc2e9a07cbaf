"""Look-ups over what a system holds: people, addresses, vehicles and earlier reports, simple and exact but for case.

Each hit names its record, so that a handler can say where the knowledge comes from.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from triage.models.errors import FieldError, InputError
from triage.training.records_standin.keeping import RecordsStore

MAX_HITS = 50
_BY_EQUAL = "lower({column}) = lower(?)"
_BY_PLAIN = "replace(lower({column}), ' ', '') = replace(lower(?), ' ', '')"
_CONTACT_VALUE = _BY_PLAIN.format(column="json_extract(way.value, '$.value')")
_CONTACT = f"EXISTS (SELECT 1 FROM json_each(thing.value, '$.contacts') AS way WHERE {_CONTACT_VALUE})"  # noqa: S608


@dataclass(frozen=True, slots=True)
class LookUp:
    """One kind of look-up: the array of the document and the parameters that narrow it, each as SQL."""

    room: str
    by: Mapping[str, str]


def _member(name: str, form: str = _BY_EQUAL) -> str:
    return form.format(column=f"json_extract(thing.value, '$.{name}')")


LOOK_UPS: Mapping[str, LookUp] = MappingProxyType(
    {
        "people": LookUp(
            "people",
            {
                "surname": _member("surname"),
                "given": _member("given"),
                "born": _member("born"),
                "place": _member("place"),
                "contact": _CONTACT,
            },
        ),
        "addresses": LookUp(
            "places",
            {"postcode": _member("postcode", _BY_PLAIN), "uprn": _member("uprn"), "town": _member("town")},
        ),
        "vehicles": LookUp("vehicles", {"registration": _member("registration", _BY_PLAIN)}),
    }
)


async def look_up(store: RecordsStore, system: str, kind: str, asked: Mapping[str, str]) -> list[dict[str, Any]]:
    """Hits of ``kind`` that match every parameter in ``asked``, newest record first.

    Raises:
        InputError: no parameter, or one that this look-up does not have.
    """
    rule = LOOK_UPS[kind]
    unknown = sorted(set(asked) - set(rule.by))
    if unknown or not asked:
        name = unknown[0] if unknown else next(iter(rule.by))
        detail = f"allowed are {', '.join(rule.by)}; at least one is needed"
        raise InputError(f"Look-up of {kind}: {detail}.", (FieldError(name, detail),))
    narrowed = " AND ".join(rule.by[name] for name in asked)
    rows = await store.rows(
        "SELECT record_id, external_reference, created_at, thing.value"  # noqa: S608 (names come from LOOK_UPS only)
        f" FROM records, json_each(document, '$.{rule.room}') AS thing"
        f" WHERE system = ? AND {narrowed} ORDER BY seq DESC LIMIT {MAX_HITS}",
        system,
        *asked.values(),
    )
    return [
        {"record_id": record, "external_reference": external, "created_at": at, "match": json.loads(thing)}
        for record, external, at, thing in rows
    ]
