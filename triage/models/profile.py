"""The force's own settings: what varies between forces is here and never a constant (domain rule "varies")."""

from __future__ import annotations

from dataclasses import dataclass, field

from triage.models.outcome_draft import RECORD
from triage.models.oversight import FigureRules, StaffedHours
from triage.models.quality_rules import QualityRules
from triage.models.questions import QuestionSet


@dataclass(frozen=True, slots=True, kw_only=True)
class Force:
    """The force itself: ``id`` is its code, as the hub and its records name it; ``name`` as the screens say it."""

    id: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Grade:
    """``target_minutes`` None = no attendance target. ``role``: emergency, priority, scheduled, appointment, none."""

    key: str
    name: str
    role: str
    target_minutes: int | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ThriveLetter:
    """One letter of the force's THRIVE variant; ``prompt`` is the scripted question.

    ``level``: the letter also gets one of the risk levels. Off unless a force asks for it.
    """

    key: str
    name: str
    prompt: str
    required: bool = True
    level: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A thing one picks from a list."""

    key: str
    name: str
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """``deliverables``: of "incident", "crimes"; ``then``: the stage after settling (contracts E); ``to``: the team it
    goes to when that is awaiting_acceptance.

    ``needs_crime``/``no_crime``: at least one crime line / none allowed. ``needs_reason``: a reason of the list
    "reasons" must be chosen. ``digit``: its key on the keyboard, "1" … "9", or "" for none.

    ``does``: a word of `outcome_draft.DOES`. ``receivers``: of "team", "force", for one that hands over.
    ``needs_signpost``: a body of the list "signposts" must be named.
    """

    key: str
    name: str
    digit: str
    deliverables: tuple[str, ...] = ()
    then: str = "closed"
    to: str = ""
    needs_crime: bool = False
    no_crime: bool = False
    needs_reason: bool = False
    note: str = ""
    does: str = RECORD
    receivers: tuple[str, ...] = ()
    needs_signpost: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactRules:
    """How people of a report may be written to. ``channels``: what the gateway can send, "email" and "sms".

    For reports of ``guarded_kinds`` or with risk indicators of ``guarded_signs`` only ways marked safe are used
    (Victims' Code). ``confirmation``: the template that tells a victim the crime reference; ``contact``: whom it names.
    """

    channels: tuple[str, ...] = ("email",)
    guarded_kinds: tuple[str, ...] = (
        "domestic_abuse", "stalking", "harassment", "clares_law", "sexual_offence", "modern_slavery", "child_concern",
    )  # fmt: skip
    guarded_signs: tuple[str, ...] = (
        "domestic", "coercive_control", "stalking_harassment", "strangulation", "sexual", "exploitation", "child",
    )  # fmt: skip
    confirmation: str = "recorded"
    contact: str = "The report desk"


@dataclass(frozen=True, slots=True, kw_only=True)
class DispatchRules:
    """Dispatch now (F9): whom the handler rings, as the screen says it, and the shape of the reference they give.

    ``pattern``: a name of ``reference_patterns``; "" takes any words.
    """

    ring: str = "Ring the control room"
    pattern: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CrimeClass:
    """A Home Office class. ``counting`` is the counting rule in words; ``per``: victim, incident, course, vehicle."""

    code: str
    name: str
    per: str
    counting: str = ""
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckRule:
    """A check of the list. ``kinds`` empty = every report. ``how``: "hand" (a person does it) or "auto".

    ``search``: something is looked for, so that doing it ends in "found" or "no trace". ``systems``: where it is done,
    the usual one first; it is recorded when the handler names no other. ``lookup``: "vehicle" or "place": the check is
    settled by looking those up ("auto"); where that cannot be done, it is recorded so, with why.
    """

    key: str
    name: str
    required: bool = True
    how: str = "hand"
    kinds: tuple[str, ...] = ()
    prompt: str = ""
    search: bool = False
    systems: tuple[str, ...] = ()
    lookup: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportKind:
    """A type of report: how the payload's category, subcode and title words lead to it; its own NSIR default."""

    key: str
    name: str
    categories: tuple[str, ...] = ()
    subcodes: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    incident_category: str = ""
    suggested_crimes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Destination:
    """A records destination. ``takes``: deliverable kinds ("incident", "crime"). ``connector``: "records-rest" …

    ``url`` may hold ``${NAME}``, filled from the workstation's settings. ``secret_ref`` names a secret, never is one.
    ``idempotent``: the same Idempotency-Key gives the same answer. ``index_delay_seconds``: how long after a create
    a look-up by external reference may still miss it. ``mapping``: the file of ``Profile.files`` that says how another
    system is spoken to. ``one_each``: each deliverable goes by itself. ``attachments``: media types of the report's
    files that go to its record ("image/*", "application/pdf", "*/*" for all); none by default. ``certificate``,
    ``certificate_key`` and ``authorities`` name files (``${NAME}``) for a system that asks for our certificate.
    """

    key: str
    name: str
    connector: str
    url: str
    takes: tuple[str, ...]
    idempotent: bool = True
    index_delay_seconds: float = 0
    timeout_seconds: float = 10
    secret_ref: str = ""
    mapping: str = ""
    one_each: bool = False
    attachments: tuple[str, ...] = ()
    certificate: str = ""
    certificate_key: str = ""
    authorities: str = ""

    def takes_files_of(self, media_type: str) -> bool:
        """Whether the profile sends files of this type there."""
        kind = media_type.partition(";")[0].strip().lower()
        return any(
            wanted in ("*/*", kind) or (wanted.endswith("/*") and kind.startswith(wanted[:-1]))
            for wanted in self.attachments
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Clocks:
    """``reopen_hours``: how long whoever closed a report may reopen it themselves; later a supervisor does."""

    first_look_minutes: int = 45
    record_hours: int = 24
    lift_minutes: int = 10
    reopen_hours: int = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class RestrictedRule:
    """Reports of these kinds or payload categories reach only these roles and people (sign-in ids), nobody else.

    The first rule that a report meets is its rule. Contracts B: complaints, staff-linked reports.
    """

    key: str
    name: str
    kinds: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    subcodes: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeRule:
    """Notice of intended prosecution: for which kinds of report its last day is shown, ``days`` after the offence.

    Road Traffic Offenders Act 1988 s.1(1)(c): served within 14 days. ``note`` is said beside it; s.2(1) needs none
    where an accident happened that the driver knew of.
    """

    kinds: tuple[str, ...] = ()
    days: int = 14
    note: str = "Not needed where an accident happened and the driver knew of it (s.2)."


@dataclass(frozen=True, slots=True, kw_only=True)
class Leases:
    """How long a claim holds without being renewed, and how many reports one handler may hold at once."""

    seconds: int = 900
    max_held: int = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Downgrade:
    """When lowering a grade is more than a difference of opinion: below a grade that a person set, or below the one
    suggested by a sign of at least ``strong`` (0 to 1). ``approval``: a supervisor then approves it; the report is
    recorded at once all the same and waits for the approval afterwards.
    """

    strong: float = 0.6
    approval: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class IllegalImages:
    """Whom a handler tells who stopped viewing an attachment because it may be illegal (Protection of Children Act
    1978 s.1, Criminal Justice Act 1988 s.160: having it, copying it and showing it on are the offence).

    ``tell``: the team; ``contact``: how to reach it now; ``words``: what the force wants done and left alone.
    ``roles``: who of the gateway's roles may still open a locked file (none: nobody, it is examined elsewhere);
    ``addresses``: whom the gateway writes to at once, without a word of the report.
    """

    tell: str = "Your supervisor"
    contact: str = ""
    words: str = "Do not open, copy, forward or describe it to anybody else. Note the time and who was near the screen."
    roles: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskRules:
    """What the force says of its workstations' settings (`desk_keys`, those that the force profile may set).

    ``values``: setting → value as a text; ``locked``: settings that a person cannot change.
    """

    values: dict[str, str] = field(default_factory=dict)
    locked: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """A validated force profile. ``version`` is what each decision records.

    ``reference_patterns``: name → regular expression of this force's reference numbers. ``files``: the mappings and
    schemas that destinations name, by name, whole: desktops have no other way to them.
    """

    version: str
    force: Force
    handling_marking: str = "OFFICIAL-SENSITIVE"
    undo_seconds: int = 10
    route: str = "direct"
    clocks: Clocks = Clocks()
    leases: Leases = Leases()
    grades: tuple[Grade, ...]
    thrive: tuple[ThriveLetter, ...]
    risk_levels: tuple[Choice, ...]
    outcomes: tuple[Outcome, ...]
    reasons: tuple[Choice, ...]
    grade_reasons: tuple[Choice, ...] = ()
    crime_classes: tuple[CrimeClass, ...]
    crime_classes_year: str = ""
    incident_categories: tuple[Choice, ...]
    qualifiers: tuple[Choice, ...] = ()
    advice: tuple[Choice, ...] = ()
    checks: tuple[CheckRule, ...]
    kinds: tuple[ReportKind, ...]
    destinations: tuple[Destination, ...]
    reference_patterns: dict[str, str]
    teams: tuple[Choice, ...] = ()
    forces: tuple[Choice, ...] = ()
    signposts: tuple[Choice, ...] = ()
    contact: ContactRules = ContactRules()
    dispatch: DispatchRules = DispatchRules()
    restricted: tuple[RestrictedRule, ...] = ()
    illegal_images: IllegalImages = IllegalImages()
    questions: tuple[QuestionSet, ...] = ()
    downgrade: Downgrade = Downgrade()
    notice: NoticeRule = NoticeRule()
    staffing: tuple[StaffedHours, ...] = ()
    figures: FigureRules = field(default_factory=FigureRules)
    quality: QualityRules = field(default_factory=QualityRules)
    desk: DeskRules = field(default_factory=DeskRules)
    files: dict[str, str] = field(default_factory=dict)

    def grade(self, key: str) -> Grade | None:
        return next((grade for grade in self.grades if grade.key == key), None)

    def outcome(self, key: str) -> Outcome | None:
        return next((outcome for outcome in self.outcomes if outcome.key == key), None)

    def crime_class(self, code: str) -> CrimeClass | None:
        return next((entry for entry in self.crime_classes if entry.code == code), None)

    def team(self, key: str) -> Choice | None:
        return next((team for team in self.teams if team.key == key), None)

    def destination_for(self, deliverable_kind: str) -> Destination | None:
        return next((place for place in self.destinations if deliverable_kind in place.takes), None)

    def kind(self, key: str) -> ReportKind | None:
        return next((kind for kind in self.kinds if kind.key == key), None)

    def checks_for(self, kind: str) -> tuple[CheckRule, ...]:
        return tuple(rule for rule in self.checks if not rule.kinds or kind in rule.kinds)
