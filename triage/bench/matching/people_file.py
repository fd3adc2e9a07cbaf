"""Reads people and who of them is who, from the formats that linkage is measured with elsewhere.

People: a CSV with a header; columns are known by the names that Splink's fake_1000 and FEBRL give them. Truth: a CSV of
labelled pairs (unique_id_l, unique_id_r, clerical_match_score), else a column ``cluster``, else FEBRL's ids
(rec-7-org and rec-7-dup-0 are one).
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

from triage.insight.people.traits import Traits, traits
from triage.models.errors import InputError

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "id": ("unique_id", "rec_id", "id"),
    "given": ("first_name", "given_name", "forename"),
    "surname": ("surname", "last_name"),
    "born": ("dob", "date_of_birth"),
    "email": ("email",),
    "phone": ("phone", "phone_number"),
    "number": ("street_number",),
    "line": ("address_1", "address"),
    "line_2": ("address_2",),
    "town": ("city", "suburb", "town"),
    "postcode": ("postcode",),
}
NEEDED = ("id", "given", "surname")
SURE = 0.5
Pair = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class PeopleFile:
    """``rows``: as they were, by our names for the columns; ``clusters``: whose record each is, when ids or a column
    say so."""

    ids: tuple[str, ...]
    rows: tuple[Mapping[str, str], ...]
    people: tuple[Traits, ...]
    clusters: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    """``same``: pairs of one person; ``asked``: the pairs that anything is known of, None for all there are."""

    same: frozenset[Pair]
    asked: frozenset[Pair] | None = None


def read_people(path: Path) -> PeopleFile:
    """The people of a file.

    Raises:
        InputError: a column is missing that nobody can be matched without.
    """
    with path.open(encoding="utf-8-sig", newline="") as file:
        raw = [
            {str(name).strip(): (value or "").strip() for name, value in row.items()} for row in csv.DictReader(file)
        ]
    known = {ours: next((name for name in names if raw and name in raw[0]), "") for ours, names in COLUMNS.items()}
    missing = [COLUMNS[name][0] for name in NEEDED if not known[name]]
    if missing:
        raise InputError(
            f"{path.name} has no column {' or '.join(missing)}.", do="Name the columns as docs/matching.md does."
        )
    rows = tuple({ours: row[name] if name else "" for ours, name in known.items()} for row in raw)
    ids = tuple(row["id"] for row in rows)
    clusters = tuple(
        told["cluster"] if "cluster" in told else _cluster(row["id"]) for told, row in zip(raw, rows, strict=True)
    )
    return PeopleFile(ids=ids, rows=rows, people=tuple(_traits(row) for row in rows), clusters=clusters)


def read_truth(people: PeopleFile, labels: Path | None) -> Truth:
    """Who is who: as labelled, else as clusters or ids say.

    Raises:
        InputError: neither is there, or a label names nobody.
    """
    if labels is None:
        groups: dict[str, list[int]] = defaultdict(list)
        for place, cluster in enumerate(people.clusters):
            groups[cluster].append(place)
        pairs = frozenset(pair for group in groups.values() for pair in combinations(group, 2))
        if not pairs:
            raise InputError(
                "Nothing says who of these people is who.", do="Give a file of labelled pairs with --labels."
            )
        return Truth(same=pairs)
    places = {name: place for place, name in enumerate(people.ids)}
    same, asked = set(), set()
    with labels.open(encoding="utf-8-sig", newline="") as file:
        for line, row in enumerate(csv.DictReader(file), 2):
            try:
                one, other = places[row["unique_id_l"]], places[row["unique_id_r"]]
                score = float(row["clerical_match_score"])
            except (KeyError, ValueError, TypeError) as error:
                raise InputError(f"{labels.name}, line {line} is no label of these people: {error}.") from error
            pair = (min(one, other), max(one, other))
            asked.add(pair)
            if score >= SURE:
                same.add(pair)
    return Truth(same=frozenset(same), asked=frozenset(asked))


def iso(told: str) -> str:
    """A date as YYYY-MM-DD; FEBRL writes YYYYMMDD. "" when it is neither."""
    if len(told) == 8 and told.isdigit():
        return f"{told[:4]}-{told[4:6]}-{told[6:]}"
    return told if len(told) == 10 and told[4] == told[7] == "-" else ""


def _traits(row: Mapping[str, str]) -> Traits:
    lines = (f"{row['number']} {row['line']}".strip(), row["line_2"])
    return traits(
        given=row["given"],
        surname=row["surname"],
        born=iso(row["born"]),
        emails=_told(row["email"]),
        phones=_told(row["phone"]),
        lines=[line for line in lines if line],
        town=row["town"],
        code=row["postcode"],
    )


def _told(value: str) -> Iterable[str]:
    return (value,) if value else ()


def _cluster(name: str) -> str:
    parts = name.split("-")
    return parts[1] if len(parts) > 2 and parts[0] == "rec" else name
