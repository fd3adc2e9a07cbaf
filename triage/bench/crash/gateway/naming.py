"""The names of the gateway's commit points: the function of the gateway that asks for a transaction names it.

docs/crash-safety.md lists them all, and tests/architecture/commits.py finds them in the code under the same names.
"""

from __future__ import annotations

SHARED = frozenset(
    {
        "routes.keyed.act_once",
        "routes.deciding.DecidingRoutes._always",
        "routes.messages.MessageRoutes._once",
        "routes.supervising.SupervisingRoutes._step",
        "routes.workflow.WorkflowRoutes._step",
    }
)
"""Functions that open a transaction for what others give them: the call that gave it names the commit."""
