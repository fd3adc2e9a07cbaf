"""Whether two reports tell of one incident: the evidence is the score, and what is no evidence stays low."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from triage.insight.duplicates.gist import Gist, Involved
from triage.insight.duplicates.sameness import sameness
from triage.insight.duplicates.texts import Rarity, bands, likeness, telling
from triage.insight.people.linkage import Linkage
from triage.insight.people.traits import traits

LINKAGE = Linkage()
AT = datetime(2026, 11, 20, 22, 30, tzinfo=UTC)
PUB = traits(lines=["The Fox, 1 Market Square"], code="LS1 4AP")
GATE = "A tall lad in a grey tracksuit smashed the greenhouse panes with a cricket bat and ran towards the allotments."
ALSO = (
    "I watched someone in a grey tracksuit break panes of the greenhouse, cricket bat in hand, off to the allotments."
)
ELSE = "My purse was stolen from under the table while we were dancing. Silver clasp, bank card, provisional licence."


def involved(
    given_: str = "Ann", surname: str = "Kettlewell", phone: str = "07700900123", role: str = "reporter"
) -> Involved:
    told = traits(given=given_, surname=surname, born="1984-02-11", phones=[phone] if phone else [])
    return Involved(key="p1", role=role, traits=told)


def gist(words: str = "", **more: object) -> Gist:
    made = Gist(kind="damage", at=AT, on=AT.date(), place=PUB, words=telling(words))
    return replace(made, **more)  # type: ignore[arg-type]


gists = st.builds(
    Gist,
    kind=st.sampled_from(("damage", "theft", "other")),
    reference=st.sampled_from(("", "tya1")),
    at=st.sampled_from((None, AT, AT + timedelta(hours=1), AT + timedelta(days=30))),
    place=st.sampled_from((PUB, traits(code="LS1 4AP"), traits(town="Leeds"), traits())),
    spot=st.sampled_from((None, (53.8, -1.55), (53.8005, -1.5501))),
    people=st.lists(
        st.sampled_from((involved(), involved("Bob", "Jones"), involved("Ann", "Smith", ""))), max_size=2
    ).map(tuple),
    registrations=st.sampled_from((frozenset(), frozenset({"ab12cde"}))),
    words=st.sampled_from((GATE, ALSO, ELSE, "")).map(telling),
)


@given(gists, gists)
def test_the_evidence_is_the_score_and_either_may_come_first(one: Gist, other: Gist) -> None:
    rarity = Rarity([one.words, other.words])
    found, back = sameness(one, other, LINKAGE, rarity), sameness(other, one, LINKAGE, rarity)
    assert found.bits == pytest.approx(found.prior + sum(sign.bits for sign in found.signs))
    assert found.bits == pytest.approx(back.bits)
    assert (found.word, found.tied) == (back.word, back.tied)
    assert all(sign.words for sign in found.signs)


def test_a_busy_place_on_one_evening_is_not_evidence_enough() -> None:
    found = sameness(gist(GATE), gist(ELSE, at=AT + timedelta(minutes=40)), LINKAGE, Rarity())
    assert found.word in ("", "weak")
    assert not found.tied


def test_two_people_who_saw_the_same_are_likely_to_tell_of_one_incident() -> None:
    found = sameness(gist(GATE), gist(ALSO, at=AT + timedelta(minutes=40)), LINKAGE, Rarity())
    assert found.word in ("fair", "strong")
    assert any("cricket" in sign.words for sign in found.signs)


def test_one_person_who_reports_twice_is_a_strong_sign() -> None:
    one, other = gist(GATE, people=(involved(),)), gist(GATE, people=(involved(),), at=None, on=AT.date())
    found = sameness(one, other, LINKAGE, Rarity())
    assert found.word == "strong"
    assert "the same person (reporter)" in [sign.words for sign in found.signs]


def test_a_series_is_tied_and_not_one_incident() -> None:
    later = gist(
        ELSE, at=AT + timedelta(days=20), on=(AT + timedelta(days=20)).date(), registrations=frozenset({"ab12cde"})
    )
    found = sameness(gist(GATE, registrations=frozenset({"ab12cde"})), later, LINKAGE, Rarity())
    assert found.tied
    assert found.word == ""


def test_a_word_that_every_report_has_weighs_little() -> None:
    rarity = Rarity([telling(f"townhall burglary number{n}") for n in range(200)])
    assert rarity.of("townhall") < rarity.of("cricket") / 3
    assert likeness(telling("townhall cricket"), telling("townhall rugby"), rarity)[0] < 0.1


def test_like_texts_share_a_key_and_others_do_not() -> None:
    again = GATE.replace("tall", "big")
    assert set(bands(telling(GATE))) & set(bands(telling(again)))
    assert not set(bands(telling(GATE))) & set(bands(telling(ELSE)))
    assert bands(telling("cricket bat")) == ()
