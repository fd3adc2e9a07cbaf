"""What is asked about a report, what of the answers is kept, and which checks they settle."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from tests.builders import a_profile, a_report
from triage.models.composed import composed
from triage.models.draft import CheckRecord, CheckState, Correction, Draft, empty_draft
from triage.models.ids import PersonKey
from triage.models.looking_up import asks_of, shown_of, still_to_ask, with_answers, with_settled_checks
from triage.models.lookup import About, LookupAnswer, LookupAsk, LookupLevel, LookupState
from triage.models.person import Contact, Person
from triage.models.profile import CheckRule
from triage.models.report import Report
from triage.models.things import Place, Vehicle

NOW = datetime(2026, 11, 28, 9, 0, tzinfo=UTC)
FORD = LookupAnswer(
    about=About.VEHICLE, value="AB12CDE", source="DVLA", state=LookupState.FOUND, as_of=NOW, summary="Black FORD."
)
AWAY = replace(FORD, state=LookupState.UNAVAILABLE, summary="", why="DVLA did not answer.")
RULE = CheckRule(key="dvla", name="Vehicle with DVLA", how="auto", lookup="vehicle", search=True)
PROFILE = replace(a_profile(), checks=(RULE,))


def report(*registrations: str) -> Report:
    vehicles = tuple(Vehicle(key=f"v{n}", registration=one) for n, one in enumerate(registrations, 1))
    place = Place(key="l1", roles=("incident",), latitude=51.889512, longitude=0.904212)
    return replace(a_report(), vehicles=vehicles, places=(place,), people=())


def draft(*answers: LookupAnswer) -> Draft:
    told = report()
    return with_answers(empty_draft(told.report_id, told.version), answers)


def settled(told: Report, given: Draft, *asked: LookupAsk) -> CheckRecord:
    return with_settled_checks(given, told, PROFILE, asked, NOW).check("dvla")


def test_vehicles_and_the_place_are_asked_about_once_each() -> None:
    assert asks_of(report("ab12 cde", "AB12CDE", "")) == (
        LookupAsk(about=About.VEHICLE, value="AB12CDE"),
        LookupAsk(about=About.PLACE, value="51.88951,0.90421"),
    )


def test_a_correction_is_asked_about_and_the_old_answer_is_put_aside() -> None:
    told = report("AB12 CDE")
    entry = Correction(field="vehicles/v1/registration", original="AB12 CDE", value="AB12 CDF", by="Ann", at=NOW)
    mended = replace(draft(FORD), corrections=(entry,))
    whole = composed(told, mended)
    assert [one.value for one in still_to_ask(whole, mended, NOW)][:1] == ["AB12CDF"]
    assert shown_of(whole, mended) == ()


def test_fresh_answers_are_not_asked_for_again() -> None:
    told = replace(report("AB12 CDE"), places=())
    assert still_to_ask(told, draft(FORD), NOW) == ()
    assert still_to_ask(told, draft(FORD), NOW + timedelta(hours=13)) != ()
    assert still_to_ask(told, draft(AWAY), NOW) != ()


def test_no_answer_makes_an_answer_old_and_does_not_replace_it() -> None:
    (kept,) = with_answers(draft(FORD), (AWAY,)).lookups
    assert (kept.summary, kept.stale, kept.why) == ("Black FORD.", True, "DVLA did not answer.")
    assert with_answers(draft(AWAY), (FORD,)).lookups == (FORD,)


def test_the_worst_is_shown_first() -> None:
    odd = replace(FORD, source="PNC", level=LookupLevel.ALERT)
    assert shown_of(report("AB12 CDE"), draft(FORD, odd)) == (odd, FORD)


def test_an_answer_settles_its_check_and_none_is_recorded_as_not_possible() -> None:
    told = report("AB12 CDE")
    ask = LookupAsk(about=About.VEHICLE, value="AB12CDE")
    assert settled(told, draft()).state is CheckState.OPEN
    done = settled(told, draft(FORD))
    assert (done.state, done.trace, done.result, done.system, done.by) == (
        CheckState.DONE,
        "found",
        "AB12CDE: Black FORD.",
        "DVLA",
        "Triage",
    )
    stopped = settled(told, draft(AWAY), ask)
    assert (stopped.state, stopped.result) == (CheckState.NOT_POSSIBLE, "DVLA did not answer.")
    assert settled(report(), draft()).result == "No registration is given."


def test_what_a_person_recorded_stays() -> None:
    by_hand = CheckRecord(key="dvla", state=CheckState.DONE, trace="no_trace", by="Ann", at=NOW)
    assert settled(report("AB12 CDE"), replace(draft(FORD), checks=(by_hand,))) == by_hand


def test_settling_twice_changes_nothing() -> None:
    told = report("AB12 CDE")
    once = with_settled_checks(draft(FORD), told, PROFILE, (), NOW)
    assert with_settled_checks(once, told, PROFILE, (), NOW + timedelta(minutes=5)) == once


def test_people_are_asked_about_with_their_numbers_and_homes() -> None:
    home = Place(key="l2", lines=("4 Example Row",), postcode="AB1 2CD")
    ways = (Contact(kind="phone", value="07700 900123"), Contact(kind="email", value="d@example.org"))
    caller = Person(
        key=PersonKey("p1"), roles=("reporter",), surname="Probart", given="Dilys", contacts=ways, place_key="l2"
    )
    witness = replace(caller, key=PersonKey("p2"), roles=("witness",), surname="Other")
    told = replace(report(), people=(caller, witness, replace(caller, anonymous=True)), places=(home,))
    assert [(one.about, one.value) for one in asks_of(told)] == [
        (About.PERSON, "Probart / Dilys / "),
        (About.PHONE, "07700900123"),
        (About.EMAIL, "d@example.org"),
        (About.ADDRESS, "4 Example Row / AB1 2CD"),
    ]


def test_what_records_say_settles_no_check_of_somebody_else() -> None:
    ours = replace(FORD, source=PROFILE.destinations[0].name, summary="No record has this registration.")
    assert settled(report("AB12 CDE"), draft(ours, FORD)).result == "AB12CDE: Black FORD."
