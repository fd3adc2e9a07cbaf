"""What a new version of a report says differently."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import example, given
from hypothesis import strategies as st

from tests.builders import a_person, a_report
from triage.models.answer import Answer
from triage.models.differences import compare, shortened, word_changes

_TEXTS = st.lists(st.sampled_from(["he", "hit", "me", "\n", " ", "twice ", "left, "]), max_size=12).map("".join)


def test_the_words_that_changed_are_told_together() -> None:
    pieces = word_changes("He hit me once on Monday.", "He hit me two or three times on Monday.")
    assert [(piece.change, piece.text) for piece in pieces] == [
        ("same", "He hit me "),
        ("out", "once"),
        ("in", "two or three times"),
        ("same", " on Monday."),
    ]


@example(before="one two", after=" ")
@given(_TEXTS, _TEXTS)
def test_both_texts_can_be_read_from_the_pieces(before: str, after: str) -> None:
    pieces = word_changes(before, after)
    assert "".join(piece.text for piece in pieces if piece.change != "in") == before
    assert "".join(piece.text for piece in pieces if piece.change != "out") == after


def test_a_megabyte_with_one_changed_word_is_compared_at_once_and_cut() -> None:
    long = "word " * 200_000
    pieces = word_changes(f"{long}knife {long}", f"{long}gun {long}")
    assert [piece.text for piece in pieces if piece.change != "same"] == ["knife", "gun"]
    assert sum(len(piece.text) for piece in shortened(pieces)) < 1000


def test_fields_are_compared_by_the_thing_they_belong_to() -> None:
    before = a_report(people=(a_person(),), answers=(Answer(path="/data/1", label="Weapon", text="No"),))
    after = replace(
        before,
        version=2,
        people=(a_person(surname="Probert"), a_person("p2", given="Ivor", surname="Vane", contacts=())),
        answers=(Answer(path="/data/1", label="Weapon", text="Yes"),),
    )
    found = compare(before, after)
    told = {(change.thing, change.label): (change.before, change.after) for change in found.fields}
    assert told[("Person: Dilys Probert", "Surname")] == ("Probart", "Probert")
    assert told[("Person: Ivor Vane", "Surname")] == ("", "Vane")
    assert told[("Answer", "Weapon")] == ("No", "Yes")
    assert (found.before, found.after) == (1, 2)
    assert found.same > 3


def test_the_answer_that_the_narrative_is_is_not_told_twice() -> None:
    """Seen on the screen: the whole text struck through, and again in bold, below the one word that had changed."""

    def told(words: str) -> tuple[Answer, ...]:
        return (
            Answer(path="/what", label="What happened", text=words),
            Answer(path="/hurt", label="Hurt?", text=words[:1]),
        )

    before = a_report(1, narrative="Nobody was hurt.", answers=told("Nobody was hurt."))
    after = replace(before, version=2, narrative="Somebody was hurt.", answers=told("Somebody was hurt."))
    assert [change.label for change in compare(before, after).fields] == ["Hurt?"]
