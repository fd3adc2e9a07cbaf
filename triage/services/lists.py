"""All that the queue column asks for beside the list itself: its parts made and handed over together."""

from __future__ import annotations

from triage.services.api.views import ListApi
from triage.services.aside import Aside
from triage.services.claims import Claims
from triage.services.search import FullText
from triage.services.views import Views
from triage.services.workplace import Workplace


class Lists:
    """``views``: saved views. ``text``: full-text search. ``aside``: putting off and own tags."""

    def __init__(self, place: Workplace, api: ListApi, claims: Claims) -> None:
        self.views = Views(place, api)
        self.text = FullText(api)
        self.aside = Aside(place, api, claims)
