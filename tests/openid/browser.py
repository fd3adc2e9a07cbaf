"""The person's browser: follows the address it is shown, fills in the provider's own forms, comes back."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urljoin, urlsplit

import httpx

MOST_HOPS = 20


class Browser:
    """One browser with its cookies, as one person uses it. ``visited``: where it was sent, in order."""

    def __init__(self, person: str) -> None:
        self.person = person
        self.visited: list[str] = []
        self._http = httpx.AsyncClient(trust_env=False, timeout=10)

    async def __aenter__(self) -> Browser:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._http.aclose()

    async def come_back(self, address: str) -> httpx.Response:
        """Sign in and consent; what the desktop's own page says at the end."""
        return await self.get(await self.signed_in(address))

    async def signed_in(self, address: str) -> str:
        """The address that the provider sends the browser back to, not called yet."""
        answer = await self.get(address)
        for _ in range(MOST_HOPS):
            if answer.has_redirect_location:
                there = urljoin(str(answer.url), answer.headers["location"])
                if urlsplit(there).path == "/callback":
                    return there
                answer = await self.get(there)
            else:
                answer = await self._fill(answer)
        raise AssertionError("the provider never sent the browser back")

    async def get(self, address: str) -> httpx.Response:
        self.visited.append(address)
        return await self._http.get(address)

    async def _fill(self, page: httpx.Response) -> httpx.Response:
        assert page.status_code == 200, page.text[:500]
        action = re.search(r'action="([^"]+)"', page.text)
        prompt = re.search(r'name="prompt" value="(\w+)"', page.text)
        assert action, page.text[:500]
        told = {"prompt": prompt[1] if prompt else "", "login": self.person, "password": "any"}
        where = urljoin(str(page.url), action[1].replace("&amp;", "&"))
        self.visited.append(where)
        return await self._http.post(where, data=told)


def query_of(address: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
