"""Mails in a real mailbox become reports, once, and are put away."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import select

from tests.gateway.bench import Bench, ok, payload
from tests.gateway.mailbox.dovecot import Dovecot
from tests.gateway.mailbox.seeing import audited, reports
from tests.gateway.mailbox.writing import FORM, PDF, PLATFORM, a_mail, with_file
from triage.gateway import tables
from triage.gateway.config import MailboxConfig
from triage.gateway.mailbox.box import Mailbox
from triage.gateway.mailbox.replies import NoReplies

PUT_AWAY = {"INBOX": 0, "Processed": 1, "Needs attention": 0}


async def test_a_mail_with_the_payload_is_a_report(
    bench: Bench, mailbox: Mailbox, server: Dovecot, account: str
) -> None:
    server.post(account, with_file(a_mail(), payload("s-1"), "report.json").as_bytes())
    assert await mailbox.empty_once() == 1
    assert server.lying(account) == PUT_AWAY
    (report,) = await reports(bench)
    assert report.submission.submission_id == "s-1"
    assert await audited(bench, "mailbox.report") == [report.report_id]


async def test_the_payload_is_known_by_its_content_not_by_its_name(
    bench: Bench, mailbox: Mailbox, server: Dovecot, account: str
) -> None:
    mail = with_file(a_mail(), payload("s-1"), "form.dat", "application/octet-stream")
    mail = with_file(mail, b'{"theme": "dark"}', "settings.json")
    server.post(account, mail.as_bytes())
    await mailbox.empty_once()
    assert [report.submission.submission_id for report in await reports(bench)] == ["s-1"]


async def test_a_payload_inside_a_forwarded_mail_is_found(
    bench: Bench, mailbox: Mailbox, server: Dovecot, account: str
) -> None:
    inner = with_file(a_mail(), payload("s-1"), "report.json")
    outer = a_mail("Please see below.", subject="FW: Report")
    outer.add_attachment(inner)
    server.post(account, outer.as_bytes())
    await mailbox.empty_once()
    assert [report.submission.submission_id for report in await reports(bench)] == ["s-1"]


async def test_several_payloads_are_several_reports(
    bench: Bench, mailbox: Mailbox, server: Dovecot, account: str
) -> None:
    mail = with_file(with_file(a_mail(), payload("s-1"), "1.json"), payload("s-2"), "2.json")
    server.post(account, mail.as_bytes())
    await mailbox.empty_once()
    assert {report.submission.submission_id for report in await reports(bench)} == {"s-1", "s-2"}


async def test_a_post_and_a_mail_of_the_same_report_are_one(
    bench: Bench, mailbox: Mailbox, server: Dovecot, account: str
) -> None:
    report_id = ok(await bench.post(payload("s-1"))).json()["data"]["id"]
    server.post(account, with_file(a_mail(), payload("s-1"), "report.json").as_bytes())
    await mailbox.empty_once()
    (report,) = await reports(bench)
    assert (report.report_id, report.version) == (report_id, 1)
    assert server.lying(account) == PUT_AWAY
    async with bench.parts.database.read() as connection:
        audit = tables.audit
        query = select(audit.c.subject, audit.c.action).where(audit.c.action.like("intake.%")).order_by(audit.c.seq)
        assert (await connection.execute(query)).all() == [("hub", "intake.new"), ("mailbox", "intake.resent")]


async def test_a_plain_form_is_a_skeleton_report_that_says_it_came_by_mail(
    bench: Bench, mailbox: Mailbox, server: Dovecot, account: str
) -> None:
    server.post(account, a_mail(FORM).as_bytes())
    await mailbox.empty_once()
    (report,) = await reports(bench)
    assert "drove off" in report.narrative
    assert report.submission.content == FORM.strip()
    assert report.submission.category == "RTI"
    assert report.submission.customer_reference == "TYA-1-26-0100-000"
    assert report.submission.source == "mailbox"
    assert report.submission.submitted is not None
    assert report.submission.submitted.at == "2026-11-20T06:00:00Z"
    assert [contact.value for person in report.people for contact in person.contacts] == ["ann@home.example"]
    assert "This report came by e-mail." in [answer.text for answer in (*report.answers, *report.other)]


async def test_a_person_who_writes_is_the_reporter_and_a_platform_is_not(
    bench: Bench, server: Dovecot, account: str, config: MailboxConfig
) -> None:
    told = replace(config, platform_senders=("platform.example",))
    server.post(
        account,
        a_mail("My shed was opened in the night.", From="Bob Baker <bob@home.example>").as_bytes(),
        a_mail("A window was broken at the school.").as_bytes(),
    )
    assert await Mailbox(told, bench.parts, NoReplies()).empty_once() == 2
    by_text = {report.narrative: report for report in await reports(bench)}
    (bob,) = by_text["My shed was opened in the night."].people
    assert (bob.given, bob.surname, bob.roles) == ("Bob", "Baker", ("reporter",))
    assert [contact.value for contact in bob.contacts] == ["bob@home.example"]
    window = by_text["A window was broken at the school."]
    assert not window.people
    assert f"Online Reports <{PLATFORM}>" in [answer.text for answer in (*window.answers, *window.other)]


async def test_a_pdf_alone_is_a_report_with_the_pdf(
    bench: Bench, mailbox: Mailbox, server: Dovecot, account: str
) -> None:
    server.post(account, with_file(a_mail(None), PDF, "form.pdf", "application/pdf").as_bytes())
    await mailbox.empty_once()
    (report,) = await reports(bench)
    assert report.submission.content == "See the attached PDF: form.pdf"
    (file,) = report.attachments
    assert (file.name, file.media_type, file.size, file.state) == ("form.pdf", "application/pdf", len(PDF), "inline")
    answer = await bench.ann.call("GET", f"/v1/reports/{report.report_id}/attachments/{file.number}")
    assert ok(answer).content == PDF


async def test_html_alone_is_read_as_words(bench: Bench, mailbox: Mailbox, server: Dovecot, account: str) -> None:
    mail = a_mail(None)
    html = "<html><head><style>p{}</style></head><body><p>Somebody took my bicycle.<p>It was red &amp; new."
    mail.set_content(html + "<script>alert(1)</script></body></html>", subtype="html")
    server.post(account, mail.as_bytes())
    await mailbox.empty_once()
    (report,) = await reports(bench)
    assert report.submission.content == "Somebody took my bicycle.\nIt was red & new."


async def test_the_same_mail_twice_is_one_report(bench: Bench, mailbox: Mailbox, server: Dovecot, account: str) -> None:
    mail = a_mail("My shed was opened.", Message_ID="", Date="").as_bytes()
    server.post(account, b"Received: from a\r\n" + mail)
    await mailbox.empty_once()
    bench.clock.advance(hours=1)
    server.post(account, b"Received: from b\r\n" + mail)
    await mailbox.empty_once()
    (report,) = await reports(bench)
    assert report.version == 1
    assert server.lying(account)["Processed"] == 2


async def test_a_mail_of_a_stranger_is_not_taken_as_the_hubs(
    bench: Bench, server: Dovecot, account: str, config: MailboxConfig
) -> None:
    strict = Mailbox(replace(config, hub_senders=("hub.example",)), bench.parts, NoReplies())
    server.post(account, with_file(a_mail(), payload("s-1"), "report.json").as_bytes())
    await strict.empty_once()
    assert await reports(bench) == []
    assert server.lying(account)["Needs attention"] == 1
