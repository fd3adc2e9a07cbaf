"""Where each setting's value comes from, in words and as plain data."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from triage.models.desk_keys import DESK_KEYS, RECORDS, Kind, key_of
from triage.models.desk_values import Answer, Standing, Told


def answers(standing: Standing, name: str = "") -> tuple[Answer, ...]:
    """Every setting, or the one of this name, or those of this table; empty when there is none of it."""
    said = [one for one in standing.names() if one.startswith(f"{RECORDS}.")]
    names = [*(key.name for key in DESK_KEYS if key.kind is not Kind.TABLE), *sorted(said)]
    wanted = [one for one in names if not name or one == name or one.startswith(f"{name}.")]
    if not wanted and key_of(name) is not None and name != RECORDS:
        wanted = [name]
    return tuple(standing.answer(one) for one in wanted)


def as_lines(answer: Answer) -> Iterator[str]:
    """``name = value``, who said it, whether it is locked, and what the others said."""
    yield f"{answer.name} = {answer.value or _nothing(answer)}"
    yield f"    from {_from(answer)}{f'; locked by {answer.locked_by}' if answer.locked else ''}"
    for told in answer.told:
        if words := _other(answer, told):
            yield f"    {words}"


def as_data(answer: Answer) -> dict[str, Any]:
    key = key_of(answer.name)
    return {
        "name": answer.name,
        "value": answer.value,
        "layer": answer.layer.value,
        "source": answer.source,
        "locked": answer.locked,
        "locked_by": answer.locked_by,
        "default": key.default if key else "",
        "said": [
            {
                "layer": told.layer.value,
                "source": told.source,
                "value": told.value,
                "locks": told.locks,
                "fault": told.fault,
                "overruled": answer.overruled(told),
            }
            for told in answer.told
        ],
    }


def _nothing(answer: Answer) -> str:
    key = key_of(answer.name)
    return f"(nothing: {key.without})" if key and key.without else "(nothing)"


def _from(answer: Answer) -> str:
    return f"{answer.layer.value}, {answer.source}" if answer.source else answer.layer.value


def _other(answer: Answer, told: Told) -> str:
    """What one source said where that is not what holds; "" for the one that holds."""
    who = f"{told.layer.value}, {told.source},"
    if told.value is None or (told.layer is answer.layer and told.source == answer.source and not told.fault):
        return ""
    if told.fault:
        return f"{who} does not count: it {told.fault}"
    return f"{who} says {told.value}{', but the setting is locked' if answer.overruled(told) else ''}"
