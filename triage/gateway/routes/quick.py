"""A bare route for the two calls that come most: without the framework's search for parameters; they have none.

It stands in front of an application, beside the same call as `describe.add` made it, which describes it. What the
framework does for every call (dependencies of the whole application) does not happen here.
"""

from __future__ import annotations

from starlette.routing import Match, Route
from starlette.types import Scope


class QuickRoute(Route):
    """Says which route it is, as the framework's own do: log and figures go by that."""

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        match, found = super().matches(scope)
        return (match, {**found, "route": self}) if match is Match.FULL else (Match.NONE, {})
