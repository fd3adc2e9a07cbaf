"""The names of the gateway's commit points: the function of the gateway that asks for a transaction names it.

docs/crash-safety.md lists them all, and tests/architecture/commits.py finds them in the code under the same names.
"""

from __future__ import annotations

from types import FrameType

ROOM = "triage.gateway."
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


def name_of(frame: FrameType | None) -> str:
    """The commit point of a transaction that is asked for above this frame, such as ``sweeper.sweep``; "" outside of
    the gateway. A function made on the spot is named after where it was made.
    """
    while frame is not None:
        module = str(frame.f_globals.get("__name__", ""))
        name = f"{module.removeprefix(ROOM)}.{frame.f_code.co_qualname.split('.<locals>', 1)[0]}"
        if module.startswith(ROOM) and name not in SHARED:
            return name
        frame = frame.f_back
    return ""
