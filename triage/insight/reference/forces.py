"""Who polices which area: the starter list of the program, or the list a force imported in its place."""

from __future__ import annotations

import tomllib
from functools import lru_cache

from triage.insight.reference.names import fold
from triage.models import codec
from triage.models.profile import Profile
from triage.models.reference import PoliceForce
from triage.models.resources import read_resource

LIST = "forces.toml"
STARTER = "starter list"


@lru_cache(maxsize=1)
def starter_forces() -> tuple[PoliceForce, ...]:
    """The territorial forces of the United Kingdom and the railway police, as the program ships them."""
    return codec.convert(tuple[PoliceForce, ...], tomllib.loads(read_resource(LIST))["forces"])


class Forces:
    """Looks a force up by area, country or any of its names."""

    def __init__(self, forces: tuple[PoliceForce, ...]) -> None:
        self.all = forces
        self._by_area = {area: force for force in forces for area in force.areas}
        self._by_country = {country: force for force in forces for country in force.countries}

    def of(self, area: str, country: str = "") -> PoliceForce | None:
        """Who polices an area (ONS code); where a whole country has one force, the country is enough."""
        return self._by_area.get(area) or self._by_country.get(country)

    def named(self, text: str) -> PoliceForce | None:
        """The force of this id, name, number or area code."""
        key = fold(text)
        return next((one for one in self.all if key in _names(one)), None) if key else None

    def own(self, profile: Profile) -> frozenset[str]:
        """Ids of the force that the profile is of; empty when the list does not know it."""
        found = self.named(profile.force.id) or self.named(profile.force.name)
        return frozenset((found.id,)) if found else frozenset()


def _names(force: PoliceForce) -> set[str]:
    return {fold(text) for text in (force.id, force.name, *force.codes, *force.areas)}
