"""Whether the values of a profile fit together: vocabularies, references, keys used twice, patterns."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Protocol
from urllib.parse import urlsplit

from triage.models.errors import FieldError
from triage.models.outcome_draft import ASK, DOES, HAND_OFF, RECORD
from triage.models.oversight import figure_faults, staffing_faults
from triage.models.profile import Profile
from triage.models.profile_desk import desk_faults
from triage.models.profile_questions import question_faults
from triage.models.quality_rules import quality_faults
from triage.models.stage import Stage

ROLES = ("emergency", "priority", "scheduled", "appointment", "none")
SIGN_IN_ROLES = ("handler", "supervisor", "auditor")
"""Roles that may read reports at all (contracts B)."""
ROUTES = ("direct", "gateway")
PER = ("victim", "incident", "course", "vehicle")
HOW = ("hand", "auto")
LOOKUPS = ("", "vehicle", "place")
CONNECTORS = ("records-rest", "mapped-rest", "mapped-file")
DELIVERABLES = ("incident", "crimes")
TAKES = ("incident", "crime")
THEN = (
    Stage.CLOSED.value,
    Stage.AWAITING_APPROVAL.value,
    Stage.AWAITING_REPORTER.value,
    Stage.AWAITING_ACCEPTANCE.value,
)
DIGITS = tuple("123456789")
LEADS_TO = {ASK: Stage.AWAITING_REPORTER.value, HAND_OFF: Stage.AWAITING_ACCEPTANCE.value}
MAY_BE_EMPTY = frozenset(
    {"grade_reasons", "qualifiers", "advice", "checks", "teams", "restricted", "forces", "signposts"}
)
RECEIVERS = ("team", "force")
MESSAGE_CHANNELS = ("email", "sms")
_KEY = re.compile(r"[a-z0-9][a-z0-9_\-]{0,47}\Z")
_MEDIA = re.compile(r"(?:\*/\*|[a-z0-9][a-z0-9.+-]*/(?:\*|[a-z0-9][a-z0-9.+-]*))\Z")
_URL = re.compile(r"\$\{[A-Z][A-Z0-9_]*\}|https?://[^\s]+\Z")
_ADDRESS = re.compile(r"[^@\s<>,;\"]{1,64}@[^@\s<>,;\"]{1,190}")
_PATTERN_LIMIT = 300


class _Named(Protocol):
    """An entry with a key and a name for the screen."""

    @property
    def key(self) -> str: ...

    @property
    def name(self) -> str: ...


def cross_checks(profile: Profile) -> Iterator[FieldError]:
    """Every fault, in the order of the file."""
    yield from _keys(profile)
    yield from _amounts(profile)
    yield from _vocabularies(profile)
    yield from _outcomes(profile)
    yield from _references(profile)
    yield from _destinations(profile)
    yield from _patterns(profile)
    yield from _restricted(profile)
    yield from _illegal_images(profile)
    yield from _contact(profile)
    yield from question_faults(profile)
    yield from staffing_faults(profile.staffing)
    yield from figure_faults(profile.figures, {rule.key for rule in profile.checks})
    yield from quality_faults(profile.quality)
    yield from desk_faults(profile)


def _one_of(path: str, value: str, allowed: Iterable[str]) -> Iterator[FieldError]:
    names = tuple(allowed)
    if value not in names:
        yield FieldError(path, f"“{value}” is not allowed; allowed are {', '.join(names)}")


def _twice(path: str, name: str, values: Iterable[str]) -> Iterator[FieldError]:
    seen: dict[str, int] = {}
    for at, value in enumerate(values):
        if value in seen:
            yield FieldError(
                f"{path}[{at}].{name}", f"“{value}” is used already by {path}[{seen[value]}]; each may be used once"
            )
        seen.setdefault(value, at)


def _keys(profile: Profile) -> Iterator[FieldError]:
    lists: dict[str, tuple[_Named, ...]] = {
        "grades": profile.grades,
        "thrive": profile.thrive,
        "risk_levels": profile.risk_levels,
        "outcomes": profile.outcomes,
        "reasons": profile.reasons,
        "grade_reasons": profile.grade_reasons,
        "incident_categories": profile.incident_categories,
        "qualifiers": profile.qualifiers,
        "advice": profile.advice,
        "checks": profile.checks,
        "kinds": profile.kinds,
        "destinations": profile.destinations,
        "teams": profile.teams,
        "forces": profile.forces,
        "signposts": profile.signposts,
        "restricted": profile.restricted,
    }
    for name, entries in lists.items():
        if not entries and name not in MAY_BE_EMPTY:
            yield FieldError(name, "at least one entry is needed")
        for at, entry in enumerate(entries):
            if not _KEY.match(entry.key):
                yield FieldError(
                    f"{name}[{at}].key",
                    f"“{entry.key}” is not a key; allowed are a-z, 0-9, _ and -, 1 to 48 characters",
                )
            if not entry.name.strip():
                yield FieldError(f"{name}[{at}].name", "empty; a name for the screen is needed")
        yield from _twice(name, "key", (entry.key for entry in entries))
    yield from _twice("crime_classes", "code", (entry.code for entry in profile.crime_classes))
    if not profile.force.id.strip():
        yield FieldError("force.id", "empty; the force's identifier is needed")


def _amounts(profile: Profile) -> Iterator[FieldError]:
    amounts = (
        ("undo_seconds", profile.undo_seconds, 0, 120),
        ("clocks.first_look_minutes", profile.clocks.first_look_minutes, 1, 10_080),
        ("clocks.record_hours", profile.clocks.record_hours, 1, 720),
        ("clocks.lift_minutes", profile.clocks.lift_minutes, 0, 1_440),
        ("clocks.reopen_hours", profile.clocks.reopen_hours, 0, 8_760),
        ("leases.seconds", profile.leases.seconds, 30, 86_400),
        ("notice.days", profile.notice.days, 1, 365),
        ("leases.max_held", profile.leases.max_held, 1, 50),
        *((f"grades[{at}].target_minutes", one.target_minutes, 1, 43_200) for at, one in enumerate(profile.grades)),
    )
    for path, value, low, high in amounts:
        if value is not None and not low <= value <= high:
            yield FieldError(path, f"{value} is not allowed; allowed is {low} to {high}")
    for at, place in enumerate(profile.destinations):
        if not 1 <= place.timeout_seconds <= 120:
            yield FieldError(f"destinations[{at}].timeout_seconds", "allowed is 1 to 120")
        for number, media in enumerate(place.attachments):
            if not _MEDIA.match(media):
                detail = f"“{media}” is no media type; write one such as image/*, application/pdf or */*"
                yield FieldError(f"destinations[{at}].attachments[{number}]", detail)
        if not 0 <= place.index_delay_seconds <= 86_400:
            yield FieldError(f"destinations[{at}].index_delay_seconds", "allowed is 0 to 86400")


def _vocabularies(profile: Profile) -> Iterator[FieldError]:
    yield from _one_of("route", profile.route, ROUTES)
    for at, grade in enumerate(profile.grades):
        yield from _one_of(f"grades[{at}].role", grade.role, ROLES)
    for at, entry in enumerate(profile.crime_classes):
        yield from _one_of(f"crime_classes[{at}].per", entry.per, PER)
    for at, rule in enumerate(profile.checks):
        yield from _one_of(f"checks[{at}].how", rule.how, HOW)
        yield from _one_of(f"checks[{at}].lookup", rule.lookup, LOOKUPS)


def _outcomes(profile: Profile) -> Iterator[FieldError]:
    taken = {kind for place in profile.destinations for kind in place.takes}
    yield from _twice("outcomes", "digit", (one.digit for one in profile.outcomes if one.digit))
    for at, one in enumerate(profile.outcomes):
        path = f"outcomes[{at}]"
        yield from _one_of(f"{path}.then", one.then, THEN)
        if one.digit:
            yield from _one_of(f"{path}.digit", one.digit, DIGITS)
        yield from _one_of(f"{path}.does", one.does, DOES)
        if one.does in LEADS_TO and one.then != LEADS_TO[one.does]:
            yield FieldError(f"{path}.then", f"an outcome that does “{one.does}” leads to {LEADS_TO[one.does]}")
        if one.does != RECORD and one.deliverables:
            yield FieldError(f"{path}.deliverables", f"an outcome that does “{one.does}” makes no record of its own")
        for receiver in one.receivers:
            yield from _one_of(f"{path}.receivers", receiver, RECEIVERS)
        if one.to:
            yield from _one_of(f"{path}.to", one.to, [team.key for team in profile.teams])
        if one.needs_crime and one.no_crime:
            yield FieldError(f"{path}.no_crime", "an outcome cannot both need a crime and allow none")
        for deliverable in one.deliverables:
            yield from _one_of(f"{path}.deliverables", deliverable, DELIVERABLES)
            if deliverable in DELIVERABLES and deliverable.removesuffix("s") not in taken:
                yield FieldError(f"{path}.deliverables", f"no destination takes “{deliverable.removesuffix('s')}”")


def _references(profile: Profile) -> Iterator[FieldError]:
    kinds = [kind.key for kind in profile.kinds]
    classes = [entry.code for entry in profile.crime_classes]
    categories = [entry.key for entry in profile.incident_categories]
    for at, rule in enumerate(profile.checks):
        for key in rule.kinds:
            if key not in kinds:
                yield FieldError(f"checks[{at}].kinds", f"“{key}” is not a report kind; allowed are {', '.join(kinds)}")
    for key in profile.notice.kinds:
        yield from _one_of("notice.kinds", key, kinds)
    for at, kind in enumerate(profile.kinds):
        if kind.incident_category:
            yield from _one_of(f"kinds[{at}].incident_category", kind.incident_category, categories)
        for code in kind.suggested_crimes:
            if code not in classes:
                yield FieldError(f"kinds[{at}].suggested_crimes", f"“{code}” is not one of the crime_classes")


def _illegal_images(profile: Profile) -> Iterator[FieldError]:
    if not profile.illegal_images.tell.strip():
        yield FieldError("illegal_images.tell", "must name whom a handler tells; it may not be empty")
    for at, role in enumerate(profile.illegal_images.roles):
        yield from _one_of(f"illegal_images.roles[{at}]", role, SIGN_IN_ROLES)
    for at, address in enumerate(profile.illegal_images.addresses):
        if not _ADDRESS.fullmatch(address):
            yield FieldError(f"illegal_images.addresses[{at}]", "must be an e-mail address of the force")


def _restricted(profile: Profile) -> Iterator[FieldError]:
    kinds = [kind.key for kind in profile.kinds]
    for at, rule in enumerate(profile.restricted):
        path = f"restricted[{at}]"
        if not (rule.kinds or rule.categories or rule.subcodes):
            yield FieldError(f"{path}.kinds", "kinds, categories or subcodes are needed: which reports it is about")
        if not (rule.roles or rule.subjects):
            yield FieldError(f"{path}.roles", "roles or subjects are needed: nobody could see these reports")
        for kind in rule.kinds:
            yield from _one_of(f"{path}.kinds", kind, kinds)
        for role in rule.roles:
            yield from _one_of(f"{path}.roles", role, SIGN_IN_ROLES)


def _contact(profile: Profile) -> Iterator[FieldError]:
    for channel in profile.contact.channels:
        yield from _one_of("contact.channels", channel, MESSAGE_CHANNELS)
    if profile.dispatch.pattern:
        yield from _one_of("dispatch.pattern", profile.dispatch.pattern, profile.reference_patterns)


def _destinations(profile: Profile) -> Iterator[FieldError]:
    for at, place in enumerate(profile.destinations):
        path = f"destinations[{at}]"
        yield from _one_of(f"{path}.connector", place.connector, CONNECTORS)
        if place.key == "gateway":
            yield FieldError(f"{path}.key", "“gateway” is the gateway's own name; choose another")
        if not place.takes:
            yield FieldError(f"{path}.takes", f"empty; allowed are {', '.join(TAKES)}")
        for kind in place.takes:
            yield from _one_of(f"{path}.takes", kind, TAKES)
        if place.connector.startswith("mapped-"):
            yield from _one_of(f"{path}.mapping", place.mapping, profile.files)
        if not _URL.match(place.url) or _has_secret(place.url):
            yield FieldError(
                f"{path}.url", "allowed is http(s)://… or ${NAME}, without a password; name secrets in secret_ref"
            )


def _has_secret(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.password is not None or parts.username is not None
    except ValueError:
        return True


def _patterns(profile: Profile) -> Iterator[FieldError]:
    for name, pattern in profile.reference_patterns.items():
        path = f"reference_patterns.{name}"
        if not pattern or len(pattern) > _PATTERN_LIMIT:
            yield FieldError(path, f"a regular expression of 1 to {_PATTERN_LIMIT} characters is needed here")
            continue
        try:
            re.compile(pattern)
        except (re.error, OverflowError, RecursionError) as error:
            yield FieldError(path, f"not a regular expression: {error}")
