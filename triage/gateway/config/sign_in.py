"""[sign_in]: the force's OpenID provider; desktops come with its access tokens."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInConfig:
    """``roles``: value of the ``roles_claim`` → handler, supervisor, admin or auditor. ``jwks_url`` empty: found by
    the issuer's discovery document. A claim inside another is named with dots: "realm_access.roles". ``proxy``: the
    web proxy on the way to the provider. ``leeway_seconds``: how far the provider's clock may be from ours.
    """

    issuer: str
    audience: str
    jwks_url: str = ""
    subject_claim: str = "sub"
    roles_claim: str = "roles"
    roles: dict[str, str] = field(default_factory=dict)
    ca_file: str = ""
    proxy: str = ""
    leeway_seconds: float = 60
