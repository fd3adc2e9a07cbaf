"""The force profile: the shipped one is whole, and each fault names its key, its line and what is allowed."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from triage.models import codec
from triage.models.errors import InputError
from triage.models.profile import Profile
from triage.models.profile_file import default_profile, load_profile
from triage.models.resources import read_resource

SHIPPED = read_resource("profile.toml")


def changed(old: str, new: str, count: int = 1) -> str:
    assert old in SHIPPED
    return SHIPPED.replace(old, new, count)


def faults(text: str) -> dict[str, str]:
    with pytest.raises(InputError) as caught:
        load_profile(text, source="force.toml")
    assert "force.toml" in caught.value.what
    return {one.pointer: one.detail for one in caught.value.errors}


def test_the_shipped_profile_is_whole() -> None:
    profile = default_profile()
    assert [grade.target_minutes for grade in profile.grades] == [15, 60, 1440, 2880, None]
    assert [letter.key for letter in profile.thrive] == [
        "threat", "harm", "risk", "investigation", "vulnerability", "engagement",
    ]  # fmt: skip
    assert len(profile.kinds) >= 20
    assert len(profile.crime_classes) >= 40
    assert all(outcome.then == "closed" for outcome in profile.outcomes if outcome.does in ("record", "attach"))
    assert {place.key: place.takes for place in profile.destinations} == {"control": ("incident",), "crime": ("crime",)}


def test_every_kind_has_checks_and_an_incident_category() -> None:
    profile = default_profile()
    for kind in profile.kinds:
        assert kind.incident_category, kind.key
        assert len(profile.checks_for(kind.key)) >= 4, kind.key


def test_every_text_of_a_destination_is_deliverable() -> None:
    profile = default_profile()
    for outcome in profile.outcomes:
        for deliverable in outcome.deliverables:
            assert profile.destination_for(deliverable.removesuffix("s")) is not None


def test_the_reference_patterns_know_their_references() -> None:
    patterns = default_profile().reference_patterns
    assert re.fullmatch(patterns["crime"], "77/12345/26")
    assert re.fullmatch(patterns["customer"], "TYA-1-23-0100-000")


def test_the_version_tells_the_content() -> None:
    first = load_profile(SHIPPED, source="a").version
    second = load_profile(changed("first_look_minutes = 45", "first_look_minutes = 46"), source="a").version
    assert first.startswith("default-2026+")
    assert first != second
    assert first == default_profile().version


def test_a_profile_travels() -> None:
    assert codec.decode(Profile, codec.encode(default_profile())) == default_profile()


FAULTS = [
    ("undo_seconds = 10", "undo_secs = 10", "undo_secs", "unknown key"),
    ("undo_seconds = 10", 'undo_seconds = "ten"', "undo_seconds", "a whole number"),
    ("undo_seconds = 10", "undo_seconds = -1", "undo_seconds", "0 to 120"),
    ('route = "direct"', 'route = "sideways"', "route", "direct, gateway"),
    ("target_minutes = 60", "target_minutes = 0", "grades[1].target_minutes", "1 to 43200"),
    ("target_minutes = 60", "target_minutes = true", "grades[1].target_minutes", "a whole number"),
    ('role = "priority"', 'role = "urgent"', "grades[1].role", "emergency, priority"),
    ('key = "priority"', 'key = "emergency"', "grades[1].key", "used already by grades[0]"),
    ('key = "priority"', 'key = "Prio rity"', "grades[1].key", "a-z"),
    ('name = "Priority"\n', "", "grades[1].name", "missing"),
    ('digit = "2"', 'digit = "1"', "outcomes[1].digit", "used already by outcomes[0]"),
    ('digit = "2"', 'digit = "0"', "outcomes[1].digit", "1, 2"),
    ('then = "closed"', 'then = "gone"', "outcomes[0].then", "closed"),
    ('["incident", "crimes"]', '["incident", "car"]', "outcomes[0].deliverables", "crimes"),
    ('deliverables = ["incident", "crimes"]', 'deliverables = "incident"', "outcomes[0].deliverables", "a list"),
    ("needs_crime = true", "needs_crime = true\nno_crime = true", "outcomes[0].no_crime", "cannot both"),
    ('takes = ["crime"]', 'takes = ["incident"]', "outcomes[0].deliverables", "no destination takes “crime”"),
    ('takes = ["crime"]', "takes = []", "destinations[1].takes", "incident, crime"),
    ('connector = "records-rest"', 'connector = "fax"', "destinations[0].connector", "records-rest"),
    ('url = "${CRIME_URL}"', 'url = "ftp://x"', "destinations[1].url", "http(s)://"),
    ('url = "${CRIME_URL}"', 'url = "https://me:secret@records.example.org"', "destinations[1].url", "secret_ref"),
    ('per = "victim"', 'per = "day"', "crime_classes[0].per", "victim, incident"),
    ('kinds = ["fraud"]', 'kinds = ["frauds"]', "checks[13].kinds", "not a report kind"),
    ('kinds = ["collision"]', 'kinds = ["colision"]', "questions[2].kinds", "not a report kind"),
    ('asked_if = "children = yes"', 'asked_if = "children is yes"', "questions[0].ask[8].asked_if", "key = value"),
    ('asked_if = "children = yes"', 'asked_if = "child = yes"', "questions[0].ask[8].asked_if", "not an earlier"),
    ('asked_if = "injury != none"', 'asked_if = "injury != no"', "questions[2].ask[2].asked_if", "fatal, serious"),
    ('pattern = "incident"', 'pattern = "cad"', "questions[1].ask[8].pattern", "reference_patterns"),
    ('deadline_days = 14\n', "", "questions[2].ask[0].deadline", "belong together"),
    ('type = "list"', 'type = "table"', "questions[0].ask[8].type", "yes_no, choice"),
    ("strong = 0.6", "strong = 6.0", "downgrade.strong", "0 to 1"),
    ('suggested_crimes = ["8Q"]', 'suggested_crimes = ["8Z"]', "kinds[8].suggested_crimes", "not one of"),
    ('incident_category = "psw_missing"', 'incident_category = "psw"', "kinds[21].incident_category", "psw_missing"),
    ("crime = '77/", "crime = '77(/", "reference_patterns.crime", "not a regular expression"),
    ('id = "77"', 'id = " "', "force.id", "empty"),
    ("seconds = 900", "seconds = 5", "leases.seconds", "30 to"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "pointer", "words"), FAULTS)
def test_each_fault_names_the_key_and_what_is_allowed(old: str, new: str, pointer: str, words: str) -> None:
    told = faults(changed(old, new))
    assert pointer in told
    assert words in told[pointer]


def test_the_line_is_told() -> None:
    text = changed("target_minutes = 60", "target_minutes = 0")
    line = text.splitlines().index("target_minutes = 0") + 1
    assert faults(text)["grades[1].target_minutes"].startswith(f"line {line}: ")


def test_the_line_of_a_key_at_the_top_is_told() -> None:
    text = changed('route = "direct"', 'route = "no"')
    line = text.splitlines().index('route = "no"') + 1
    assert faults(text)["route"].startswith(f"line {line}: ")


def test_several_faults_are_told_at_once() -> None:
    text = changed("target_minutes = 60", 'target_minutes = "x"').replace("undo_seconds = 10", "undo = 1")
    assert set(faults(text)) == {"undo", "grades[1].target_minutes"}


@pytest.mark.parametrize("text", ["a = ", 'version = "a"\nversion = "b"', "[force]\n[force]", "\0", "[" * 3000])
def test_what_is_not_toml_is_refused_in_words(text: str) -> None:
    assert "not TOML" in faults(text)[""] or "nested" in faults(text)[""]


def test_a_missing_list_is_named() -> None:
    assert "missing" in faults('version = "x"\n[force]\nid = "1"\nname = "A"')["grades"]


@given(st.text(max_size=80))
def test_no_text_breaks_the_reader(text: str) -> None:
    with pytest.raises(InputError):
        load_profile(text, source="x")


@pytest.mark.parametrize(
    ("before", "after", "pointer", "told"),
    [
        ("decisions = 3", "decisions = 0", "decisions", "0 is not allowed; allowed is 1 to 20"),
        ("score_weeks = 52", "score_weeks = 3", "score_weeks", "3 is not allowed; allowed is 4 to 260"),
        ('key = "lookups"', 'key = "grade"', "questions[3].key", "“grade” is used already; each may be used once"),
        (
            'key = "lookups"', 'key = "A"', "questions[1].key",
            "“A” is not a key; allowed are a-z, 0-9, _ and -, 1 to 48 characters",
        ),
        (
            'text = "Is the grade explained by the risk that was found?"', 'text = " "', "questions[3].text",
            "empty; the question for the screen is needed",
        ),
    ],
)  # fmt: skip
def test_a_fault_of_quality_review_names_its_key(before: str, after: str, pointer: str, told: str) -> None:
    head, quality = SHIPPED.split("[quality]\n")
    text = f"{head}[quality]\n{quality.replace(before, after, 1)}"
    line = text.splitlines().index("[quality]" if "questions" in pointer else after) + 1
    assert faults(text) == {f"quality.{pointer}": f"line {line}: {told}"}
