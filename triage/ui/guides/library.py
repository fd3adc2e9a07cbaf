"""The guides as they lie on disk, cut into sections, and what a search finds in them. No Qt."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from triage.models.errors import BugError
from triage.models.resources import resource_path

ORDER = ("handler", "supervisor", "it", "profile", "figures", "privacy", "algorithms", "accessibility")
"""The guides in the order in which they are offered; a file with another name comes after these."""
BESIDE = ("it", "figures")
"""Pages of docs/ itself that are guides too; a packed program has them among the others."""
_HEADING = re.compile(r"(#{1,6}) +(.*?) *#*")
_FENCE = re.compile(r" {0,3}(```|~~~)")
_MARKS = re.compile(r"!?\[([^\]]*)\]\([^)]*\)|[*`|]")
_AROUND = 60  # characters shown on either side of what was found
_TITLE_WORTH = 3


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and the words below it. ``at``: the how-manieth heading of its guide it is, from 0."""

    at: int
    level: int
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Guide:
    """One file. ``markdown`` is shown as it is; the first heading is the guide's title."""

    key: str
    title: str
    markdown: str
    folder: Path
    sections: tuple[Section, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """A section in which every word of a search occurs. ``words``: the place where the first of them does."""

    guide: Guide
    section: Section
    words: str


def guide_folder() -> Path:
    """Where the guides lie: with the resources of a packed program, else in docs/ of the checkout.

    Raises:
        BugError: the program was packed without them.
    """
    try:
        return resource_path("guides")
    except BugError:
        beside = resource_path("profile.toml").parent.parent / "docs" / "guides"
        if beside.is_dir():
            return beside
        raise


def read_guides(folder: Path) -> tuple[Guide, ...]:
    """Every guide of a folder, in `ORDER`. Raises OSError when it cannot be read."""
    beside = (folder.parent / f"{name}.md" for name in BESIDE)
    files = [*folder.glob("*.md"), *(path for path in beside if path.is_file())]
    files.sort(key=lambda path: (_place(path.stem), path.stem))
    return tuple(cut(path.stem, path.read_text(encoding="utf-8"), path.parent) for path in files)


def cut(key: str, markdown: str, folder: Path) -> Guide:
    """A guide from its text; one without a heading is titled by its key."""
    sections = tuple(_sections(markdown))
    return Guide(key, sections[0].title if sections else key, markdown, folder, sections)


def search(guides: Sequence[Guide], words: str) -> tuple[Found, ...]:
    """The sections that hold every word (as the beginning of a word, capitals aside), best first."""
    wanted = [re.compile(rf"(?<!\w){re.escape(word)}", re.IGNORECASE) for word in words.split()]
    if not wanted:
        return ()
    scored = []
    for guide in guides:
        for section in guide.sections:
            whole = f"{section.title}\n{section.text}"
            if all(one.search(whole) for one in wanted):
                scored.append((_worth(section, wanted), Found(guide, section, _around(section, wanted))))
    return tuple(found for _, found in sorted(scored, key=lambda entry: -entry[0]))


def _place(key: str) -> int:
    return ORDER.index(key) if key in ORDER else len(ORDER)


def _sections(markdown: str) -> Iterator[Section]:
    """Cut at the headings; a # inside a fenced block is none."""
    fence, at, level, title = "", -1, 0, ""
    lines: list[str] = []
    for line in markdown.splitlines():
        mark = _FENCE.match(line)
        if mark:
            fence = "" if fence == mark[1] else fence or mark[1]
        heading = None if fence or mark else _HEADING.fullmatch(line)
        if heading is None:
            lines.append(line)
            continue
        if at >= 0:
            yield Section(at, level, title, plain("\n".join(lines)))
        at, level, title, lines = at + 1, len(heading[1]), plain(heading[2]), []
    if at >= 0:
        yield Section(at, level, title, plain("\n".join(lines)))


def plain(markdown: str) -> str:
    """The words without their marks, on one line."""
    return " ".join(_MARKS.sub(lambda mark: mark[1] or " ", markdown).split())


def _worth(section: Section, wanted: Sequence[re.Pattern[str]]) -> float:
    """Words in a title count most; then how often they occur for the length of the section."""
    titles = sum(bool(one.search(section.title)) for one in wanted)
    often = sum(len(one.findall(section.text)) for one in wanted)
    return titles * _TITLE_WORTH + often / (1 + len(section.text) / 400)


def _around(section: Section, wanted: Sequence[re.Pattern[str]]) -> str:
    """A few words on either side of the first place; the beginning where only the title has it."""
    first = next((mark for one in wanted if (mark := one.search(section.text))), None)
    middle = first.start() if first else 0
    start, end = max(0, middle - _AROUND), min(len(section.text), middle + 2 * _AROUND)
    start = section.text.rfind(" ", 0, start) + 1 if start else 0
    piece = section.text[start:end]
    return f"{'… ' if start else ''}{piece}{' …' if end < len(section.text) else ''}"
