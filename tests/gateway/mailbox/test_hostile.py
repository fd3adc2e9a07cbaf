"""Mails that were written to break readers, or that broke on their way."""

from __future__ import annotations

import base64
import struct
import time
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.gateway.bench import Bench, payload
from tests.gateway.mailbox.dovecot import Dovecot
from tests.gateway.mailbox.seeing import attention_of, reports
from tests.gateway.mailbox.writing import PDF, a_mail, with_file
from triage.gateway.config import MailboxConfig
from triage.gateway.mailbox.box import Mailbox
from triage.gateway.mailbox.markup import words_of
from triage.gateway.mailbox.payloads import payloads_of
from triage.gateway.mailbox.reading import read_mail
from triage.gateway.mailbox.replies import Mail, NoReplies
from triage.gateway.mailbox.skeleton import skeleton
from triage.gateway.mailbox.tnef import files_of
from triage.models.profile_file import default_profile
from triage.models.sdm import parse

NOW = datetime(2026, 11, 20, 6, 0, tzinfo=UTC)
QUICK = 5.0  # seconds of a processor for any one mail
ON_SQLITE = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)


def nested(levels: int) -> bytes:
    head = b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (level, level) for level in range(levels)
    )
    return b"Subject: deep\r\n" + head + b"Content-Type: text/plain\r\n\r\nhello\r\n" + b"x\r\n" * 10_000


def forwarded(levels: int) -> bytes:
    return b"Content-Type: message/rfc822\r\n\r\n" * levels + b"Subject: inner\r\n\r\nhello\r\n"


def winmail(name: str, content: bytes) -> bytes:
    def attribute(tag: int, value: bytes) -> bytes:
        return b"\x02" + struct.pack("<II", tag, len(value)) + value + b"\0\0"

    head = struct.pack("<IH", 0x223E9F78, 1)
    return (
        head + attribute(0x69002, b"\0" * 14) + attribute(0x18010, name.encode() + b"\0") + attribute(0x6800F, content)
    )


HOSTILE = {
    "empty": b"",
    "no header": b"\r\n\r\nhello",
    "headers only": b"Subject: hello\r\nFrom: a@b.example\r\n",
    "nested": nested(500),
    "forwarded": forwarded(3000),
    "rather nested": nested(50),
    "unknown charset": b"Content-Type: text/plain; charset=klingon-1\r\n\r\n\xa3 100\r\n",
    "wrong charset": b"Content-Type: text/plain; charset=utf-8\r\n\r\n\xa3 100\r\n",
    "binary charset": b"Content-Type: text/plain; charset=base64\r\n\r\naGVsbG8=\r\n",
    "null in charset": b'Content-Type: text/plain; charset="a\\0b"\r\n\r\nhello\r\n',
    "huge header": b"Subject: " + b"a" * 5_000_000 + b"\r\n\r\nhello",
    "huge recipients": b"To: " + b"a@b.example, " * 300_000 + b"\r\n\r\nhello",
    "huge content type": b"Content-Type: text/plain; " + b"a=b; " * 500_000 + b"\r\n\r\nhello",
    "folded header": b"Subject: a\r\n" + b" b\r\n" * 500_000 + b"\r\nhello",
    "many headers": b"".join(b"X-%d: a\r\n" % number for number in range(100_000)) + b"\r\nhello",
    "encoded words": b"Subject: " + b"=?utf-8?q?" * 50_000 + b"\r\nFrom: =?x?b?y?= <a@b.example>\r\n\r\nhello",
    "bad address": b"From: <<<>>>,;;@@@ ()()(((\r\nTo: :;\r\n\r\nhello",
    "bad date": b"Date: Fri, 99 Foo 99999 99:99:99 +99999\r\n\r\nhello",
    "bad transfer encoding": b"Content-Transfer-Encoding: uuencode\r\n\r\nbegin 644 x\r\n!!!!\r\nend\r\n",
    "base64 garbage": b"Content-Type: application/json\r\nContent-Transfer-Encoding: base64\r\n\r\n%%%%=A=A=\xff\r\n",
    "no end": b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nhello",
    "no boundary": b"Content-Type: multipart/mixed\r\n\r\nhello",
    "same boundary": b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n"
    b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nhello\r\n--b--\r\n--b--\r\n",
    "many parts": b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + b"--b\r\n\r\nx\r\n" * 100_000,
    "name": b"Content-Type: application/pdf; name*=utf-8''..%2F..%2Fetc%2Fpasswd%00\r\n\r\n%PDF-1.4",
    "html": b"Content-Type: text/html\r\n\r\n" + b"<div>" * 100_000 + b"hello <![x[ <!-- <!doctype <a href='",
    "only dots": b"Content-Type: text/plain\r\n\r\n" + b".\n" * 250_000 + b"x",
    "tags that never end": b"Content-Type: text/html\r\n\r\n" + b"<a " * 100_000 + b"hello",
    "comments that never end": b"Content-Type: text/html\r\n\r\nhello " + b"<!--" * 100_000,
    "bare carriage returns": b"Content-Type: multipart/mixed; boundary=b\r\r" + b"--b\r\rx\r" * 100_000,
    "broken notice": b"Content-Type: multipart/report; boundary=b\r\n\r\n--b\r\n"
    b"Content-Type: message/delivery-status\r\n\r\n\xff\xfe: x\r\n\r\nFinal-Recipient\r\n--b--",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_mail_is_read_or_put_aside_quickly(name: str) -> None:
    begun = time.thread_time()
    mail = read_mail(HOSTILE[name], NOW)
    into_a_report(mail)
    assert time.thread_time() - begun < QUICK
    assert mail.fault or mail.text or mail.files or name in ("empty", "headers only", "base64 garbage", "broken notice")


def into_a_report(mail: Mail) -> None:
    """Whatever was read makes a payload that the parser takes."""
    payloads_of(mail)
    parse(skeleton(mail, default_profile(), own_address=False), force="77", received_at=NOW)


PIECES = st.sampled_from(
    [b"Content-Type: ", b"multipart/mixed; boundary=b", b"message/rfc822", b"text/html", b"text/plain; charset=",
     b"\r\n", b"\r\n\r\n", b"--b", b"--b--", b"=?utf-8?q?", b"?=", b"\xff", b"\0", b"<", b">", b"@", b"Subject: ",
     b"From: ", b"Date: ", b"message/delivery-status", b"Content-Transfer-Encoding: base64", b"filename*=", b"\xd8\x00",
     b"Content-Disposition: attachment; ", b"multipart/alternative; boundary=b", b"application/ms-tnef", b"{", b"\""]
)  # fmt: skip


@given(
    st.one_of(st.binary(max_size=400), st.lists(st.one_of(PIECES, st.binary(max_size=6)), max_size=40).map(b"".join))
)
@example(b"Content-Type: text/plain; charset=idna\r\n\r\n\xff")
@example(b"Content-Type: text/plain; charset=utf-16-be\r\n\r\n\xd8\x00")
@example(b"From: \xd8\xff <a@b.example>\r\n\r\nhello")
def test_any_bytes_are_a_mail(raw: bytes) -> None:
    mail = read_mail(raw, NOW)
    assert mail == read_mail(raw, NOW)
    into_a_report(mail)


@given(st.text(max_size=300))
def test_any_text_is_html(text: str) -> None:
    words_of(text)


@given(st.binary(max_size=300))
def test_any_bytes_are_a_winmail(raw: bytes) -> None:
    files_of(raw)
    files_of(struct.pack("<IH", 0x223E9F78, 1) + raw)


def test_a_payload_inside_a_winmail_is_found() -> None:
    mail = with_file(
        a_mail("See attached."), winmail("report.json", payload("s-1")), "winmail.dat", "application/ms-tnef"
    )
    assert payloads_of(read_mail(mail.as_bytes(), NOW)) == (payload("s-1"),)


def test_an_alternative_is_read_once_and_a_forwarded_html_mail_as_well() -> None:
    inner = a_mail(None)
    inner.set_content("<p>The inner words.", subtype="html")
    outer = a_mail("The plain words.")
    outer.add_alternative("<p>The same words in colour.", subtype="html")
    outer.add_attachment(inner)
    assert read_mail(outer.as_bytes(), NOW).text == "The plain words.\n\nThe inner words."


def test_a_date_that_cannot_be_true_is_not_taken() -> None:
    for told in ("Fri, 20 Nov 2026 09:00:00 +0000", "Mon, 01 Jan 1990 00:00:00 +0000", "yesterday"):
        report = parse(skeleton(read_mail(a_mail(Date=told).as_bytes(), NOW), default_profile(), own_address=False))
        assert report.submission.submitted is not None
        assert report.submission.submitted.at == "2026-11-20T06:00:00Z"


@ON_SQLITE
async def test_poison_is_put_aside_and_the_rest_goes_on(
    bench: Bench, server: Dovecot, account: str, config: MailboxConfig
) -> None:
    large = with_file(a_mail(), b"x" * int(2**20 * 1.5), "large.bin", "application/octet-stream").as_bytes()
    broken = with_file(a_mail(None), b'{"data": {"type": "incident"', "report.json").as_bytes()
    whole = a_mail("The window was broken.").as_bytes()
    small = Mailbox(replace(config, most_mb=1), bench.parts, NoReplies())
    server.post(account, HOSTILE["nested"], HOSTILE["base64 garbage"], large, broken, HOSTILE["headers only"], whole)
    await small.empty_once()
    assert server.lying(account) == {"INBOX": 0, "Processed": 1, "Needs attention": 5}
    assert [report.narrative for report in await reports(bench)] == ["The window was broken."]
    reasons = [one["reason"] for one in (await attention_of(bench, config))["lying"]]
    assert sorted(reasons) == ["no-text", "no-text", "no-text", "too-large", "too-nested"]
    assert await small.empty_once() == 0


def test_html_is_cut_where_it_never_ends_but_not_for_its_pictures() -> None:
    picture = f"<img src='data:image/png;base64,{'A' * 2_000_000}'>"
    assert words_of(f"<p>Before {picture} and after.") == "Before and after."
    assert words_of("<p>word" * 400_000).endswith("(The text goes on in the original e-mail.)")


def test_a_long_text_goes_on_in_a_file() -> None:
    mail = read_mail(a_mail("word " * 200_000).as_bytes(), NOW)
    assert mail.text.endswith("(The text goes on in the attached file.)")
    assert len(mail.files[0].content) > 900_000


def test_a_pdf_is_known_by_its_beginning() -> None:
    encoded = base64.b64encode(PDF)
    raw = b"Content-Type: application/octet-stream; name=form\r\nContent-Transfer-Encoding: base64\r\n\r\n" + encoded
    report = parse(skeleton(read_mail(raw, NOW), default_profile(), own_address=True))
    assert report.attachments[0].media_type == "application/pdf"
