"""A reporter who is asked in training answers: out by the gateway's own SMTP, back by its own mailbox."""

from __future__ import annotations

from dataclasses import replace
from email.message import EmailMessage
from pathlib import Path

from tests.gateway.bench import HUB
from tests.services.world import arrived, until, world
from triage.gateway.config import load_config
from triage.models.clock import ManualClock, SystemClock
from triage.models.ids import PersonKey, ReportId
from triage.models.outcome_draft import Question
from triage.models.profile_file import default_profile
from triage.models.stage import Stage
from triage.services.desk import Desk
from triage.training.mail import open_post_office
from triage.training.mail.reporters import Reporters
from triage.training.reports import generate, payload

NOW = ManualClock().now()


def asked(address: str, subject: str = "About your report", body: str = "We need to know:\n\nWhen?\n") -> EmailMessage:
    mail = EmailMessage()
    mail["From"] = mail["Reply-To"] = "reports+token@training.example"
    mail["To"], mail["Subject"], mail["Message-ID"] = address, subject, "<one@training.example>"
    mail.set_content(body)
    return mail


def test_a_reporter_answers_in_the_kind_of_the_report_and_nobody_else_does() -> None:
    reporters = Reporters()
    reporters.learn(payload(report) for report in generate(60, 1, now=NOW))
    address, about = next(iter(reporters.known.items()))
    reference = next(iter(about))
    answer = reporters.answer(asked(address, f"About your report {reference}"), NOW)
    assert answer is not None
    assert answer["To"] == "reports+token@training.example"
    assert answer["In-Reply-To"] == "<one@training.example>"
    assert about[reference].name in str(answer["From"])
    assert "> When?" in answer.get_content()
    again = reporters.answer(asked(address, f"About your report {reference}"), NOW)
    assert again is not None
    assert again.get_content() == answer.get_content()
    assert reporters.answer(asked(address, body="We have recorded it as a crime."), NOW) is None
    assert reporters.answer(asked("nobody@example.com"), NOW) is None


async def back_with_an_answer(desk: Desk, report_id: ReportId) -> None:
    async def check() -> bool:
        detail = await desk.reports.detail(report_id)
        page = await desk.reports.page([report_id])
        waits = detail is not None and detail.stage is Stage.INCOMING
        return waits and "Answered" in page[report_id].summary.marks

    await until(desk, check, "the answer comes")


async def test_the_gateway_sends_through_it_and_reads_what_came_back(tmp_path: Path) -> None:
    made = next(one for one in generate(60, 1, now=SystemClock().now()) if one.kind == "criminal_damage")
    told = payload(made)
    async with open_post_office(tmp_path, SystemClock(), answer_after=0) as post:
        (tmp_path / "gateway.toml").write_text(post.settings, encoding="utf-8")
        config = load_config(tmp_path / "gateway.toml")
        async with (
            world(tmp_path, replace(default_profile(), undo_seconds=0), config=config) as place,
            place.desk() as desk,
        ):
            post.learn([told])
            answer = await place.http.post(f"{place.gateway.intake}/incidents", content=told, headers=HUB)
            report_id = ReportId(answer.json()["data"]["id"])
            await arrived(desk, report_id)
            await desk.claims.claim(report_id)
            await desk.triage.open(report_id)
            detail = await desk.reports.detail(report_id)
            assert detail is not None
            assert detail.body is not None
            address = next(iter(post.reporters.known))
            person = next(one.key for one in detail.body.report.people if address in str(one))
            words = {"question": "Which door was it?"}
            question = Question(
                template="ask_more", person=PersonKey(person), address=address, fields=words, safe_reason="Rang them"
            )
            await desk.drafts.save(replace(detail.draft, outcome="ask", question=question))
            await desk.triage.decide(report_id)
            await back_with_an_answer(desk, report_id)
            lines = (await desk.messages.correspondence(report_id)).lines
            assert sorted(line.kind for line in lines) == ["answer", "message"]
            assert all(not folder.mails for name, folder in post.box.folders.items() if name != "Processed")
