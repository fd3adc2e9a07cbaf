"""The programs of a training ground: a gateway and the records stand-in, their secrets and the profile they go by."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from triage.models import codec
from triage.models.profile_file import load_profile
from triage.models.resources import read_resource
from triage.models.sign_in import RoleToPick
from triage.training.approvals import TRAINEE
from triage.training.children import Child, child_environment, own_command
from triage.training.colleague import COLLEAGUE

LOOPBACK = "127.0.0.1"
ANY_PORT = f"{LOOPBACK}:0"
HANDLER = "practice"
HANDLER_NAME = "Practice handler"
"""Not “Trainee”: that is a role of its own, whose decisions are approved."""
SUPERVISOR_NAME = "Practice supervisor"
MORE_ROLES = {
    "trainee": "a supervisor approves first",
    "supervisor": "sees the room, moves work",
    "auditor": "reads, changes nothing",
}
ROLES_FILE = "roles.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tokens:
    """The ground's secrets, made anew each time; they open nothing but this ground."""

    CLIENT_ID = "training-hub"

    client_secret: str
    handler: str
    colleague: str
    trainee: str
    control: str
    others: tuple[str, ...]

    @classmethod
    def make(cls) -> Tokens:
        return cls(
            client_secret=secrets.token_urlsafe(24),
            handler=secrets.token_urlsafe(24),
            colleague=secrets.token_urlsafe(24),
            trainee=secrets.token_urlsafe(24),
            control=secrets.token_urlsafe(24),
            others=tuple(secrets.token_urlsafe(24) for _ in MORE_ROLES),
        )

    @property
    def roles(self) -> tuple[RoleToPick, ...]:
        """Who can be played: a handler, and the others beside."""
        handler = RoleToPick(
            key="handler", person=HANDLER, name=HANDLER_NAME, what="checks and decides reports", token=self.handler
        )
        others = (
            RoleToPick(key=role, person=f"{HANDLER}-{role}", name=f"Practice {role}", what=what, token=token)
            for (role, what), token in zip(MORE_ROLES.items(), self.others, strict=True)
        )
        return (handler, *others)

    def write(self, home: Path, *, supervisor: bool = False) -> None:
        write_private(home / "client-secret", self.client_secret)
        role = "supervisor" if supervisor else "handler"
        people = f"{self.handler} {HANDLER} {role}\n{self.colleague} {COLLEAGUE} handler\n"
        people += f"{self.trainee} {TRAINEE} trainee\n"
        people += "".join(f"{role.token} {role.person} {role.key}\n" for role in self.roles[1:])
        write_private(home / "gateway-tokens", people)
        write_private(home / ROLES_FILE, codec.encode(self.roles).decode())
        write_private(home / "desk-token", self.handler)

    def write_for(self, home: Path, person: str) -> Path:
        """The file with the token of this person's desk."""
        path = home / f"token-{person}"
        write_private(path, next(role.token for role in self.roles if role.person == person))
        return path


def write_private(path: Path, text: str) -> None:
    path.touch(mode=0o600, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def profile_for(home: Path, undo_seconds: int | None, files: str = "") -> Path:
    """The default profile, with another time to take a sent report back when given, as a file for the gateway.

    ``files``: the type of those files of a report that go to its crime record; "": none do.
    """
    text = read_resource("profile.toml")
    if files:
        text = text.replace('takes = ["crime"]\n', f'takes = ["crime"]\nattachments = ["{files}"]\n')
    if undo_seconds is not None:
        lines = [
            f"undo_seconds = {undo_seconds}" if line.startswith("undo_seconds") else line for line in text.splitlines()
        ]
        text = "\n".join(lines) + "\n"
    load_profile(text, source="training profile")
    path = home / "profile.toml"
    path.write_text(text, encoding="utf-8")
    return path


async def start_gateway(
    home: Path, profile: Path, *more: str, listen: str = ANY_PORT, before: Sequence[str] = ()
) -> Child:
    """A gateway over files in ``home``. ``more`` are further options; ``before``: the command that runs ours."""
    command = own_command("gateway", "serve", "--db", f"sqlite:///{home / 'gateway.db'}")
    command += ["--listen", listen, "--profile", str(profile)]
    command += ["--client-id", Tokens.CLIENT_ID, "--client-secret-file", str(home / "client-secret")]
    command += ["--dev-token-file", str(home / "gateway-tokens"), *more]
    return await Child.start("gateway", [*before, *command], log=home / "gateway.log")


async def start_records(home: Path, tokens: Tokens, *, listen: str = ANY_PORT, before: Sequence[str] = ()) -> Child:
    """The records stand-in over a file in ``home``; ``before`` as for `start_gateway`."""
    command = own_command("training", "records", "--listen", listen, "--db", str(home / "records.db"))
    env = child_environment(TRIAGE_TRAINING_TOKEN=tokens.control)
    return await Child.start("records stand-in", [*before, *command], log=home / "records.log", env=env)
