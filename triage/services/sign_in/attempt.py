"""One try to sign in: what is sent to the browser, and what must come back for it to count.

RFC 7636 (PKCE, S256), RFC 9207 (the answer names its issuer), RFC 9700 (current best practice).
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

from triage.models.errors import KnownError
from triage.models.sign_in import SignInSettings
from triage.services.api.openid import Endpoints

CANCELLED = frozenset({"access_denied", "login_required", "interaction_required", "consent_required"})
Answer = Mapping[str, Sequence[str]]
"""The query of the address the browser came back to."""


class AnswerRefused(KnownError):
    """What came back from the browser does not complete this sign-in."""

    def __init__(self, what: str, do: str = "Start again.") -> None:
        super().__init__(what, do)


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """Each value is made for this one try and never used again."""

    redirect: str
    state: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    nonce: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    verifier: str = field(default_factory=lambda: secrets.token_urlsafe(48), repr=False)

    @property
    def challenge(self) -> str:
        digest = hashlib.sha256(self.verifier.encode()).digest()
        return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()

    def address(self, provider: Endpoints, settings: SignInSettings, *, again: bool = False) -> str:
        """Where the browser is sent. ``again``: the provider is to ask who it is, even when it thinks it knows."""
        told = {
            "response_type": "code",
            "client_id": settings.client_id,
            "redirect_uri": self.redirect,
            "scope": settings.scope,
            "state": self.state,
            "nonce": self.nonce,
            "code_challenge": self.challenge,
            "code_challenge_method": "S256",
        }
        if settings.resource:
            told["resource"] = settings.resource
        prompts = dict.fromkeys([*(["login"] if again else []), *settings.prompt.split()])
        if prompts:
            told["prompt"] = " ".join(prompts)
        joint = "&" if "?" in provider.authorization else "?"
        return f"{provider.authorization}{joint}{urlencode(told)}"

    def belongs(self, answer: Answer) -> bool:
        """Whether the answer is to this try at all: its state is ours, told once."""
        told = answer.get("state", ())
        return len(told) == 1 and hmac.compare_digest(told[0].encode("utf-8", "replace"), self.state.encode())

    def code(self, answer: Answer, provider: Endpoints) -> str:
        """The code of an answer that belongs to us.

        Raises:
            AnswerRefused: mixed up, another provider's, refused there, or without a code.
        """
        if not self.belongs(answer):
            raise AnswerRefused("The browser came back from another sign-in than this one.")
        if any(len(values) != 1 for values in answer.values()):
            raise AnswerRefused("The browser came back with an answer that says things twice.")
        issuer = answer.get("iss", ("",))[0]
        if (provider.tells_issuer or issuer) and issuer != provider.issuer:
            raise AnswerRefused("The browser came back from another sign-in service than the force's.")
        error = answer.get("error", ("",))[0]
        if error in CANCELLED:
            raise AnswerRefused("The sign-in was cancelled in the browser.")
        if error:
            raise AnswerRefused(f"The sign-in service refused ({_plain(error)}).", "Try again, or tell support.")
        code = answer.get("code", ("",))[0]
        if not code:
            raise AnswerRefused("The browser came back without a sign-in.")
        return code


def _plain(code: str) -> str:
    """An error code as RFC 6749 allows it; anything else that stands in an address is not shown."""
    return code if code.isascii() and code.replace("_", "").isalnum() and len(code) <= 40 else "no reason"
