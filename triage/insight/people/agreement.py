"""How far one thing told of two people agrees: the levels that weights are kept for, each with words for it."""

from __future__ import annotations

from typing import NamedTuple

GIVEN, SURNAME, ORDER, BORN, PHONE, EMAIL, HOME = "given", "surname", "order", "born", "phone", "email", "home"
FIELDS = (GIVEN, SURNAME, ORDER, BORN, PHONE, EMAIL, HOME)
MISSING = "missing"
"""Not told on one side or the other: says nothing either way."""


class Agreement(NamedTuple):
    """``kind`` and ``value``: what both have in common, for its frequency ("surname", "smith"); "" when nothing."""

    field: str
    level: str
    kind: str = ""
    value: str = ""

    @property
    def words(self) -> str:
        return WORDS.get((self.field, self.level), f"{self.field}: {self.level}")


WORDS = {
    (GIVEN, "same"): "same given name",
    (GIVEN, "middle"): "one of the given names is the same",
    (GIVEN, "nickname"): "given name is another form of the same name",
    (GIVEN, "letter"): "given name differs by one letter",
    (GIVEN, "near"): "given name is much alike",
    (GIVEN, "initial"): "same initial of the given name",
    (GIVEN, "differs"): "given name differs",
    (SURNAME, "same"): "same surname",
    (SURNAME, "part"): "one surname of several is the same",
    (SURNAME, "letter"): "surname differs by one letter",
    (SURNAME, "near"): "surname is much alike",
    (SURNAME, "initial"): "same initial of the surname",
    (SURNAME, "differs"): "surname differs",
    (ORDER, "swapped"): "given name and surname the other way round",
    (BORN, "same"): "same date of birth",
    (BORN, "new_year"): "same date of birth, on 1 January (often entered when it is not known)",
    (BORN, "swapped"): "day and month of birth swapped",
    (BORN, "digit"): "date of birth differs by one digit",
    (BORN, "two_parts"): "two of day, month and year of birth are the same",
    (BORN, "year"): "same year of birth",
    (BORN, "differs"): "date of birth differs",
    (PHONE, "same"): "same telephone",
    (PHONE, "digit"): "telephone differs by one digit",
    (PHONE, "differs"): "telephone differs",
    (EMAIL, "same"): "same e-mail address",
    (EMAIL, "name"): "same name before the @ of the e-mail address",
    (EMAIL, "near"): "e-mail address is much alike",
    (EMAIL, "differs"): "e-mail address differs",
    (HOME, "uprn"): "same address (UPRN)",
    (HOME, "door"): "same address",
    (HOME, "line"): "address is much alike",
    (HOME, "postcode"): "same postcode, other house",
    (HOME, "town"): "same town",
    (HOME, "differs"): "address differs",
}
LEVELS = {field: tuple(level for told, level in WORDS if told == field) for field in FIELDS}
"""Best first."""
