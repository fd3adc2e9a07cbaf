"""From the field a destination refuses to where the handler mends it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import a_decision, a_profile, a_report
from triage.records.document import build_documents
from triage.records.pointers import draft_field

REPORT = a_report()
DOCUMENTS = build_documents(REPORT, a_decision(REPORT), a_profile())
CRIME = DOCUMENTS["crime"]


@pytest.mark.parametrize(
    ("pointer", "field"),
    [
        ("/people/0/surname", "people/p1/surname"),
        ("#/people/0/surname", "people/p1/surname"),
        ("/people/0/contacts/1/value", "people/p1/email"),
        ("/people/0/address", "places/l1/lines"),
        ("/people/0/roles", "people/p1"),
        ("/people/0", "people/p1"),
        ("/people/9/surname", ""),
        ("/places/0/postcode", "places/l1/postcode"),
        ("/vehicles/0/registration", "vehicles/v1/registration"),
        ("/property/0/value", "property/i1/value"),
        ("/report/when/end", "when/end"),
        ("/report/narrative", "narrative"),
        ("/decision/grade/key", "grade"),
        ("/decision/thrive/1/words", "thrive/harm"),
        ("/decision/checks/0/result", "checks/repeat"),
        ("/decision/rationale", "rationale"),
        ("/decision/author", ""),
        ("/deliverables/0/crime/class_code", "crimes/crime-1"),
        ("/force", ""),
        ("", ""),
    ],
)
def test_a_pointer_leads_to_its_field(pointer: str, field: str) -> None:
    assert draft_field(CRIME, pointer) == field


def test_the_incident_leads_to_the_incident() -> None:
    assert draft_field(DOCUMENTS["control"], "/deliverables/0/incident/category") == "incident"


PARTS = st.sampled_from(
    ["people", "places", "decision", "thrive", "report", "when", "deliverables", "0", "-1", "²", "~"]
)


@given(st.lists(PARTS | st.text(max_size=5), max_size=6).map("/".join))
def test_any_text_is_accepted(pointer: str) -> None:
    assert isinstance(draft_field(CRIME, pointer), str)
