"""Through a film a picture or a second at a time, also over the ends of what is decoded."""

from __future__ import annotations

from triage.models.decoding import FILM, SHOWN, Decoded, Frame
from triage.ui.files.stepping import Wanted, by_pictures, by_seconds


def film(first: int, *, stepping: bool = True, between: int = 40) -> Decoded:
    frames = tuple(Frame(width=4, height=4, at_ms=first + at * between) for at in range(12))
    return Decoded(state=SHOWN, kind=FILM, length_ms=4000, frames=frames, stepping=stepping)


def test_a_picture_that_is_here_is_shown_at_once() -> None:
    assert by_pictures(film(2000), 3, 1) == 4
    assert by_pictures(film(2000), 3, -1) == 2


def test_from_a_still_the_pictures_after_it_are_asked_for() -> None:
    stills = film(0, stepping=False, between=320)
    assert by_pictures(stills, 2, 1) == Wanted(640, 640, 1)
    assert Wanted(640, 640, 1).index(film(640)) == 1


def test_over_both_ends_the_next_one_is_meant() -> None:
    after = by_pictures(film(2000), 11, 1)
    assert isinstance(after, Wanted)
    assert film(2440).frames[after.index(film(2440))].at_ms == 2480
    before = by_pictures(film(2000), 0, -1)
    assert isinstance(before, Wanted)
    assert before.from_ms == 1560
    assert film(1560).frames[before.index(film(1560))].at_ms == 1960


def test_a_second_stays_inside_the_film() -> None:
    assert by_seconds(film(2000), 0, 1) == Wanted(3000, 3000, 0)
    assert by_seconds(film(400), 0, -1) == Wanted(0, 0, 0)
    assert by_seconds(film(3500), 0, 1) == Wanted(3920, 3920, 0)
    assert by_seconds(Decoded(state=SHOWN), 0, 1) is None
