"""What reports have in common, and who is known from them."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from tests.gateway.bench import Bench, ok, refused
from tests.gateway.knowledge.corpus import come_in, person, settle_index, told
from tests.payloads import entity
from triage.models import codec
from triage.models.search import KnownPeople, Related

HOME = "1 High Street|LS1 4AP"


async def related(bench: Bench, report_id: str, **more: Any) -> Related:
    params = httpx.QueryParams(more)
    answer = await bench.ann.call("GET", f"/v1/reports/{report_id}/related?{params}")
    return codec.decode(Related, ok(answer).content)


async def people(bench: Bench, **asked: str) -> KnownPeople:
    answer = await bench.ann.call("GET", f"/v1/people?{httpx.QueryParams(asked)}")
    return codec.decode(KnownPeople, ok(answer).content)


def scene(at: str, postcode: str = "LS2 9ZZ") -> dict[str, Any]:
    return {
        "included": [entity("location", "L1", {"postcode": postcode})],
        "incidentLocation": ("location", "L1"),
        "attributes": {"incidentStartDateTime": {"dateFrom": at}},
    }


async def test_each_sort_of_evidence_ties_two_reports(bench: Bench) -> None:
    ann = {"born": "1990-05-31", "phone": "+44 7700 900123", "email": "Ann@Example.com", "home": HOME}
    van = entity("vehicle", "v1", {"registrationMark": "AB12 CDE"})
    this = await come_in(
        bench,
        told(
            "s-1", people=[person("p1", "Ann", "Smith", **ann)], reference="TYA-1-23",
            included=[van, entity("location", "L1", {"postcode": "LS2 9ZZ"})], incidentLocation=("location", "L1"),
            attributes={"incidentStartDateTime": {"dateFrom": "2026-11-19T08:00:00+00:00"}},
        ),
    )  # fmt: skip
    others = {
        "reference": told("s-2", reference="tya 1-23"),
        "phone": told("s-3", people=[person("p9", "Bob", "Jones", phone="07700 900123")]),
        "email": told("s-4", people=[person("p9", "Bob", "Jones", email="ANN@example.com ")]),
        "name_born": told("s-5", people=[person("p9", "ánn", "SMITH", born="1990-05-31")]),
        "address": told("s-6", people=[person("p9", "Bob", "Jones", home="1 HIGH street|ls14ap")]),
        "scene": told("s-7", **scene("2026-11-19T09:59:00+00:00")),
        "registration": told("s-8", included=[entity("vehicle", "v9", {"registrationMark": "ab12cde"})]),
        "later": told("s-9", **scene("2026-11-19T10:01:00+00:00")),
        "name": told("s-10", people=[person("p9", "Ann", "Smith", born="1991-01-01")]),
        "nothing": told("s-11"),
    }
    names = {await come_in(bench, body): name for name, body in others.items()}
    await settle_index(bench)
    found = await related(bench, this, limit=50)
    kinds = {names[item.report_id]: {one.kind for one in item.evidence if not one.words} for item in found.items}
    assert kinds == {name: {name} for name in others if name not in ("later", "name", "nothing")}
    strong = [item.strength for item in found.items]
    assert strong == sorted(strong, key=["strong", "fair"].index)
    by_phone = next(item for item in found.items if names[item.report_id] == "phone").evidence[0]
    assert (by_phone.value, by_phone.here, by_phone.there) == (
        "07700900123", "phone of the reporter", "phone of the reporter",
    )  # fmt: skip
    assert not found.more
    assert (await related(bench, this, limit=2)).more


async def test_it_says_to_which_reports_another_can_be_added(bench: Bench) -> None:
    ann = person("p1", "Ann", "Smith", phone="07700 900123")
    filed = await come_in(bench, told("s-1", people=[ann]))
    held = await bench.ann.claim(filed)
    await bench.ann.begun(held)
    ok(await bench.ann.settle(held, record_id="r-7"))
    waiting = await come_in(bench, told("s-2", people=[ann]))
    this = await come_in(bench, told("s-3", people=[ann]))
    await settle_index(bench)
    found = await related(bench, this)
    assert {item.report_id for item in found.items} == {filed, waiting}
    assert found.recorded == (filed,)


async def test_two_fair_signs_are_strong_together(bench: Bench) -> None:
    one = told("s-1", people=[person("p1", "Ann", "Smith", home=HOME)], **scene("2026-11-19T08:00:00+00:00"))
    other = told("s-2", people=[person("p1", "Bob", "Smith", home=HOME)], **scene("2026-11-19T08:30:00+00:00"))
    first = await come_in(bench, one)
    await come_in(bench, other)
    await settle_index(bench)
    (item,) = (await related(bench, first)).items
    assert (item.strength, {told.kind for told in item.evidence if not told.words}) == ("strong", {"address", "scene"})


async def test_people_are_found_by_what_is_known_of_them(bench: Bench) -> None:
    ann = person("p1", "Ann", "Smith", born="1990-05-31", phone="07700 900123", home=HOME)
    first = await come_in(bench, told("s-1", people=[ann]))
    bench.clock.advance(hours=1)
    again = await come_in(bench, told("s-2", people=[person("p7", "ANN", "smith", phone="+447700900123")]))
    await come_in(bench, told("s-3", people=[person("p1", "Ann", "Smith", born="1950-01-01")]))
    lodger = await come_in(bench, told("s-4", people=[person("p1", "Zoë", "Quinn", home=HOME)]))
    await settle_index(bench)

    found = await people(bench, name="smith ann", dob="1990-05-31")
    assert [(one.name, one.strength, one.household) for one in found.items] == [
        ("Ann Smith", "strong", False),
        ("Zoë Quinn", "weak", True),
    ]
    by_phone = (await people(bench, phone="07700900123")).items[0]
    assert {one.report_id for one in by_phone.appearances} == {first, again}
    assert by_phone.born == "1990-05-31"
    by_name = [one for one in (await people(bench, name="Ann Smith")).items if not one.household]
    assert sorted(len(one.appearances) for one in by_name) == [1, 2]
    at_home = await people(bench, address="1 High St".replace("St", "Street") + ", LS14AP")
    assert {one.name for one in at_home.items} == {"Ann Smith", "Zoë Quinn"}
    assert not any(one.household for one in at_home.items)
    assert {one.report_id for person_ in at_home.items for one in person_.appearances} == {first, lodger}
    assert (await people(bench, email="nobody@example.com")).items == ()


@pytest.mark.parametrize(
    ("asked", "pointer"),
    [
        ({}, ""),
        ({"dob": "1990-05-31"}, "/dob"),
        ({"name": "Ann", "dob": "31.5.1990"}, "/dob"),
        ({"phone": "999"}, "/phone"),
        ({"email": "ann"}, "/email"),
        ({"address": "LS1 4AP"}, "/address"),
        ({"name": "--"}, "/name"),
        ({"name": "x" * 201}, "/name"),
    ],
)
async def test_what_says_too_little_is_refused(bench: Bench, asked: dict[str, str], pointer: str) -> None:
    answer = await bench.ann.call("GET", f"/v1/people?{httpx.QueryParams(asked)}")
    assert [one.pointer for one in refused(answer, 422, "invalid").errors] == [pointer]


async def test_an_unknown_report_has_no_relations(bench: Bench) -> None:
    refused(await bench.ann.call("GET", "/v1/reports/none/related"), 404, "unknown-report")
