"""Compares two people field by field. Each comparison is symmetric: which of the two comes first never matters."""

from __future__ import annotations

from itertools import product

from rapidfuzz.distance import DamerauLevenshtein, JaroWinkler
from rapidfuzz.fuzz import ratio, token_set_ratio

from triage.insight.people.agreement import BORN, EMAIL, GIVEN, HOME, MISSING, PHONE, SURNAME, Agreement
from triage.insight.people.nicknames import kindred
from triage.insight.people.traits import Traits

ALIKE = 0.88
"""Jaro-Winkler from which two names count as much alike (the usual 0.88 of linkage tools)."""
_LINES = 80
_Words = tuple[str, ...]
_WOMEN = (("ska", "ski"), ("cka", "cki"), ("dzka", "dzki"), ("ova", "ov"), ("eva", "ev"))
"""Endings of one family's name for a woman and a man (Polish, Czech, Russian, Bulgarian)."""


def given(one: _Words, other: _Words) -> Agreement:
    if not one or not other:
        return Agreement(GIVEN, MISSING)
    if one[0] == other[0]:
        return _initial(GIVEN, one[0]) if len(one[0]) == 1 else Agreement(GIVEN, "same", GIVEN, one[0])
    whole, all_other = "".join(one), "".join(other)
    if whole == all_other:
        return Agreement(GIVEN, "same", GIVEN, whole)
    shared = [word for word in one if word in other and len(word) > 1]
    if shared:
        return Agreement(GIVEN, "middle", GIVEN, min(shared))
    family = kindred(one[0], other[0])
    if family:
        return Agreement(GIVEN, "nickname", GIVEN, min(one[0], other[0]))
    return _near(GIVEN, one[0], other[0], whole, all_other)


def surname(one: Traits, other: Traits) -> Agreement:
    return surnames(one.surname, other.surname, one.also, other.also)


def surnames(one: _Words, other: _Words, also: _Words = (), other_also: _Words = ()) -> Agreement:
    if not one or not other:
        return Agreement(SURNAME, MISSING)
    whole, all_other = "".join(one), "".join(other)
    if whole == all_other or (len(one) > 1 and sorted(one) == sorted(other)):
        value = whole if len(one) == 1 else max(one, key=lambda word: (len(word), word))
        return _initial(SURNAME, whole) if len(whole) == 1 else Agreement(SURNAME, "same", SURNAME, value)
    shared = {*one, *also} & {*other, *other_also}
    if shared:
        return Agreement(SURNAME, "part", SURNAME, max(shared, key=lambda word: (len(word), word)))
    if _one_family(whole, all_other):
        return Agreement(SURNAME, "letter")
    return _near(SURNAME, one[-1], other[-1], whole, all_other)


def _initial(field: str, letter: str) -> Agreement:
    return Agreement(field, "initial", "", letter)


def _near(field: str, one: str, other: str, whole: str, all_other: str) -> Agreement:
    if len(one) == 1 or len(other) == 1:
        return _initial(field, one[0]) if one[0] == other[0] else Agreement(field, "differs")
    if min(len(whole), len(all_other)) > 2 and DamerauLevenshtein.distance(whole, all_other, score_cutoff=1) <= 1:
        return Agreement(field, "letter")
    if JaroWinkler.similarity(whole, all_other) >= ALIKE or JaroWinkler.similarity(one, other) >= ALIKE:
        return Agreement(field, "near")
    return Agreement(field, "differs")


def _one_family(one: str, other: str) -> bool:
    return any(
        (one.endswith(her) and other.endswith(his) and one[: -len(her)] == other[: -len(his)])
        or (other.endswith(her) and one.endswith(his) and other[: -len(her)] == one[: -len(his)])
        for her, his in _WOMEN
    )


def born(one: str, other: str) -> Agreement:
    """Two dates as YYYY-MM-DD."""
    if not one or not other:
        return Agreement(BORN, MISSING)
    if one == other:
        return Agreement(BORN, "new_year" if one.endswith("01-01") else "same", "", one)
    parts, others = one.split("-"), other.split("-")
    if len(parts) != 3 or len(others) != 3:
        return Agreement(BORN, "differs")
    if parts[0] == others[0] and parts[1:] == others[:0:-1]:
        return Agreement(BORN, "swapped")
    if DamerauLevenshtein.distance("".join(parts), "".join(others), score_cutoff=1) <= 1:
        return Agreement(BORN, "digit")
    same = sum(part == told for part, told in zip(parts, others, strict=True))
    if same == 2:
        return Agreement(BORN, "two_parts")
    return Agreement(BORN, "year" if parts[0] == others[0] else "differs")


def phone(one: _Words, other: _Words) -> Agreement:
    if not one or not other:
        return Agreement(PHONE, MISSING)
    shared = set(one) & set(other)
    if shared:
        return Agreement(PHONE, "same", PHONE, min(shared))
    near = any(DamerauLevenshtein.distance(a, b, score_cutoff=1) <= 1 for a, b in product(one, other))
    return Agreement(PHONE, "digit" if near else "differs")


def email(one: _Words, other: _Words) -> Agreement:
    if not one or not other:
        return Agreement(EMAIL, MISSING)
    shared = set(one) & set(other)
    if shared:
        return Agreement(EMAIL, "same", EMAIL, min(shared))
    names, others = ([told.partition("@")[0] for told in side] for side in (one, other))
    known = {name for name in set(names) & set(others) if len(name) > 4}
    if known:
        return Agreement(EMAIL, "name")
    near = any(
        min(len(a), len(b)) > 9 and DamerauLevenshtein.distance(a, b, score_cutoff=2) <= 2
        for a, b in product(one, other)
    )
    return Agreement(EMAIL, "near" if near else "differs")


def home(one: Traits, other: Traits) -> Agreement:
    if one.uprn and one.uprn == other.uprn:
        return Agreement(HOME, "uprn", "uprn", one.uprn)
    told = bool(one.street or one.doors) and bool(other.street or other.doors)
    coded = bool(one.postcode and other.postcode)
    if not told and not coded and not (one.town and other.town):
        return Agreement(HOME, MISSING)
    same_code = coded and one.postcode == other.postcode
    doors = one.doors == other.doors
    alike = told and _alike(one.street, other.street)
    if same_code and told and doors and alike:
        return Agreement(
            HOME, "door", "door", one.door if one.doors else f"{min(one.street, other.street)}|{one.postcode}"
        )
    near_door = doors or not one.doors or not other.doors
    if alike and near_door and one.street and other.street and (same_code or _near_place(one, other)):
        return Agreement(HOME, "line")
    if same_code:
        return Agreement(HOME, "postcode", "postcode", one.postcode)
    if one.town and other.town and (one.town == other.town or JaroWinkler.similarity(one.town, other.town) >= 0.92):
        return Agreement(HOME, "town", "town", min(one.town, other.town))
    return Agreement(HOME, "differs")


def _alike(one: str, other: str) -> bool:
    if one == other:
        return True
    return bool(one and other) and (ratio(one, other) >= _LINES or token_set_ratio(one, other) >= 90)


def _near_place(one: Traits, other: Traits) -> bool:
    """Whether two addresses that are written alike may lie in the same place."""
    if one.postcode and other.postcode and DamerauLevenshtein.distance(one.postcode, other.postcode) <= 1:
        return True
    if not (one.postcode and other.postcode) and not (one.town and other.town):
        return True
    return bool(one.town and other.town) and JaroWinkler.similarity(one.town, other.town) >= ALIKE
