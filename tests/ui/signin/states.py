"""Every state of the sign-in screen, for what looks at all of them."""

from __future__ import annotations

from triage.training.programs import MORE_ROLES
from triage.ui.signin import view as views
from triage.ui.signin.view import PersonLine, SignInView

PEOPLE = (
    PersonLine(key="a", name="Ann Lee", note="Go on"),
    PersonLine(key="b", name="Bartholomew Featherstonehaugh-Cholmondeley", note="Go on"),
)
ROLES = (
    PersonLine(key="handler", name="Handler", note="checks and decides reports"),
    *(PersonLine(key=role, name=role.capitalize(), note=note) for role, note in MORE_ROLES.items()),
)
ADDRESS = "https://login.example/authorize?client_id=desk&state=" + "x" * 200
STATES: dict[str, SignInView] = {
    "first": views.welcome(()),
    "people": views.welcome(PEOPLE),
    "refused": views.welcome(
        PEOPLE, "The browser came back from another sign-in service than the force's. Start again."
    ),
    "roles": views.roles(ROLES),
    "asking": views.contacting(),
    "waiting": views.waiting(ADDRESS, opened=True),
    "no browser": views.waiting(ADDRESS, opened=False),
    "secret": views.secret_for("Ann Lee", "The secret does not fit. Type it again.", forgot=True),
    "new secret": views.new_secret_for("Ann Lee", 8),
    "forgotten": views.forgotten("Ann Lee"),
    "opening": views.opening("Ann Lee"),
    "locked": views.locked("Ann Lee", secret=True),
    "locked, by browser": views.locked("Ann Lee", secret=False),
    "locked, in training": views.locked("Practice handler", secret=False, training=True),
}
