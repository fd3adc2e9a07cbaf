"""The whole form as plain text: the protective-marking banner it opens with, and its questions and answers."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_BANNER = re.compile(r"OFFICIAL|SENSITIVE|RESTRICTED|PROTECTIVE(?:LY)?[ -]MARK|CONFIDENTIAL|HANDLING", re.IGNORECASE)
_RULE = re.compile(r"[\s=\-_*#~.]*\Z")
_STORY = re.compile(
    r"what (?:has )?happened|tell us|tell you|describe|description|details? of (?:the|your|what)|in your own words"
    r"|beth (?:sydd wedi digwydd|ddigwyddodd)|your (?:report|feedback|complaint|message)|(?:more|further) detail"
    r"|(?:more|further) information|what has been (?:lost|found)|why are you asking",
    re.IGNORECASE,
)
_PROMPT = re.compile(
    r"(?:please )?(?:tell us|describe|what happened|beth (?:sydd wedi digwydd|ddigwyddodd))[^.!]{0,80}\Z", re.IGNORECASE
)
_MARK = r"\s*(?:Q\d*[.:)]\s*)?"
_ASKED = re.compile(_MARK + r"(?P<question>[A-ZŴŶ][^?]{1,148}\?)\s*:?\s*(?P<answer>.*)\Z")
_LABELLED = re.compile(_MARK + r"(?P<question>[A-ZŴŶ][^:?]{0,60}):\s*(?P<answer>.*)\Z")
_ANSWER_MARK = re.compile(r"\s*A\d*[.:)]\s*")
_HEADING = re.compile(r"[A-ZŴŶ][A-ZŴŶ0-9 ,&'/\-]{2,48}\Z")
_SECTION = re.compile(
    r"(?:ABOUT|WHERE|WHEN|WHO|WHAT|FILES|VEHICLES?|PROPERTY|YOUR?|CONTACT|DETAILS|DECLARATION|AMDANO)\b[A-Z ]{0,40}\Z"
)
_FORM_ASKS = re.compile(
    r"\s*(?:how (?:are|were|would|did|do)|do you|did (?:you|anyone|it)|was (?:it|anyone|there|the)|were (?:you|there)"
    r"|when (?:did|was)|where (?:did|was|is)|what (?:is|was|are|has|would|do|happened)|who (?:is|was|did)|are you"
    r"|is (?:it|there|this)|have you|has (?:it|this|anyone)|would you|why are|can you|which)\b",
    re.IGNORECASE,
)
_FORM_LABELS = re.compile(
    r"\s*(?:(?:your |full |first |last |family )?name|surname|title|date of birth|dob|(?:home |your )?address|postcode"
    r"|(?:mobile |home |your |contact )?(?:telephone|phone)(?: number)?|mobile|e-?mail(?: address)?|gender|sex"
    r"|ethnic(?:ity| group)|reference|sent|submitted|date(?: and time)?|time|where|when|location|files?(?: \d+)?"
    r"|property|(?:your|other) vehicle|registration|contact preference|suspect|witness(?:es)?|age)\Z",
    re.IGNORECASE,
)
MAX_PAIRS = 400


@dataclass(frozen=True, slots=True)
class Pair:
    """A question of the form and its answer; ``line`` counts from 1 in the text that was read."""

    question: str
    answer: str
    line: int


def split_banner(content: str) -> tuple[str, str]:
    """The marking line(s) the form opens with, and the rest; the banner is "" when it opens without one."""
    lines = content.splitlines()
    taken = 0
    banner: list[str] = []
    for number, line in enumerate(lines[:8]):
        if _BANNER.search(line) and len(line) <= 200 and "?" not in line:
            banner.append(line.strip(" \t=-_*#~"))
            taken = number + 1
        elif line.strip() and not _RULE.match(line):
            break
    while banner and taken < len(lines) and _RULE.match(lines[taken]):
        taken += 1
    return " ".join(banner), "\n".join(lines[taken:]).strip("\n") if banner else content


@dataclass(slots=True)
class _Reader:
    """The pair that is being read. While a story is told, only what is surely the form's ends it."""

    found: list[Pair] = field(default_factory=list)
    question: str = ""
    at: int = 0
    told: list[str] = field(default_factory=list)

    @property
    def in_story(self) -> bool:
        return bool(self.question and _STORY.search(self.question))

    @property
    def at_gap(self) -> bool:
        """After a blank line, or before anything was told."""
        return not self.told or not self.told[-1].strip()

    def close(self) -> None:
        answer = "\n".join(self.told).strip()
        if self.question and answer and len(self.found) < MAX_PAIRS:
            self.found.append(Pair(self.question, answer, self.at))
        self.question, self.told = "", []

    def begin(self, question: str, answer: str, at: int) -> None:
        self.close()
        self.question, self.at = question.strip(), at
        self.told = [answer.strip()] if answer.strip() else []

    def go_on(self, line: str) -> None:
        if self.question:
            self.told.append(line if self.told else _ANSWER_MARK.sub("", line, count=1))


def pairs(content: str) -> tuple[Pair, ...]:
    """Questions with answers where the text looks like a form: "Question? answer", "Label: answer", or a question or
    prompt on its own line with the answer below it. Headings in capitals end an answer and are no question."""
    reader = _Reader()
    lines = content.splitlines()
    for number, line in enumerate(lines, 1):
        following = next((one for one in lines[number : number + 3] if one.strip()), "")
        if reader.at_gap and _is_heading(line, following):
            reader.close()
            continue
        begun = None if reader.told == [] and _ANSWER_MARK.match(line) else _question(reader, line)
        if begun:
            reader.begin(*begun, number)
        else:
            reader.go_on(line)
    reader.close()
    return tuple(reader.found)


def _is_heading(line: str, following: str) -> bool:
    """Capitals before a question of the form, or (a section without answers) a usual heading before nothing more or
    another one. Capitals alone prove nothing: people shout."""
    text, after = line.strip(), following.strip()
    if not _HEADING.match(text):
        return False
    return _asks(following) or bool(_SECTION.match(text) and (not after or _SECTION.match(after)))


def _asks(line: str) -> bool:
    """Whether a line is surely a question or label of the form, whoever is telling what around it."""
    asked, labelled = _ASKED.match(line), _LABELLED.match(line)
    if asked and _FORM_ASKS.match(asked["question"]):
        return True
    return bool(_PROMPT.match(line.strip()) or (labelled and _FORM_LABELS.match(labelled["question"])))


def _question(reader: _Reader, line: str) -> tuple[str, str] | None:
    text = line.strip()
    if reader.in_story and not (_asks(line) and (reader.at_gap or _is_label(line))):
        return None
    if _PROMPT.match(text) and ":" not in text and "?" not in text:
        return text, ""
    asked = _ASKED.match(line)
    if asked:
        return asked["question"], asked["answer"]
    labelled = _LABELLED.match(line)
    if labelled and (not reader.question or reader.told):
        return labelled["question"], labelled["answer"]
    return None


def _is_label(line: str) -> bool:
    labelled = _LABELLED.match(line)
    return bool(labelled and _FORM_LABELS.match(labelled["question"]))


def story(found: tuple[Pair, ...]) -> Pair | None:
    """The answer that tells what happened: the longest among the questions that ask for it."""
    told = [pair for pair in found if _STORY.search(pair.question)]
    return max(told, key=lambda pair: len(pair.answer), default=None)
