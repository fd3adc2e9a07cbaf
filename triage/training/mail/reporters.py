"""The people who sent the synthetic reports, as far as they answer what the force asks them.

They know what their own report was about and answer in its kind; whom no report names answers nothing.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid, parseaddr
from functools import cache
from importlib.resources import files
from typing import Any
from zlib import crc32

from triage.training.reports.draw import Draw, mix
from triage.training.reports.kinds import KINDS
from triage.training.reports.template import Parts, parse, render

_WRITTEN = re.compile(r"^Email: (\S+@\S+)\s*$", re.MULTILINE)
ASKS = re.compile(r"\?|\bneed to know\b|\bplease (answer|call)\b|angen i ni wybod", re.IGNORECASE)
"""Only who is asked something answers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reporter:
    """Who wrote: the name in their mails, the number they give, and what their report was about."""

    name: str
    phone: str
    kind: str


@dataclass(slots=True)
class Reporters:
    """``known``: e-mail address in small letters → the reporters behind it, by the reference of their report."""

    known: dict[str, dict[str, Reporter]] = field(default_factory=dict)

    def learn(self, payloads: Iterable[bytes]) -> None:
        """Take in who reports, before the reports are sent."""
        for payload in payloads:
            entities = [(str(one["type"]), one) for one in json.loads(payload).get("included", ())]
            submission = next((_told(one) for kind, one in entities if kind == "submission"), {})
            text = str(submission.get("submissionContent", ""))
            person: dict[str, Any] = next((one for kind, one in entities if kind == "person" and _reaches(one)), {})
            phones = [str(_told(one).get("telephoneNumber", "")) for kind, one in entities if kind == "telephone"]
            kind = _kind(str(submission.get("categorySubcode", "")))
            reporter = Reporter(name=_name(_told(person)), phone=next(iter(phones), ""), kind=kind)
            told = {str(_told(one).get("emailAddress", "")).lower() for kind, one in entities if kind == "email"}
            for address in filter(None, told | {found.lower() for found in _WRITTEN.findall(text)}):
                self.known.setdefault(address, {})[str(submission.get("customerReferenceNumber", ""))] = reporter

    def answer(self, asked: EmailMessage, at: datetime) -> EmailMessage | None:
        """What a mail program sends when this person presses “Reply”; None: nobody who would answer."""
        address = parseaddr(str(asked["To"]))[1].lower()
        words = asked.get_content()
        about = self.known.get(address)
        if not about or not ASKS.search(" ".join(words.split())):
            return None
        subject = str(asked["Subject"])
        reporter = next((one for reference, one in about.items() if reference and reference in subject), None)
        reporter = reporter or next(iter(about.values()))
        mail = EmailMessage()
        mail["From"] = f'"{reporter.name}" <{address}>' if reporter.name else address
        mail["To"] = str(asked["Reply-To"] or asked["From"])
        mail["Subject"] = f"Re: {subject}"
        mail["Date"] = format_datetime(at)
        mail["Message-ID"] = make_msgid(domain=address.rpartition("@")[2])
        mail["In-Reply-To"] = mail["References"] = str(asked["Message-ID"])
        quoted = "".join(f"> {line}\n" for line in words.splitlines())
        intro = f"On {at:%a, %d %b %Y at %H:%M}, {asked['From']} wrote:"
        mail.set_content(f"{_words(reporter, str(asked['Message-ID']))}\n\n{intro}\n{quoted}")
        return mail


def _words(reporter: Reporter, message_id: str) -> str:
    """The same answer to the same message each time."""
    draw = Draw(mix(crc32(message_id.encode())))
    choices = _answers().get(reporter.kind) or _answers()["any"]
    facts = {"phone": reporter.phone or "the number on the form", "name": reporter.name}
    return render(draw.pick("answer", choices), facts.__getitem__, draw)


@cache
def _answers() -> dict[str, tuple[Parts, ...]]:
    told = tomllib.loads(files("triage.training.mail").joinpath("answers.toml").read_text(encoding="utf-8"))
    return {kind: tuple(parse(text) for text in texts) for kind, texts in told.items()}


def _told(entity: dict[str, Any]) -> dict[str, Any]:
    return dict(entity.get("attributes", {}))


def _reaches(person: dict[str, Any]) -> bool:
    """Whether an address belongs to this person: only the reporter gives one."""
    return "personalEmail" in person.get("relationships", {})


def _name(person: dict[str, Any]) -> str:
    words = [*person.get("givenName", ()), person.get("surname", "")]
    return " ".join(str(word) for word in words if word).replace('"', "")


def _kind(subcode: str) -> str:
    return next((kind.key for kind in KINDS if kind.subcode == subcode), "any")
