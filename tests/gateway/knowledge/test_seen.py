"""Who was told of before: people by likeness, households, reports of the same incident, and the marks of the queue."""

from __future__ import annotations

from sqlalchemy import update

from tests.gateway.bench import Bench
from tests.gateway.knowledge.corpus import come_in, person, settle_index, told
from tests.gateway.knowledge.test_related import people, related, scene
from triage.gateway import tables
from triage.gateway.knowledge.looking import look_over
from triage.gateway.state import load, summary_at

HOME = "14 High Street|LS1 4AP"
WORDS = "A tall lad in a grey tracksuit smashed the greenhouse panes with a cricket bat and ran to the allotments."
AGAIN = "Someone in a grey tracksuit broke the greenhouse panes, cricket bat in hand, then ran off to the allotments."


async def marks(bench: Bench, report_id: str) -> set[str]:
    async with bench.parts.database.read() as connection:
        return set(summary_at(await load(connection, report_id), bench.clock.now()).marks)


async def settle(bench: Bench) -> None:
    await settle_index(bench)
    while await look_over(bench.parts):
        pass


async def test_a_caller_is_known_again_though_everything_is_written_otherwise(bench: Bench) -> None:
    ann = person("p1", "Ann", "Featherstone", born="1984-05-03", phone="07700 900123", home=HOME)
    first = await come_in(bench, told("s-1", people=[ann]))
    await settle(bench)
    lodger = await come_in(bench, told("s-2", people=[person("p9", "Zoë", "Quinn", born="1990-01-02", home=HOME)]))
    await come_in(bench, told("s-3", people=[person("p9", "Ann", "Smith", born="1950-01-01")]))
    await settle(bench)
    other = person("p4", "ANNIE", "Fetherstone", born="1984-03-05", phone="+44 7700 900123", home="14 HIGH ST|ls14ap")
    this = await come_in(bench, told("s-4", people=[other]))
    await settle(bench)
    found = (await related(bench, this)).people
    assert [(one.of, one.household, one.strength) for one in found] == [("p4", False, "strong"), ("p4", True, "weak")]
    known, home = found
    assert {one.report_id for one in known.appearances} == {first}
    assert {one.report_id for one in home.appearances} == {lodger}
    assert {one.words for one in known.evidence} == {
        "given name is another form of the same name",
        "surname differs by one letter",
        "day and month of birth swapped",
        "same telephone",
        "same address",
    }
    assert known.probability > 0.99
    assert "Repeat caller" in await marks(bench, this)
    assert "Repeat household" in await marks(bench, lodger)
    assert not {"Repeat caller", "Repeat household"} & await marks(bench, first)


async def test_a_name_that_is_mistyped_is_found_by_asking(bench: Bench) -> None:
    await come_in(bench, told("s-1", people=[person("p1", "Robert", "Featherstone", born="1984-05-03")]))
    await settle(bench)
    (found,) = (await people(bench, name="Bob Fetherstone", dob="1984-05-03")).items
    assert found.name == "Robert Featherstone"
    assert found.strength == "strong"


async def test_two_people_tell_of_one_incident_and_others_only_share_the_evening(bench: Bench) -> None:
    at = "2026-11-19T22:{}:00+00:00"
    one = await come_in(bench, told("s-1", WORDS, people=[person("p1", "Ann", "Smith")], **scene(at.format("00"))))
    await come_in(
        bench,
        told("s-2", "My purse was stolen from under a table at the dance.", people=[person("p1", "Bo", "Ray")],
             **scene(at.format("20"))),
    )  # fmt: skip
    this = await come_in(bench, told("s-3", AGAIN, people=[person("p1", "Cy", "Lee")], **scene(at.format("40"))))
    await settle(bench)
    found = await related(bench, this)
    assert found.items[0].report_id == one
    assert found.items[0].same in ("fair", "strong")
    assert any("cricket" in told.words for told in found.items[0].evidence)
    assert [item.same for item in found.items[1:]] in (["weak"], [""])
    assert "May be reported already" in await marks(bench, this)


async def test_nobody_is_marked_for_what_only_some_may_see(bench: Bench) -> None:
    ann = {"born": "1984-05-03", "phone": "07700 900123"}
    hidden = await come_in(bench, told("s-1", people=[person("p1", "Ann", "Featherstone", **ann)]))
    async with bench.parts.database.write() as connection:
        hide = update(tables.reports).where(tables.reports.c.report_id == hidden).values(restricted="complaints")
        await connection.execute(hide)
    this = await come_in(bench, told("s-2", people=[person("p1", "Ann", "Featherstone", **ann)]))
    await settle(bench)
    assert "Repeat caller" not in await marks(bench, this)
