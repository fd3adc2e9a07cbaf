"""The outbox in words: where a line belongs, why it waits, what a system said, what a person can do."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import NOW, an_outbox_line
from triage.models.delivery import Delivery, HeldBecause
from triage.models.errors import FieldError
from triage.models.files import LEFT_OUT
from triage.models.operation import GATEWAY, OpKind
from triage.models.views import OutboxFigures
from triage.ui.outbox.answers import field_words
from triage.ui.outbox.words import (
    Group,
    Row,
    arrange,
    figures_words,
    group_of,
    recallable,
    references,
    row_of,
    sentence,
)

NAMES = {"crime": "Crime", "control": "Control"}
REFUSED = (FieldError("/people/0/surname", "must not be empty"), FieldError("/places/1/postcode", "is too long"))


def row(**op: object) -> Row:
    return row_of(an_outbox_line(1, **op), NAMES, NOW)


@pytest.mark.parametrize(
    ("op", "group"),
    [
        ({"status": Delivery.REJECTED}, Group.FIXING),
        ({"status": Delivery.CONFLICT}, Group.FIXING),
        ({"status": Delivery.HELD, "held": HeldBecause.PERSON}, Group.FIXING),
        ({"status": Delivery.UNCERTAIN}, Group.UNCERTAIN),
        ({"status": Delivery.HELD, "held": HeldBecause.GATEWAY}, Group.WAITING),
        ({"status": Delivery.QUEUED}, Group.WAITING),
        ({"status": Delivery.SENDING}, Group.SENDING),
        ({"status": Delivery.DELIVERED}, Group.SENT),
        ({"status": Delivery.DELIVERED, "created_at": NOW - timedelta(days=1)}, Group.EARLIER),
    ],
)
def test_a_line_belongs_to_one_group(op: dict[str, object], group: Group) -> None:
    assert group_of(an_outbox_line(1, **op).operation, NOW) is group


def test_groups_stand_worst_first_and_sent_lines_newest_first() -> None:
    done = {"status": Delivery.DELIVERED}
    lines = (
        an_outbox_line(1, **done),
        an_outbox_line(2, **done),
        an_outbox_line(3),
        an_outbox_line(4, status=Delivery.CONFLICT),
    )
    found = [(group, [line.operation.seq for line in members]) for group, members in arrange(lines, NOW)]
    assert found == [(Group.FIXING, [4]), (Group.WAITING, [3]), (Group.SENT, [2, 1])]


def test_every_state_has_words() -> None:
    for status, held, kind in itertools.product(Delivery, (None, *HeldBecause), OpKind):
        found = row(status=status, held=held, kind=kind, attempts=1)
        assert all((found.what, found.state, found.note)), (status, held, kind)
        assert found.what in sentence(found)


def test_a_refusal_names_its_first_field_and_counts_the_others() -> None:
    found = row(status=Delivery.REJECTED, errors=REFUSED, last_code="422", last_text="The record was refused.")
    assert found.note == "Person 1, surname: must not be empty, and 1 more"
    assert found.said == "Crime says: “The record was refused.”"


@pytest.mark.parametrize("code", ["not_sent", "no_answer", "no_look_up", "exists"])
def test_the_desk_does_not_put_its_own_words_into_a_systems_mouth(code: str) -> None:
    assert row(status=Delivery.QUEUED, last_code=code, last_text="The system did not answer.").said == ""


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("not_sent", "could not be reached"),
        ("no_answer", "gave no answer"),
        ("429", "is busy"),
        ("503", "(503)"),
        ("200", "in its place"),
    ],
)
def test_the_last_answer_of_a_line_that_is_tried_again(code: str, words: str) -> None:
    assert words in row(attempts=2, last_code=code).note


@pytest.mark.parametrize("code", ["no_destination", "exists", "no_look_up", "idempotency-key-reused"])
def test_what_needs_a_person_says_what_to_do(code: str) -> None:
    note = row(status=Delivery.HELD, held=HeldBecause.PERSON, last_code=code).note
    assert note.endswith(("Look there first.", "nothing was sent."))


def test_undo_time_left_is_counted_down() -> None:
    found = row(status=Delivery.HELD, held=HeldBecause.UNDO, next_at=NOW + timedelta(seconds=7))
    assert found.note.startswith("Goes in 7 s.")
    over = row(status=Delivery.HELD, held=HeldBecause.UNDO, next_at=NOW + timedelta(milliseconds=300))
    assert over.note == "Its undo time is over."


def test_the_next_try_is_told_only_after_a_try() -> None:
    soon = NOW + timedelta(seconds=42)
    assert row(attempts=3, next_at=soon).when == "next try in 42 s"
    assert row(next_at=soon).when == "5 min ago"


def test_a_sent_line_shows_its_reference() -> None:
    receipt = '{"record_id": "r", "references": [["crime-1", "77/1/26"], ["incident", "77/2/26"]]}'
    assert row(status=Delivery.DELIVERED, receipt=receipt).aside == "77/1/26, 77/2/26"


def test_references_as_objects_are_read_too() -> None:
    assert references('{"references": [{"deliverable": "crime-1", "reference": "77/1/26"}]}') == ("77/1/26",)


@given(st.text())
def test_a_receipt_that_is_not_ours_names_nothing_and_harms_nothing(receipt: str) -> None:
    assert isinstance(references(receipt), tuple)


@pytest.mark.parametrize(
    ("pointer", "words"),
    [
        ("/people/0/surname", "Person 1, surname"),
        ("/people/1/contacts/0/value", "Person 2, contact 1, value"),
        ("/deliverables/0/crime/class_code", "Part 1, crime, crime class"),
        ("/decision/overall_risk", "Decision, overall risk"),
        ("", "The whole record"),
        ("/0", "0"),
    ],
)
def test_a_pointer_in_words(pointer: str, words: str) -> None:
    assert field_words(pointer) == words


@given(st.text())
def test_any_pointer_has_words(pointer: str) -> None:
    assert field_words(pointer)


def test_a_settle_is_not_mended_and_an_unsure_line_is_not_either() -> None:
    assert row(status=Delivery.REJECTED).can_mend
    assert row(status=Delivery.CONFLICT, kind=OpKind.BEGIN).can_mend
    assert not row(status=Delivery.REJECTED, kind=OpKind.SETTLE).can_mend
    assert not row(status=Delivery.UNCERTAIN).can_mend


@pytest.mark.parametrize("held", [HeldBecause.UNDO, HeldBecause.APPROVAL])
def test_undo_time_and_approval_are_not_cut_short(held: HeldBecause) -> None:
    assert not row(status=Delivery.HELD, held=held).can_retry


def test_a_report_can_be_recalled_while_nothing_of_it_left() -> None:
    begin = an_outbox_line(1, report=1, kind=OpKind.BEGIN, destination=GATEWAY)
    create = an_outbox_line(2, report=1)
    assert recallable((begin, create)) == {begin.report_id}
    gone = replace(begin, operation=replace(begin.operation, attempts=1))
    assert recallable((gone, create)) == frozenset()


def test_figures_count_uncertain_lines_once() -> None:
    figures = OutboxFigures(waiting=6, oldest_at=NOW - timedelta(minutes=3), needs_fixing=1, uncertain=2)
    assert figures_words(figures, NOW) == "1 needs fixing · 2 uncertain · 4 waiting, oldest 3 min"
    assert figures_words(OutboxFigures(), NOW) == ""


def test_a_refused_file_is_sent_again_or_left_out_and_says_so_afterwards() -> None:
    refused = row(
        kind=OpKind.ATTACH,
        destination="crime",
        status=Delivery.HELD,
        held=HeldBecause.PERSON,
        last_code="file_not_sent",
        last_text="“door.jpg” did not go to the record: it was refused: too large.",
    )
    assert (refused.state, refused.what) == ("Not sent", "Send an attachment to Crime")
    assert (refused.can_retry, refused.can_leave, refused.can_see, refused.said) == (True, True, False, "")
    assert "door.jpg" in refused.note
    left = row(kind=OpKind.ATTACH, destination="crime", status=Delivery.DELIVERED, receipt=LEFT_OUT.decode())
    assert (left.state, left.group, left.can_leave) == ("Left out", Group.SENT, False)
    assert "history" in left.note
    assert not row(kind=OpKind.CREATE, status=Delivery.HELD, held=HeldBecause.PERSON).can_leave
