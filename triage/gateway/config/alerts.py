"""[alerts]: who is told outside the window, and of what."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookConfig:
    """Where alarms are posted as JSON over HTTPS. ``secret_file``: each body is signed with it (HMAC-SHA-256);
    ``bearer_file``: it goes as a bearer token; at least one of them. ``ca_file``: the receiver's authority, when the
    operating system does not know it."""

    url: str
    secret_file: str = ""
    bearer_file: str = ""
    ca_file: str = ""
    timeout_seconds: float = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertsConfig:
    """``addresses`` of the force are written to by [messages]. Minutes of 0 switch a rule off.

    ``high_unseen_minutes``: a high-risk report that nobody took. In the profile's staffed hours: ``nobody_minutes``
    without a word from any workstation of those who work, ``silent_minutes`` without a new report. ``repeat_minutes``:
    an alarm that still holds is told again. What cannot be delivered is tried for ``give_up_hours``.
    """

    addresses: tuple[str, ...] = ()
    webhook: WebhookConfig | None = None
    high_unseen_minutes: float = 15
    nobody_minutes: float = 75
    silent_minutes: float = 120
    repeat_minutes: float = 60
    every_seconds: float = 30
    give_up_hours: float = 24
