"""`triage gateway check` for the mailbox: everything that the gateway will do with it, but for taking a mail."""

from __future__ import annotations

from triage.gateway.config import MailboxConfig
from triage.gateway.mailbox.remote import opened
from triage.models.errors import FieldError, InputError


def examine(config: MailboxConfig) -> None:
    """What can be said of the settings without the server.

    Raises:
        InputError: names each key.
    """
    faults = []
    if len({config.folder.casefold(), config.processed.casefold(), config.needs_attention.casefold()}) < 3:
        faults.append(FieldError("mailbox.processed", "folder, processed and needs_attention must be three folders"))
    if config.tls == "tls" and config.port == 143:
        faults.append(FieldError("mailbox.port", 'begins without TLS: set tls = "starttls", or port 993'))
    seconds = ("poll_seconds", "idle_seconds", "timeout_seconds", "lease_seconds", "mail_seconds", "most_mb")
    faults += [FieldError(f"mailbox.{key}", "must be more than 0") for key in seconds if getattr(config, key) <= 0]
    if faults:
        raise InputError("[mailbox] cannot be used.", tuple(faults), "Correct the settings file and start again.")


async def check(config: MailboxConfig) -> str:
    """Connect with TLS, sign in, find or make the folders, look into them; gives one sentence for the person.

    Raises:
        InputError: settings that cannot work.
        MailboxFault: what is wrong at the server, and what to do about it.
    """
    examine(config)
    async with opened(config) as remote:
        waiting = len(await remote.waiting())
        lying, _ = await remote.count(config.needs_attention)
        news = "tells of new mail at once (IDLE)" if remote.idles else f"is asked every {config.poll_seconds:g} s"
    return f"The mailbox can be worked: {waiting} waiting, {lying} in “{config.needs_attention}”; the server {news}."
