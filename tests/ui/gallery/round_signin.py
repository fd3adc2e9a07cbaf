"""Pictures of the screen before the desk: every state of signing in, and of a locked desk."""

from __future__ import annotations

from tests.ui.gallery.camera import Camera, Wanted
from tests.ui.gallery.walk import Walk
from tests.ui.signin.states import STATES
from triage.ui.icons import Icons
from triage.ui.signin.window import SignInWindow
from triage.ui.theme import Theme


async def states(_walk: Walk, theme: Theme, wanted: Wanted) -> None:
    window = SignInWindow(theme, Icons(theme), training=False)
    window.show()
    camera = Camera(window, theme, wanted)
    for name, view in STATES.items():
        window.page.show_view(view)
        await camera.take(f"sign-in-{name.replace(' ', '-').replace(',', '')}")
    window.finish()
    window.deleteLater()
