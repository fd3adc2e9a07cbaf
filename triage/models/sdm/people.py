"""People of a report: one entity is one person, with every role the relationships give."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from triage.models.answer import Answer
from triage.models.ids import PersonKey
from triage.models.person import Contact, Person
from triage.models.sdm import roles
from triage.models.sdm.entities import Entity
from triage.models.sdm.leaves import answers
from triage.models.sdm.moments import moment
from triage.models.sdm.scalars import as_bool, as_whole
from triage.models.sdm.words import label, name_key, spoken

_PLAIN_KEY = re.compile(r"[A-Za-z0-9._:\-]{1,64}\Z")
_EMAILS = ("emailaddress", "email", "address", "value")
_PHONES = ("telephonenumber", "phonenumber", "number", "telephone", "phone", "mobile", "mobilenumber", "value")


@dataclass(slots=True)
class Found:
    """A person in the making: the entity, what it is, and what hangs on it."""

    entity: Entity
    key: str
    role_words: dict[str, None] = field(default_factory=dict)
    contact_entities: list[tuple[Entity, str, str]] = field(default_factory=list)
    home: str = ""

    def add(self, role: str) -> None:
        if role:
            self.role_words.setdefault(role)


def keys_for(entities: list[Entity], letter: str) -> dict[int, str]:
    """A key per entity by ``id(entity)``: its own id when that is plain and unique, else p1, p2 …"""
    taken: set[str] = set()
    keys: dict[int, str] = {}
    for number, entity in enumerate(entities, 1):
        key = entity.id if _PLAIN_KEY.match(entity.id) and entity.id not in taken else f"{letter}{number}"
        while key in taken:
            key += "x"
        taken.add(key)
        keys[id(entity)] = key
    return keys


def person_of(found: Found, claimed: set[int]) -> Person:
    """The typed person; marks the leaves it shows.

    ``claimed`` are contact entities (by ``id``) whose leaves another person's details hold already.
    """
    entity = found.entity
    title = spoken(entity.text("title", "titleother", "title", "salutation", "honorific"))
    given = " ".join(entity.texts("given", "givenname", "givennames", "forename", "forenames", "firstname"))
    middle = " ".join(entity.texts("middle", "middlename", "middlenames"))
    surname = " ".join(entity.texts("surname", "surname", "familyname", "lastname"))
    if not (given or surname):
        surname = entity.text(
            "surname", "fullname", "name", "displayname", "organisationname", "businessname", "companyname"
        )
    born = moment(entity.text("born", "dateofbirth", "dob", "birthdate"))
    return Person(
        key=PersonKey(found.key),
        roles=tuple(found.role_words),
        title=title,
        given=given,
        middle=middle,
        surname=surname,
        born=(born.at or "")[:10],
        age=as_whole(entity.raw("age", "age", "exactage"), 0, 200),
        about_age=_about_age(entity),
        under_18=as_bool(entity.raw("under_18", "under18", "isunder18")),
        gender=_gender(entity),
        ethnicity=_ethnicity(entity),
        contacts=_contacts(found),
        contact_preference=spoken(
            entity.text("contact_preference", "contactpreference", "preferredcontact", "preferredcontactmethod")
        ),
        place_key=found.home,
        description=entity.text("description", "persondescription", "description", "appearance"),
        anonymous=as_bool(
            entity.raw("anonymous", "anonymous", "remainanonymous", "isanonymous", "wishtoremainanonymous")
        )
        is True,
        details=_details(found, claimed),
    )


def roles_told(entity: Entity) -> list[str]:
    """Roles that the person's own attributes name."""
    told: list[str] = []
    for name in ("role", "roles", "personrole", "personroles", "involvement", "involvementtype"):
        told += [roles.person_role(spoken(one)) for one in entity.texts("roles", name)]
    return told


def _about_age(entity: Entity) -> str:
    low = as_whole(entity.raw("about_age", "approximateagefrom", "agefrom", "minimumage"), 0, 200)
    high = as_whole(entity.raw("about_age", "approximateageto", "ageto", "maximumage"), 0, 200)
    if low is None and high is None:
        return entity.text("about_age", "approximateage", "agerange")
    if low is None or high is None or low == high:
        return f"about {low if low is not None else high}"
    return f"{low} to {high}"


def _gender(entity: Entity) -> str:
    own = entity.text("gender", "genderselfdescribe")
    return own or spoken(entity.text("gender", "gender", "sex"))


def _ethnicity(entity: Entity) -> str:
    return spoken(entity.text("ethnicity", "ethnicityselfdefined", "ethnicity", "ethnicitygroup", "ethnicappearance"))


def _contacts(found: Found) -> tuple[Contact, ...]:
    contacts: list[Contact] = []
    for entity, kind, relationship in found.contact_entities:
        value = entity.text(kind, *(_EMAILS if kind == roles.EMAIL else _PHONES))
        if not value:
            continue
        contacts.append(Contact(kind=kind, value=value, label=_contact_label(relationship), safe=_safe(entity)))
    own = found.entity
    contacts += [
        Contact(kind="email", value=one) for one in own.texts("email", "emailaddress", "email", "personalemail")
    ]
    for name in ("telephonenumber", "telephone", "phonenumber", "phone", "mobile", "mobilenumber", "personaltelephone"):
        contacts += [Contact(kind="phone", value=one) for one in own.texts("phone", name)]
    return tuple(dict.fromkeys(contacts))


def _safe(entity: Entity) -> bool | None:
    return as_bool(entity.raw("safe", "safetocontact", "issafe", "safe"))


def _contact_label(relationship: str) -> str:
    words = label(relationship)
    plain = name_key(relationship) in {"personalemail", "personaltelephone", "email", "telephone", "phone"}
    return "" if plain else words


def _details(found: Found, claimed: set[int]) -> tuple[Answer, ...]:
    details = list(answers(found.entity.leaves))
    for entity, _, _ in found.contact_entities:
        if id(entity) not in claimed:
            claimed.add(id(entity))
            details += answers(entity.leaves)
    return tuple(details)
