"""An id as a name to be read."""

from __future__ import annotations

import pytest

from triage.models.caller import name_words


@pytest.mark.parametrize(
    ("subject", "name"),
    [
        ("p.bevan", "P. Bevan"),
        ("a.o'neill@force.example", "A. O'Neill"),
        ("b.whittaker-jones", "B. Whittaker-Jones"),
        ("practice-trainee", "Practice trainee"),
        ("sue", "Sue"),
        ("PC 4411", "PC 4411"),
        ("ab4411@force.example", "ab4411@force.example"),
        ("6fd1c2aa-0000-4000-8000-000000000001", "6fd1c2aa-0000-4000-8000-000000000001"),
        ("Practice handler", "Practice handler"),
        ("", ""),
    ],
)
def test_an_id_that_is_made_of_a_name_reads_as_one(subject: str, name: str) -> None:
    assert name_words(subject) == name
