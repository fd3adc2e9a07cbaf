"""What was seen before: shown with its reasons, opened or attached to by one key, recorded as a check."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tests.builders import NOW
from tests.ui.gallery import case
from triage.models.draft import CheckState
from triage.models.ids import PersonKey, ReportId
from triage.models.known import Seen, check_record, lines
from triage.models.search import Appearance, Evidence, KnownPerson, Related, RelatedReport
from triage.ui.decide.edits import with_line
from triage.ui.decide.seen import ADDS_SOME, NAMES, OPENS, SHOWN, SeenSection
from triage.ui.theme import Theme

REPORT = case.report()
THIS = REPORT.report_id


def appearance(name: str, report_id: str, reference: str = "TYA-26-000113") -> Appearance:
    summary = replace(
        case.detail().summary,
        report_id=ReportId(report_id),
        customer_reference=reference,
        received_at=NOW - timedelta(days=60),
    )
    key = PersonKey("p1")
    return Appearance(
        report_id=ReportId(report_id), version=1, person_key=key, name=name, roles=("victim",), summary=summary
    )


def known(name: str, report_id: str = "other", **more: object) -> KnownPerson:
    told = Evidence(kind="phone", strength="strong", value="", here="", there="", words="same telephone", bits=12.0)
    made = KnownPerson(
        name=name, strength="strong", of=REPORT.people[0].key, evidence=(told,),
        appearances=(appearance(name, report_id),),
    )  # fmt: skip
    return replace(made, **more)  # type: ignore[arg-type]


def answer(*people: KnownPerson, items: tuple[RelatedReport, ...] = ()) -> Seen:
    return Seen(report_id=THIS, at=NOW, related=Related(report_id=THIS, items=items, people=people))


@pytest.fixture
def section(qtbot: QtBot, theme: Theme) -> SeenSection:
    made = SeenSection(theme)
    qtbot.addWidget(made)
    made.resize(400, 400)
    made.show()
    made.activateWindow()
    return made


def test_a_line_says_who_why_and_where_from(section: SeenSection) -> None:
    section.show_seen(answer(known("Ann Smith"), known("Bo Ray", household=True, strength="weak")), REPORT)
    person, home = (row.line for row in section.rows)
    assert person.title.startswith("Ann Smith (here ")
    assert (person.evidence, person.trail) == ("Same telephone.", "strong match")
    assert person.source.startswith("victim in report TYA-26-000113")
    assert (home.title, home.trail) == (f"Bo Ray lives with {REPORT.people[0].name}", "household")


def test_enter_opens_the_other_report_and_b_attaches_to_it(section: SeenSection, qtbot: QtBot) -> None:
    section.show_seen(answer(known("Ann Smith")), REPORT)
    section.focus_first()
    row = section.rows[0].row
    with qtbot.waitSignal(section.opened) as opened:
        qtbot.keyClick(row, Qt.Key.Key_Return)
    with qtbot.waitSignal(section.attached) as attached:
        qtbot.keyClick(row, Qt.Key.Key_B)
    assert (opened.args, attached.args) == (["other"], ["other"])


def test_b_only_adds_to_what_is_recorded_and_names_what_is_not(section: SeenSection, qtbot: QtBot) -> None:
    found = answer(known("Ann Smith", "filed"), known("Bo Ray", "open"))
    assert found.related is not None
    section.show_seen(replace(found, related=replace(found.related, recorded=(ReportId("filed"),))), REPORT)
    filed, waiting = (line.row for line in section.rows)
    assert section.state.text() == f"{OPENS} {ADDS_SOME}"
    assert NAMES in waiting.accessibleDescription()
    assert NAMES not in filed.accessibleDescription()
    filed.setFocus()
    with qtbot.waitSignal(section.attached) as attached:
        qtbot.keyClick(filed, Qt.Key.Key_B)
    waiting.setFocus()
    with qtbot.waitSignal(section.named) as named:
        qtbot.keyClick(waiting, Qt.Key.Key_B)
    assert (attached.args, named.args) == (["filed"], ["TYA-26-000113"])
    section.show_seen(replace(found, related=replace(found.related, recorded=())), REPORT)
    assert section.state.text() == OPENS


def test_naming_another_report_adds_one_line_once() -> None:
    draft = replace(case.draft(), rationale="Course of conduct.\n")
    named = with_line(draft, "See also report TYA-1.")
    assert named.rationale == "Course of conduct.\nSee also report TYA-1."
    assert with_line(named, "See also report TYA-1.") is named


def test_what_is_less_sure_is_counted_and_away_says_why(section: SeenSection) -> None:
    section.show_seen(answer(*(known(f"Ann {n}", f"other-{n}") for n in range(SHOWN + 2))), REPORT)
    assert section.state.text().startswith("And 2 more")
    section.show_seen(Seen(report_id=THIS, at=NOW, why="Tried at 06:00: the gateway cannot be reached."), REPORT)
    assert "06:00" in section.state.text()
    assert not section.rows


def test_a_report_that_only_shares_an_evening_is_no_line() -> None:
    summary = appearance("x", "other").summary
    item = RelatedReport(report_id=ReportId("other"), summary=summary, strength="fair", evidence=(), same="weak")
    assert lines(Related(report_id=THIS, items=(item,)), REPORT) == ()
    assert lines(Related(report_id=THIS, items=(replace(item, same="fair"),)), REPORT)[0].title.startswith("Same")


def test_the_check_says_what_was_found_or_why_not() -> None:
    found = check_record(answer(known("Ann Smith"), known("Bo Ray", household=True)))
    assert (found.state, found.trace, found.by) == (CheckState.DONE, "found", "Triage")
    assert found.result == "Told of before: Ann Smith (TYA-26-000113). Same household: Bo Ray (TYA-26-000113)."
    nothing = check_record(answer())
    assert (nothing.state, nothing.trace) == (CheckState.DONE, "no_trace")
    only_possible = check_record(answer(known("Ann Smith", strength="weak")))
    assert (only_possible.state, only_possible.trace) == (CheckState.OPEN, "")
    assert only_possible.result.startswith("Only possible: Ann Smith")
    away = check_record(Seen(report_id=THIS, at=NOW, why="Tried at 06:00: the gateway cannot be reached."))
    assert away.state is CheckState.NOT_POSSIBLE
    assert away.result.startswith("Tried at 06:00")
