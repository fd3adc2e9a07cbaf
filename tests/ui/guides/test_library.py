"""The guides as files: cut into sections, searched, complete, and true about the keys."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from triage.models.profile_reference import profile_reference
from triage.ui.actions import ACTIONS
from triage.ui.guides.library import ORDER, Guide, cut, guide_folder, read_guides, search
from triage.ui.guides.panel import slug

HERE = Path()
TEXT = """# First

Some words about a lease.

## Claim a `report`

Press `N`.

```sh
# no heading
```

## Undo

A lease ends | here.
"""


@pytest.fixture(scope="module")
def guides() -> tuple[Guide, ...]:
    return read_guides(guide_folder())


def test_a_guide_is_cut_at_its_headings_and_not_inside_a_fence() -> None:
    guide = cut("first", TEXT, HERE)
    assert [(one.at, one.level, one.title) for one in guide.sections] == [
        (0, 1, "First"),
        (1, 2, "Claim a report"),
        (2, 2, "Undo"),
    ]
    assert guide.title == "First"
    assert "# no heading" in guide.sections[1].text


@pytest.mark.parametrize(
    ("words", "titles"),
    [("lease", ["First", "Undo"]), ("UNDO lease", ["Undo"]), ("leas", ["First", "Undo"]), ("ease", []), ("", [])],
)
def test_a_search_wants_every_word_from_its_beginning(words: str, titles: list[str]) -> None:
    found = search([cut("first", TEXT, HERE)], words)
    assert sorted(one.section.title for one in found) == titles


def test_what_has_the_word_in_its_title_comes_first() -> None:
    guide = cut("x", "# A\n\nundo undo\n\n## Undo\n\nwords", HERE)
    assert [one.section.title for one in search([guide], "undo")] == ["Undo", "A"]


@given(st.text(max_size=200), st.text(max_size=20))
def test_any_text_can_be_cut_and_searched(text: str, words: str) -> None:
    for found in search([cut("any", text, HERE)], words):
        assert all(word.casefold() for word in words.split())
        assert found.section in found.guide.sections


def test_the_guides_are_there_in_their_order(guides: tuple[Guide, ...]) -> None:
    keys = [guide.key for guide in guides]
    assert {"handler", "supervisor", "it", "profile", "privacy", "algorithms", "accessibility"} <= set(keys)
    assert keys == sorted(keys, key=lambda key: ORDER.index(key) if key in ORDER else len(ORDER))
    assert [guide.key for guide in guides if len(guide.sections) < 2] == []


def test_every_link_and_picture_of_the_guides_leads_somewhere(guides: tuple[Guide, ...]) -> None:
    titles = {guide.key: {slug(one.title) for one in guide.sections} for guide in guides}
    broken = []
    for guide in guides:
        for target in re.findall(r"\]\(([^)]+)\)", guide.markdown):
            name, _, anchor = target.partition("#")
            there = guide.folder / name if name else guide.folder / f"{guide.key}.md"
            if "://" in target:
                continue
            known = titles.get(there.stem) if there.parent == guide.folder else None
            if not there.resolve().is_file() or (anchor and known is not None and anchor not in known):
                broken.append(f"{guide.key}: {target}")
    assert broken == []


def test_the_guides_name_no_key_that_does_nothing(guides: tuple[Guide, ...]) -> None:
    known = {key.replace("Return", "Enter") for spec in ACTIONS for key in spec.keys} | {"Enter"}
    named = {
        (guide.key, key)
        for guide in guides
        for key in re.findall(r"`((?:Ctrl|Shift|Alt|F\d)[^` ]*|[A-Z])`", guide.markdown)
    }
    assert {key for _, key in named if key not in known} == set()


def test_the_reference_of_the_profile_is_up_to_date(guides: tuple[Guide, ...]) -> None:
    """`make openapi` writes it again."""
    (page,) = (guide for guide in guides if guide.key == "profile")
    assert page.markdown == profile_reference()
