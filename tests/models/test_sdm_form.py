"""Reading the form as plain text: banner, questions, the story, and the people of a skeleton."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.payloads import document, raw, submission
from triage.models.sdm import parse
from triage.models.sdm.form import pairs, split_banner, story

FORM = """****************
OFFICIAL-SENSITIVE when complete.
****************

SINGLE ONLINE HOME - LOST PROPERTY
Reference: TYA-1-26-0100-000

ABOUT YOUR REPORT
How are you involved? I am the owner
Tell us what happened
I lost my ring.

HE SAID: look under the bench!! Did I look? Yes.
Then it rained

WHERE AND WHEN

ABOUT YOU
Name: Mrs Dilys Mair Probart
Date of birth: 29/02/1980
Address: 2 Sample Road, Aberwen, AB1 2CD
Where did it happen? Orme Park, Aberwen
Phone: 07700 900123
Email: dilys@example.com
"""


def test_the_banner_is_split_off() -> None:
    banner, body = split_banner(FORM)
    assert banner == "OFFICIAL-SENSITIVE when complete."
    assert body.startswith("SINGLE ONLINE HOME")


def test_a_form_without_a_banner_is_left_alone() -> None:
    assert split_banner("What happened?\nIt broke") == ("", "What happened?\nIt broke")


def test_a_story_about_something_sensitive_is_no_banner() -> None:
    assert split_banner("My report\nThis is sensitive")[0] == ""


def test_questions_and_answers_are_read() -> None:
    told = {pair.question: pair.answer for pair in pairs(split_banner(FORM)[1])}
    assert told["How are you involved?"] == "I am the owner"
    assert told["Phone"] == "07700 900123"


def test_the_story_keeps_its_own_questions_labels_and_paragraphs() -> None:
    told = story(pairs(split_banner(FORM)[1]))
    assert told is not None
    assert told.answer == "I lost my ring.\n\nHE SAID: look under the bench!! Did I look? Yes.\nThen it rained"


def test_shouting_is_not_a_heading() -> None:
    told = story(pairs("What happened?\nHELP\n\nHE IS OUTSIDE\n\nI AM SCARED"))
    assert told is not None
    assert told.answer == "HELP\n\nHE IS OUTSIDE\n\nI AM SCARED"


def test_questions_and_answers_with_marks() -> None:
    assert [
        (one.question, one.answer) for one in pairs("Q1. Where was it?\nA1. Here\nQ2. What happened?\nA2. It broke")
    ] == [
        ("Where was it?", "Here"),
        ("What happened?", "It broke"),
    ]


def test_a_skeleton_takes_narrative_people_and_places_from_its_form() -> None:
    stock = {"incidentDescription": "This service is not modelled. See the form."}
    report = parse(raw(document(stock, sent=submission(submissionContent=FORM, category="LFP", categorySubcode=""))))
    person = report.people[0]
    assert report.skeleton
    assert report.narrative.startswith("I lost my ring.")
    assert (report.kind, report.banner) == ("lost_property", "OFFICIAL-SENSITIVE when complete.")
    assert (person.name, person.born, person.roles) == ("Mrs Dilys Mair Probart", "1980-02-29", ("reporter",))
    assert [one.value for one in person.contacts] == ["07700 900123", "dilys@example.com"]
    assert [(one.roles, one.town) for one in report.places] == [
        (("incident",), "Aberwen"),
        (("home of reporter",), "Aberwen"),
    ]
    assert "This service is not modelled. See the form." in [one.raw for one in report.answers]


def test_a_text_without_questions_is_the_narrative() -> None:
    report = parse(raw(document({}, sent=submission(submissionContent="Somebody took my bike."))))
    assert (report.skeleton, report.narrative) == (True, "Somebody took my bike.")


@pytest.mark.parametrize("told", ["Yes", "true"])
def test_an_anonymous_skeleton_stays_anonymous(told: str) -> None:
    content = f"What happened?\nIt broke\n\nABOUT YOU\nWould you like to stay anonymous? {told}"
    report = parse(raw(document({}, sent=submission(submissionContent=content))))
    assert report.people[0].anonymous


@given(st.text(alphabet=st.sampled_from("aA?: \nQ.1ÂŷOFFICIAL*-="), max_size=300) | st.text(max_size=300))
def test_any_text_can_be_read(content: str) -> None:
    banner, body = split_banner(content)
    assert len(banner) <= len(content)
    for pair in pairs(body):
        assert pair.question
        assert pair.answer.splitlines()[0] in body
