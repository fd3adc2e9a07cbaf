"""What the sign-in screen shows, state by state, in words. One value is the whole screen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Field = Literal["none", "secret", "new secret"]
BROWSER, OTHER, CANCEL, COPY, AGAIN = "browser", "other", "cancel", "copy", "again"
SUBMIT, FORGOT, BACK, AFRESH, QUIT = "submit", "forgot", "back", "afresh", "quit"


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonLine:
    """Somebody to choose; ``note`` says what that will do."""

    key: str
    name: str
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInView:
    """``buttons``: key and words, the first is the primary one. ``quiet``: those that lead elsewhere.

    ``trouble`` is what went wrong, above everything one can do about it. ``busy``: something is under way.
    """

    title: str
    text: str = ""
    trouble: str = ""
    persons: tuple[PersonLine, ...] = ()
    field: Field = "none"
    address: str = ""
    buttons: tuple[tuple[str, str], ...] = ()
    quiet: tuple[tuple[str, str], ...] = ()
    busy: bool = False


def welcome(persons: Sequence[PersonLine], trouble: str = "", text: str = "") -> SignInView:
    """Nobody is in: those who were here before may go on, everybody may sign in."""
    told = text or ("Go on where you were, or sign in with your browser." if persons else "Your browser opens for it.")
    return SignInView(
        title="Sign in to Triage",
        text=told,
        trouble=trouble,
        persons=tuple(persons),
        buttons=((BROWSER, "Sign in with the browser"),),
        quiet=((OTHER, "Sign in as somebody else"), (QUIT, "Quit")) if persons else ((QUIT, "Quit"),),
    )


def roles(lines: Sequence[PersonLine], text: str = "") -> SignInView:
    """Training: nobody proves who they are."""
    return SignInView(
        title="Pick a role to practise in",
        text=text or "Each has its own desk here. Sign out (Ctrl+Shift+Q) takes you back to this choice.",
        persons=tuple(lines),
        quiet=((QUIT, "Quit"),),
    )


def waiting(address: str, *, opened: bool | None) -> SignInView:
    """The browser has it now. ``opened``: None while it is being opened."""
    if opened is False:
        text = "The browser could not be opened from here. Copy this address into one on this computer."
    else:
        text = "Sign in there; Triage goes on by itself. It waits five minutes."
    return SignInView(
        title="Waiting for your browser",
        text=text,
        address=address if opened is False else "",
        buttons=((COPY, "Copy the address"),) if opened is False else (),
        quiet=(
            *(((COPY, "Copy the address"), (AGAIN, "Open it again")) if opened else ()),
            (CANCEL, "Cancel"),
        ),
        busy=opened is not False,
    )


def contacting() -> SignInView:
    return SignInView(title="Asking the sign-in service", quiet=((CANCEL, "Cancel"),), busy=True)


def secret_for(name: str, trouble: str = "", *, forgot: bool = False) -> SignInView:
    return SignInView(
        title=name,
        text="Your work on this computer opens with your own secret.",
        trouble=trouble,
        field="secret",
        buttons=((SUBMIT, "Open my work"),),
        quiet=(*(((FORGOT, "I forgot it"),) if forgot else ()), (BACK, "Back")),
    )


def new_secret_for(name: str, least: int, trouble: str = "") -> SignInView:
    return SignInView(
        title=name,
        text=f"Choose a secret of at least {least} letters or digits. It keeps your work on this computer from others"
        " who use it, and opens Triage when the sign-in service is away. Nobody can look it up for you.",
        trouble=trouble,
        field="new secret",
        buttons=((SUBMIT, "Keep this secret"),),
        quiet=((BACK, "Back"),),
    )


def forgotten(name: str) -> SignInView:
    return SignInView(
        title=f"Begin afresh, {name}?",
        text="Nobody can open what was kept under the old secret. It is set aside on this computer, not deleted: what"
        " you had not sent stays in it. Drafts and begun decisions are at the gateway, where a supervisor can take them"
        " over.",
        buttons=((BACK, "Try the secret again"),),
        quiet=((AFRESH, "Begin afresh"),),
    )


def opening(name: str) -> SignInView:
    return SignInView(title=f"Opening {name}'s desk", busy=True)


def locked(name: str, trouble: str = "", *, secret: bool, training: bool = False) -> SignInView:
    """The desk goes on sending behind it; who comes back proves who they are."""
    if training:
        return SignInView(
            title="Locked",
            text=f"This desk is {name}'s.",
            buttons=((SUBMIT, "Unlock"),),
            quiet=((OTHER, "Take another role"),),
        )
    return SignInView(
        title="Locked",
        text=f"This desk is {name}'s. What was sent goes on being delivered.",
        trouble=trouble,
        field="secret" if secret else "none",
        buttons=((SUBMIT, "Unlock"),) if secret else ((BROWSER, "Sign in to unlock"),),
        quiet=((*(((BROWSER, "Sign in instead"),) if secret else ()), (OTHER, f"I am not {name}"))),
    )
