"""The words of an HTML mail: no script, no style, no link followed, nothing shown as markup (rule R11)."""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser

MOST = 1_000_000
"""Characters of HTML that are read, without pictures that are written into it."""
CUT = "(The text goes on in the original e-mail.)"
_EMBEDDED = re.compile(r"[A-Za-z0-9+/=]{2000,}")
_SILENT = frozenset({"script", "style", "head", "template", "noscript", "object", "svg", "math", "select"})
_BLOCKS = frozenset({"p", "div", "br", "tr", "table", "li", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "pre",
                     "section", "article", "header", "footer", "blockquote", "dl", "dt", "dd", "form"})  # fmt: skip
_CELLS = frozenset({"td", "th"})
_COMMENT = ("<!--", "-->")
_LOOSE = re.compile(r"<(?![A-Za-z/][^<>]{0,4096}>)")
"""What opens like a tag and never ends as one: the standard reader looks for its end again and again."""
_DECLARATION = re.compile(r"<[!?][^<>]{0,4096}>")
_TAG = re.compile(r"<[^<>]{0,4096}>")
_BLANKS = re.compile(r"[^\S\n]+")
_GAPS = re.compile(r"\n{3,}")


def words_of(html: str) -> str:
    """The text that a reader of the mail sees, a line for each block. Never raises."""
    html = _EMBEDDED.sub("", html)
    told = _LOOSE.sub("&lt;", _without_comments(html[:MOST]))
    reader = _Words()
    try:
        reader.feed(told)
        reader.close()
        text = "".join(reader.told)
    except Exception:  # the standard reader asserts on some broken declarations
        text = unescape(_TAG.sub(" ", told))
    lines = (_BLANKS.sub(" ", line).strip() for line in text.splitlines())
    words = _GAPS.sub("\n\n", "\n".join(lines)).strip()
    return f"{words}\n{CUT}" if len(html) > MOST else words


def _without_comments(html: str) -> str:
    """The same without comments and declarations; one that never ends takes the rest."""
    start, end = _COMMENT
    kept: list[str] = []
    at = 0
    while (found := html.find(start, at)) >= 0:
        kept.append(html[at:found])
        closed = html.find(end, found + len(start))
        if closed < 0:
            return "".join(kept)
        at = closed + len(end)
    kept.append(html[at:])
    return _DECLARATION.sub("", "".join(kept))


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.told: list[str] = []
        self._silent: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        if tag in _SILENT:
            self._silent.append(tag)
        elif tag == "body":
            self._silent.clear()  # a head that was never closed
        elif tag in _BLOCKS:
            self.told.append("\n")
        elif tag in _CELLS:
            self.told.append(" ")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _SILENT:
            self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if tag in self._silent:
            while self._silent and self._silent.pop() != tag:
                pass
        elif tag in _BLOCKS:
            self.told.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.told.append(data.replace("\n", " "))
