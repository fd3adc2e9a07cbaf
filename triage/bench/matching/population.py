"""A million invented people: names with the unevenness of real ones, households, repeat appearances, and mistakes."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate

from triage.insight.people.traits import Traits, traits
from triage.models.resources import read_resource

SURNAMES = 40_000
POSTCODES_PER_MILLION = 28_000
_FIRST_BIRTH = date(1940, 1, 1)
_BIRTH_DAYS = 70 * 365
_ONSETS = [
    "b",
    "br",
    "c",
    "ch",
    "cl",
    "cr",
    "d",
    "dr",
    "f",
    "fl",
    "g",
    "gl",
    "gr",
    "h",
    "j",
    "k",
    "l",
    "m",
    "n",
    "p",
    "pr",
    "r",
    "s",
    "sh",
    "sl",
    "st",
    "t",
    "th",
    "tr",
    "v",
    "w",
    "wh",
]
_VOWELS = ["a", "e", "i", "o", "u", "ai", "ea", "ee", "oo", "ou"]
_ENDS = [
    "ll",
    "n",
    "nd",
    "ng",
    "nt",
    "r",
    "rd",
    "rn",
    "rt",
    "s",
    "sh",
    "ss",
    "st",
    "t",
    "th",
    "ck",
    "ft",
    "ld",
    "lm",
    "mp",
    "bury",
    "combe",
    "den",
    "field",
    "ford",
    "ham",
    "ley",
    "man",
    "sby",
    "son",
    "ton",
    "well",
    "wood",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A person as a form would tell of them."""

    given: str
    surname: str
    born: str
    phone: str
    email: str
    line: str
    postcode: str

    def traits(self) -> Traits:
        return traits(
            given=self.given,
            surname=self.surname,
            born=self.born,
            phones=[self.phone] if self.phone else [],
            emails=[self.email] if self.email else [],
            lines=[self.line],
            code=self.postcode,
        )


class Population:
    """Makes people, one after the other; the same seed makes the same."""

    def __init__(self, count: int, seed: int) -> None:
        self._count = count
        self._rng = random.Random(seed)
        lines = read_resource("nicknames.txt").splitlines()
        self._given = [line.partition(":")[0] for line in lines if ":" in line and not line.startswith("#")]
        self._surnames = self._made_surnames()
        # Zipf-like: the commonest surname has some 1 % of the people, as Smith has; given names are more uneven.
        self._given_weights = list(accumulate(1 / (rank + 8) for rank in range(len(self._given))))
        self._surname_weights = list(accumulate(1 / (rank + 8) ** 0.98 for rank in range(SURNAMES)))
        self._postcodes = max(count * POSTCODES_PER_MILLION // 1_000_000, 1)

    def people(self) -> Iterator[Told]:
        """Households of one to five; some share the surname, the landline, nobody the mobile."""
        left, rng = self._count, self._rng
        while left > 0:
            size = min(rng.choices((1, 2, 3, 4, 5), (30, 35, 16, 13, 6))[0], left)
            left -= size
            surname = self._surname()
            line, code = f"{rng.randint(1, 120)} {self._surnames[rng.randrange(2000)]} Street", self._postcode()
            landline = f"0{rng.randint(1_100_000_000, 1_999_999_999)}"
            for _ in range(size):
                own = surname if rng.random() < 0.7 else self._surname()
                yield self._person(own, line, code, landline)

    def mistaken(self, told: Told) -> Told:
        """The same person told again, with one to three things wrong, missing or changed."""
        rng = self._rng
        values = {name: getattr(told, name) for name in Told.__slots__}
        for what in rng.sample(("given", "surname", "born", "phone", "email", "home", "order"), rng.randint(1, 3)):
            if what in ("given", "surname"):
                values[what] = _typo(values[what], rng)
            elif what == "born" and values["born"]:
                year, month, day = values["born"].split("-")
                values["born"] = f"{year}-{day}-{month}" if int(day) <= 12 else ""
            elif what == "home":
                values["line"], values["postcode"] = f"{rng.randint(1, 120)} Elsewhere Road", self._postcode()
            elif what == "order":
                values["given"], values["surname"] = values["surname"], values["given"]
            else:
                values[what] = ""
        return Told(**values)

    def _person(self, surname: str, line: str, code: str, landline: str) -> Told:
        rng = self._rng
        given = rng.choices(self._given, cum_weights=self._given_weights)[0]
        born = _FIRST_BIRTH + timedelta(days=rng.randrange(_BIRTH_DAYS))
        mobile = f"07{rng.randint(100_000_000, 999_999_999)}"
        return Told(
            given=given,
            surname=surname,
            born=born.isoformat() if rng.random() < 0.8 else "",
            phone=(mobile if rng.random() < 0.8 else landline) if rng.random() < 0.7 else "",
            email=f"{given}.{surname}{rng.randint(1, 999)}@example.com" if rng.random() < 0.5 else "",
            line=line,
            postcode=code,
        )

    def _surname(self) -> str:
        return self._rng.choices(self._surnames, cum_weights=self._surname_weights)[0]

    def _made_surnames(self) -> list[str]:
        rng = self._rng
        made: dict[str, None] = {}
        while len(made) < SURNAMES:
            middle = rng.choice(_VOWELS) + rng.choice(_ONSETS) if rng.random() < 0.5 else ""
            made[rng.choice(_ONSETS) + middle + rng.choice(_VOWELS) + rng.choice(_ENDS)] = None
            if rng.random() < 0.3:
                made[rng.choice(_ONSETS) + rng.choice(_VOWELS) + rng.choice(_ENDS) + rng.choice(_ENDS[15:])] = None
        return list(made)[:SURNAMES]

    def _postcode(self) -> str:
        number = self._rng.randrange(self._postcodes)
        letters = "ABDEFGHJLNPQRSTUWXYZ"
        return f"Z{letters[number % 20]}{number // 20 % 99 + 1} {number // 1980 % 10}{letters[number // 19800 % 20]}A"


def _typo(word: str, rng: random.Random) -> str:
    if len(word) < 3:
        return word
    at = rng.randrange(1, len(word) - 1)
    how = rng.randrange(3)
    if how == 0:
        return word[:at] + word[at + 1 :]
    if how == 1:
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    return word[:at] + rng.choice("aeioulnrst") + word[at + 1 :]
