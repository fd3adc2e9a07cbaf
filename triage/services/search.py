"""Search in the whole text of every report: the gateway's. Away from it only the lines of the queue can be searched."""

from __future__ import annotations

from dataclasses import dataclass

from triage.models.errors import KnownError
from triage.models.search import SearchPage
from triage.services.api.client import ApiFailure
from triage.services.api.views import ListApi


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """``away``: the gateway did not answer, so nothing but summaries was looked at."""

    page: SearchPage
    away: bool = False


class FullText:
    def __init__(self, api: ListApi) -> None:
        self._api = api

    async def find(self, words: str, after: str = "") -> Found:
        """A page of hits, the best first.

        Raises:
            KnownError: the gateway cannot read what was asked ("a quotation mark that is not closed").
        """
        try:
            return Found(page=await self._api.search(words, after=after))
        except ApiFailure as failure:
            if failure.status == 422:
                told = [f"The search {error.detail}." for error in (failure.problem.errors if failure.problem else ())]
                raise KnownError(" ".join(told) or failure.what, "Change the words and press Enter.") from failure
            return Found(page=SearchPage(), away=True)
