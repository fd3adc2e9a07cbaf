"""What a desk does without being asked, part by part."""

from __future__ import annotations

from typing import NamedTuple

from triage.services.links import Probes
from triage.services.puller import Puller
from triage.services.pusher import Pusher
from triage.services.renewals import Renewals
from triage.services.uploader import Uploader


class Loops(NamedTuple):
    probes: Probes
    puller: Puller
    renewals: Renewals
    uploader: Uploader
    pusher: Pusher
