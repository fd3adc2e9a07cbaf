"""Who and what is in the report: people with all their roles, places, vehicles and property, from the relationships."""

from __future__ import annotations

from dataclasses import dataclass, field

from triage.models.person import Person
from triage.models.sdm import roles
from triage.models.sdm.entities import Document, Entity
from triage.models.sdm.people import Found, keys_for, person_of, roles_told
from triage.models.sdm.things import item_of, place_of, vehicle_of
from triage.models.things import Place, PropertyItem, Vehicle


@dataclass(frozen=True, slots=True, kw_only=True)
class Cast:
    """``shown`` holds ``id(entity)`` of every entity whose leaves are in some ``details``."""

    people: tuple[Person, ...]
    places: tuple[Place, ...]
    vehicles: tuple[Vehicle, ...]
    property_items: tuple[PropertyItem, ...]
    shown: frozenset[int]


@dataclass(slots=True)
class _Stage:
    """Everything while it is being tied together, by ``id(entity)``."""

    people: dict[int, Found] = field(default_factory=dict)
    keys: dict[int, str] = field(default_factory=dict)
    kinds: dict[int, str] = field(default_factory=dict)
    thing_roles: dict[int, dict[str, None]] = field(default_factory=dict)
    claimed: set[int] = field(default_factory=set)

    def add_role(self, entity: Entity, role: str) -> None:
        told = self.thing_roles.setdefault(id(entity), {})
        if role:
            told.setdefault(role)


def cast(document: Document, submission: Entity | None) -> Cast:
    """Everybody and everything; an entity that nothing relates to is still there, without a role."""
    stage = _Stage()
    candidates = [one for one in document.others if one is not submission and one.leaves]
    as_people = {id(link.target) for link in document.main.links if roles.is_person_role(link.name)}
    for one in candidates:
        # An entity of an unknown type is a person when the incident relates to it as only to people ("victim").
        stage.kinds[id(one)] = roles.kind_of(one) or (roles.PERSON if id(one) in as_people else "")
    _make_people(stage, candidates)
    for one in (document.main, *document.others):
        _tie(stage, one, of_incident=one is document.main or one is submission)
    return _close(stage, candidates)


def _make_people(stage: _Stage, candidates: list[Entity]) -> None:
    people = [one for one in candidates if stage.kinds[id(one)] == roles.PERSON]
    keys = keys_for(people, "p")
    for one in people:
        found = Found(entity=one, key=keys[id(one)])
        stage.people[id(one)] = found
        for role in roles_told(one):
            found.add(role)
    for kind, letter in ((roles.PLACE, "l"), (roles.VEHICLE, "v"), (roles.PROPERTY, "i")):
        stage.keys.update(keys_for([one for one in candidates if stage.kinds[id(one)] == kind], letter))


def _tie(stage: _Stage, one: Entity, *, of_incident: bool) -> None:
    owner = stage.people.get(id(one))
    for link in one.links:
        target = link.target
        if target is None or target is one:
            continue
        kind = stage.kinds.get(id(target), "")
        if kind == roles.PERSON:
            stage.people[id(target)].add(roles.person_role(link.name))
        elif kind == roles.PLACE:
            stage.add_role(target, roles.place_role(link.name, of_incident=of_incident, owner=_whose(owner)))
            if owner is not None and not owner.home:
                owner.home = stage.keys[id(target)]
        elif kind in {roles.EMAIL, roles.PHONE} and owner is not None:
            owner.contact_entities.append((target, kind, link.name))
        elif kind in {roles.VEHICLE, roles.PROPERTY}:
            for told in target.texts("roles", *roles.THING_ROLE_FIELDS):
                stage.add_role(target, told)
            stage.add_role(target, roles.thing_role(link.name, _whose(owner) if owner else ""))


def _whose(owner: Found | None) -> str:
    """Whose: by role, not by name, so that a corrected name does not leave the old one behind in a role."""
    if owner is None:
        return "another"
    return next(iter(owner.role_words), "person")


def _close(stage: _Stage, candidates: list[Entity]) -> Cast:
    people: list[Person] = []
    shown = set(stage.people)
    for found in stage.people.values():
        people.append(person_of(found, stage.claimed))
        shown |= {id(entity) for entity, _, _ in found.contact_entities}
    things = [
        (one, stage.kinds[id(one)], stage.keys.get(id(one), ""), tuple(stage.thing_roles.get(id(one), ())))
        for one in candidates
    ]
    shown |= {id(one) for one, kind, _, _ in things if kind in {roles.PLACE, roles.VEHICLE, roles.PROPERTY}}
    return Cast(
        people=tuple(people),
        places=tuple(place_of(one, key, told) for one, kind, key, told in things if kind == roles.PLACE),
        vehicles=tuple(vehicle_of(one, key, told) for one, kind, key, told in things if kind == roles.VEHICLE),
        property_items=tuple(item_of(one, key, told) for one, kind, key, told in things if kind == roles.PROPERTY),
        shown=frozenset(shown),
    )
