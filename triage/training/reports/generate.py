"""The generator: report number n of a seed, each made by itself, in the order in which they were sent.

A report is an original, a near-duplicate (another person tells of a recent original's event), or a second version (the
same person sends the same submission again, changed). Which it is depends on its number alone, so nothing has to be
remembered and 100,000 reports need no more memory than one.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from triage.training.reports.attachments import attached
from triage.training.reports.case import Case
from triage.training.reports.document import document
from triage.training.reports.draw import Draw, mix
from triage.training.reports.kinds import KINDS, RUNNING_SHARES, Kind
from triage.training.reports.library import Narrative, narratives
from triage.training.reports.moments import Submissions
from triage.training.reports.people import Household, Person, household, retold
from triage.training.reports.report import GeneratedReport
from triage.training.reports.scene import Scene, Telling, make_scene
from triage.training.reports.telling import Told, tell, update
from triage.training.reports.untidy import make_untidy

_DUPLICATES = 0.035
_VERSIONS = 0.02
_FREQUENT = 0.13
_LOOK_BACK = 40
_TRIES = 40
_MAY_BE_ANONYMOUS = frozenset({"antisocial_behaviour", "suspicious", "shoplifting", "dangerous_dog", "modern_slavery"})


def generate(count: int, seed: int, *, now: datetime, force: str = "77") -> Iterator[GeneratedReport]:
    """``count`` reports sent in the hours before ``now`` (aware), oldest first.

    The same arguments give the same bytes. Raises ValueError for a ``now`` without a time zone.
    """
    if now.tzinfo is None:
        raise ValueError("now must be an aware datetime")
    series = Series(count, seed, now, force)
    return (series.report(number) for number in range(count))


class Series:
    """All reports of one seed, count and moment, by number."""

    def __init__(self, count: int, seed: int, now: datetime, force: str) -> None:
        self._base = mix((seed * 0x2545F4914F6CDD1D + 1) & (1 << 64) - 1)
        self._sent = Submissions(count, now) if count else None
        self._today: date = now.date()
        self._force = force
        self._frequent = max(6, count // 70)

    def report(self, number: int) -> GeneratedReport:
        """Report ``number``, from 0."""
        draw = self._draw(number)
        role = draw.real("role")
        if role < _DUPLICATES and (other := self._earlier(number, told_by_others=True)) is not None:
            return self._duplicate(number, other)
        if _DUPLICATES <= role < _DUPLICATES + _VERSIONS:
            other = self._earlier(number, told_by_others=False)
            if other is not None:
                return self._version(number, other)
        return self._finish(self._original(number))

    def _draw(self, number: int) -> Draw:
        return Draw(mix((self._base + number) & (1 << 64) - 1))

    def _is_original(self, number: int) -> bool:
        return self._draw(number).real("role") >= _DUPLICATES + _VERSIONS

    def _earlier(self, number: int, *, told_by_others: bool) -> int | None:
        """The nearest earlier original that suits, a few reports back."""
        start = number - self._draw(number).whole("how far back", 1, 12)
        for other in range(start, max(start - _LOOK_BACK, -1), -1):
            if other >= 0 and self._is_original(other) and (not told_by_others or self._choice(other)[1].second):
                return other
        return None

    def _choice(self, number: int) -> tuple[Kind, Narrative]:
        draw = self._draw(number)
        kind = draw.weighted("kind", KINDS, RUNNING_SHARES)
        return kind, draw.pick("narrative", narratives(kind.key))

    def _moment(self, number: int) -> datetime:
        assert self._sent is not None
        return self._sent.at(number, self._draw(number).real("moment"))

    def _original(self, number: int) -> tuple[Case, Told]:
        draw, (kind, narrative) = self._draw(number), self._choice(number)
        sent = self._moment(number)
        home, teller = self._who(draw, narrative)
        scene = make_scene(draw.child("scene"), kind, narrative, sent, teller.home)
        hidden = narrative.anonymous or (
            narrative.role == "witness" and kind.key in _MAY_BE_ANONYMOUS and draw.chance("hidden", 0.1)
        )
        telling = Telling(scene, teller, home, draw.child("telling"), sent, hidden)
        told = tell(telling, narrative.text)
        return self._case(number, telling, told.text, draw.uuid("submission")), told

    def _who(self, draw: Draw, narrative: Narrative) -> tuple[Household, Person]:
        """A reporter who fits the narrative: from the few who often report, or from everybody else."""
        often = draw.chance("frequent", _FREQUENT)
        for attempt in range(_TRIES):
            if often:
                key = mix(self._base ^ draw.whole(f"household{attempt}", 1, self._frequent))
            else:
                key = draw.bits(f"household{attempt}")
            home = household(key)
            teller = home.anyone(draw, "member", self._today)
            if _suits(teller, narrative, self._today):
                break
        if often and draw.chance("told otherwise", 0.3):
            teller = retold(teller, draw.child("retold"))
        return home, teller

    def _case(self, number: int, telling: Telling, text: str, submission_id: str, *, revised: bool = False) -> Case:
        draw, kind = self._draw(number), telling.scene.kind
        skeleton = draw.chance("skeleton", kind.skeleton)
        return Case(
            number=number,
            force=self._force,
            draw=draw,
            telling=telling,
            text=text,
            submission_id=submission_id,
            sent=telling.sent,
            skeleton=skeleton,
            files=attached(draw.child("files"), kind, telling.sent, inline=skeleton),
            revised=revised,
        )

    def _duplicate(self, number: int, other: int) -> GeneratedReport:
        """Somebody else tells of the same event; the two need not agree in every word."""
        first, _ = self._original(other)
        scene, draw, sent = first.telling.scene, self._draw(number), self._moment(number)
        scene = Scene(scene.draw, scene.kind, scene.narrative, scene.when, first.telling.place)
        home = household(draw.bits("household0"))
        telling = Telling(
            scene,
            home.anyone(draw, "member", self._today),
            home,
            draw.child("telling"),
            sent,
            draw.chance("hidden", 0.12),
            second_hand=True,
        )
        told = tell(telling, draw.pick("telling of it", scene.narrative.second))
        case = self._case(number, telling, told.text, draw.uuid("submission"))
        return self._finish((case, told), duplicate_of=first.submission_id)

    def _version(self, number: int, other: int) -> GeneratedReport:
        """The same submission again, changed: same identity and reference, a later moment."""
        first, told = self._original(other)
        telling, draw = first.telling, self._draw(number)
        later = Telling(
            telling.scene,
            telling.teller,
            telling.household,
            draw.child("telling"),
            self._moment(number),
            telling.anonymous,
        )
        text = update(later, first.text)
        case = self._case(other, later, text, first.submission_id, revised=True)
        still = Told(text, told.manner, told.buried and text.startswith(first.text[:200]))
        return self._finish((case, still), version_of=first.submission_id)

    def _finish(
        self, told: tuple[Case, Told], *, duplicate_of: str | None = None, version_of: str | None = None
    ) -> GeneratedReport:
        case, words = told
        built = document(case)
        make_untidy(built, case.draw.child("untidy"))
        note = _note(case, words, duplicate=duplicate_of is not None, version=version_of is not None)
        return GeneratedReport(built, case.submission_id, case.kind.key, note, duplicate_of, version_of)


def _suits(teller: Person, narrative: Narrative, today: date) -> bool:
    if narrative.me and teller.gender != narrative.me:
        return False
    if narrative.welsh and teller.home.postcode[2:4] not in {"14", "15"}:
        return False
    return narrative.age is None or narrative.age[0] <= teller.age(today) <= narrative.age[1]


def _note(case: Case, words: Told, *, duplicate: bool, version: bool) -> str:
    """What a trainer should know: the point of this report in a line."""
    marks = [case.telling.scene.narrative.note or case.kind.title]
    if words.buried:
        marks.append("A serious risk is hidden among trivia.")
    if duplicate:
        marks.append("Another person has reported the same event.")
    if version:
        marks.append("A changed version of an earlier submission.")
    if case.skeleton:
        marks.append("Text only: the form is not modelled.")
    if case.telling.anonymous and "nonymous" not in marks[0]:
        marks.append("Anonymous.")
    return " ".join(marks)
