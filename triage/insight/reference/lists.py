"""The short lists: crime classes, offence codes and forces, from CSV or a spreadsheet to JSON and back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from triage.insight.reference.reading import Faults, Progress, columns_by, sheets
from triage.models import codec
from triage.models.errors import InputError, KnownError
from triage.models.profile import CrimeClass, Profile
from triage.models.reference import OffenceCode, PoliceForce

T = TypeVar("T")
PER = ("victim", "incident", "course", "vehicle")
HEAD_ROWS = 20
"""Home Office spreadsheets open with a title and notes; the headings are looked for in so many rows."""
CLASSES = {
    "code": r"(hocr[ _]?(class|code)|offence[ _]code|code|class)",
    "name": r"(offence[ _])?(description|name)|class[ _]name",
    "group": r"(offence[ _])?group",
    "subgroup": r"(offence[ _])?sub[ _-]?group",
    "per": r"(one[ _])?per|counted[ _]per",
    "counting": r"counting([ _]rule)?",
    "words": r"words|synonyms|also",
}
OFFENCES = {
    "code": r"(ho|offence|cjs)?[ _]?code",
    "name": r"sub[ _]category[ _]description|sub[ _-]?class([ _]description)?|(offence[ _])?(description|name)",
    "category": r"category[ _]description|class([ _]description)?",
    "group": r"(parent|offence)[ _]group|group",
}
FORCE_COLUMNS = {
    "id": r"(data[ _]police[ _]uk[ _])?id|force[ _]id",
    "name": r"label|name|force",
    "areas": r"pfa(\d\d)?[ _]?(cd|code)|areas?",
    "codes": r"cjs[ _]force[ _]codes|codes?",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassList:
    """The year's crime classes, as imported. ``version`` is what the crime search names as their year."""

    version: str = ""
    classes: tuple[CrimeClass, ...] = ()


def import_classes(source: Path, target: Path, faults: Faults, version: str) -> int:
    """Crime classes: code and description, with counting rule and words where the file has them."""
    found = _rows(source, faults, CLASSES, ("code", "name"), _crime_class)
    target.write_bytes(codec.encode(ClassList(version=version, classes=_once(found, lambda one: one.code, faults))))
    return len(found)


def import_offences(source: Path, target: Path, faults: Faults, _progress: Progress) -> int:
    found = _rows(source, faults, OFFENCES, ("code", "name"), _offence)
    target.write_bytes(codec.encode(_once(found, lambda one: one.code, faults)))
    return len(found)


def import_forces(source: Path, target: Path, faults: Faults, _progress: Progress) -> int:
    found = _rows(source, faults, FORCE_COLUMNS, ("id", "name"), _force)
    target.write_bytes(codec.encode(_once(found, lambda one: one.id, faults)))
    return len(found)


def read_list(path: Path, kind: type[T]) -> T:
    """A list as it was imported; raises KnownError when the file cannot be read."""
    try:
        return codec.decode(kind, path.read_bytes())
    except (OSError, InputError) as error:
        raise KnownError(f"The reference data {path.name} cannot be read.", "Import or fetch it again.") from error


def with_classes(profile: Profile, found: ClassList | None) -> Profile:
    """The profile with the imported classes in the place of its own.

    Counting rule and words that the import leaves open are those of the profile's class of the same code, for the
    spreadsheets that are published have neither.
    """
    if found is None or not found.classes:
        return profile
    own = {entry.code: entry for entry in profile.crime_classes}
    merged = tuple(_filled(entry, own.get(entry.code)) for entry in found.classes)
    return replace(profile, crime_classes=merged, crime_classes_year=found.version)


def _filled(entry: CrimeClass, known: CrimeClass | None) -> CrimeClass:
    if known is None:
        return entry if entry.per else replace(entry, per="incident")
    return replace(
        entry,
        per=entry.per or known.per,
        counting=entry.counting or known.counting,
        words=tuple(dict.fromkeys((*entry.words, *known.words))),
    )


Cells = dict[str, str]


def _rows(
    source: Path,
    faults: Faults,
    wanted: dict[str, str],
    needed: Sequence[str],
    make: Callable[[Cells], T | str],
) -> list[T]:
    """One object for each row; a word instead of an object is what is wrong with the row."""
    found: list[T] = []
    rows = 0
    with sheets(source, faults) as tables:
        sheet = next(tables)
        at: dict[str, int] = {}
        first: Sequence[str] = ()
        for number, row in sheet.rows:
            if not any(cell.strip() for cell in row):
                continue
            if not at:
                first = first or row
                at = _headings(row, wanted, needed)
                if not at and number > HEAD_ROWS:
                    break
                continue
            rows += 1
            made = make({key: row[column].strip() if column < len(row) else "" for key, column in at.items()})
            if isinstance(made, str):
                faults.add(number, "", made)
            else:
                found.append(made)
        if not at:
            columns_by(first, wanted, needed, sheet.name)
    faults.check(rows)
    if not found:
        raise InputError(f"{faults.source} has no row that can be used.", tuple(faults.told))
    return found


def _headings(row: Sequence[str], wanted: dict[str, str], needed: Sequence[str]) -> dict[str, int]:
    try:
        return columns_by(row, wanted, needed, "")
    except InputError:
        return {}


def _once(found: list[T], key: Callable[[T], str], faults: Faults) -> tuple[T, ...]:
    kept: dict[str, T] = {}
    for one in found:
        if key(one) in kept:
            faults.add(0, "code", f"{key(one)} comes twice; the first is kept")
        kept.setdefault(key(one), one)
    return tuple(kept.values())


def _crime_class(cells: Cells) -> CrimeClass | str:
    code, name = cells["code"].upper(), " ".join(cells["name"].split())
    if not code or not name:
        return "a class needs a code and a description"
    per = cells.get("per", "").lower().removeprefix("per ")
    if per and per not in PER:
        return f"“{per[:20]}” is not what crimes are counted by: {', '.join(PER)}"
    told = cells.get("words", "").replace(";", ",").split(",")
    groups = (cells.get("subgroup", ""), cells.get("group", ""))
    words = dict.fromkeys(word.strip() for word in (*told, *groups) if word.strip())
    return CrimeClass(code=code, name=name, per=per, counting=cells.get("counting", ""), words=tuple(words))


def _offence(cells: Cells) -> OffenceCode | str:
    name = " ".join(cells["name"].split())
    if not cells["code"] or not name:
        return "an offence needs a code and a description"
    return OffenceCode(code=cells["code"], name=name, category=cells.get("category", ""), group=cells.get("group", ""))


def _force(cells: Cells) -> PoliceForce | str:
    if not cells["id"] or not cells["name"]:
        return "a force needs an id and a name"
    areas, codes = cells.get("areas", "").split(), cells.get("codes", "").split()
    return PoliceForce(id=cells["id"], name=cells["name"], areas=tuple(areas), codes=tuple(codes))
