"""`triage gateway check` for messages: everything up to the first message, but no message."""

from __future__ import annotations

from triage.gateway.config.messages import MessagesConfig
from triage.gateway.messages.room import carrier_of
from triage.gateway.messages.templates import load_templates
from triage.models.clock import Clock, SystemClock
from triage.models.errors import KnownError


async def check(config: MessagesConfig, clock: Clock | None = None) -> str:
    """Read the templates and the secrets, reach the other side with TLS, sign in; gives one sentence for the person.

    Raises:
        InputError: a file or a setting cannot be used.
        KnownError: the other side cannot be reached, is not trusted, or refuses us.
    """
    templates = len(load_templates(config.templates_file).items)
    carrier = carrier_of(config, clock or SystemClock())
    faults = await carrier.check()
    if faults:
        raise KnownError(" ".join(faults), "Correct [messages] in the settings file, or what it names.")
    way = "GOV.UK Notify" if carrier.name == "notify" else "the mail server"
    return f"Messages can be sent by {way}; {templates} templates."
