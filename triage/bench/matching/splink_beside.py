"""Splink over the same file in the same run, with sensible settings, where it is installed. It is in no lock: with
DuckDB and Arrow it is larger than all else together."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from importlib.util import find_spec
from time import perf_counter
from typing import Any

from triage.bench.matching.people_file import Pair, PeopleFile, Truth, iso
from triage.bench.matching.scoring import best, quality

LEAST = -40.0
NEEDED = ("splink", "pyarrow", "duckdb")


def measure(file: PeopleFile, truth: Truth) -> dict[str, Any]:
    """Splink's figures, or which package is missing."""
    missing = [name for name in NEEDED if find_spec(name) is None]
    if missing:
        return {"missing": ", ".join(missing)}
    splink: Any = import_module("splink")
    begun = perf_counter()
    bits = _scores(splink, file)
    return {
        "version": splink.__version__,
        **quality(bits, truth, 0.0),
        "best": best(bits, truth),
        "pairs_found_by_keys": round(len(set(bits) & truth.same) / len(truth.same), 4),
        "seconds": round(perf_counter() - begun, 1),
    }


def _scores(splink: Any, file: PeopleFile) -> dict[Pair, float]:
    """Trained as its documentation does: u by chance pairs, m by two rounds of expectation-maximisation that block on
    different fields. Names, dates and mail by the comparisons that it has for them."""
    columns = _columns(file)
    block = splink.block_on
    rules = [rule for rule in _RULES if all(_bare(part) in columns for part in rule)]
    settings = splink.SettingsCreator(
        link_type="dedupe_only",
        unique_id_column_name="unique_id",
        comparisons=_comparisons(import_module("splink.comparison_library"), columns),
        blocking_rules_to_generate_predictions=[block(*rule) for rule in rules],
    )
    table = import_module("pyarrow").table(columns)
    linker = splink.Linker(splink.DuckDBAPI().register(table), settings, log_level=40)
    training = linker.training
    certain = [
        block("given", "surname", "born"),
        block("postcode", "born") if "postcode" in columns else block("email"),
    ]
    training.estimate_probability_two_random_records_match(certain, recall=0.7)
    training.estimate_u_using_random_sampling(max_pairs=5e6, seed=1)
    training.estimate_parameters_using_expectation_maximisation(block("given", "surname"))
    training.estimate_parameters_using_expectation_maximisation(block("born"))
    found = linker.inference.predict(threshold_match_weight=LEAST).as_record_list()
    return {_pair(row): float(row["match_weight"]) for row in found}


_RULES: Sequence[tuple[str, ...]] = (
    ("given", "surname"),
    ("born",),
    ("email",),
    ("surname", "substr(born,1,4)"),
    ("given", "substr(born,1,4)"),
    ("postcode", "substr(surname,1,2)"),
    ("line", "number"),
)


def _bare(part: str) -> str:
    return part.removeprefix("substr(").partition(",")[0]


def _columns(file: PeopleFile) -> dict[str, list[str | int | None]]:
    columns: dict[str, list[str | int | None]] = {"unique_id": list(range(len(file.rows)))}
    for name in file.rows[0]:
        values = [row[name] if name != "born" else iso(row[name]) for row in file.rows]
        if name != "id" and any(values):
            columns[name] = [value or None for value in values]
    return columns


def _comparisons(library: Any, columns: Mapping[str, object]) -> list[Any]:
    made: dict[str, Callable[[], Any]] = {
        "given": lambda: library.NameComparison("given"),
        "surname": lambda: library.NameComparison("surname"),
        "born": lambda: library.DateOfBirthComparison("born", input_is_string=True),
        "email": lambda: library.EmailComparison("email"),
        "phone": lambda: library.LevenshteinAtThresholds("phone", [1]),
        "postcode": lambda: library.DamerauLevenshteinAtThresholds("postcode", [1, 2]),
        "number": lambda: library.ExactMatch("number").configure(term_frequency_adjustments=True),
        "line": lambda: library.DamerauLevenshteinAtThresholds("line", [2]).configure(term_frequency_adjustments=True),
        "town": lambda: (
            library.LevenshteinAtThresholds("town", [2])
            if "postcode" in columns
            else library.ExactMatch("town").configure(term_frequency_adjustments=True)
        ),
    }
    return [comparison() for name, comparison in made.items() if name in columns]


def _pair(row: Mapping[str, Any]) -> Pair:
    one, other = int(row["unique_id_l"]), int(row["unique_id_r"])
    return min(one, other), max(one, other)
