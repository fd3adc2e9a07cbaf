"""A screen reader's side of the accessibility bus, as JSON lines: run by the system's Python, which has GObject.

Reads one request a line from standard input and answers one line each, so that the tests can stay in their own
interpreter. Nothing of Triage is imported: what this program knows of the window, it knows from the tree alone. Nothing
is remembered either: each answer is asked for anew, many questions under way at once.

    {"do": "tree", "under": "…"}             the window, or the part whose own id ends so, as nested nodes
    {"do": "act", "path": …, "action": "…"}  an action through the tree
    {"do": "text", "path": …, "text": "…"}   EditableText.SetTextContents
    {"do": "key", "keys": "Ctrl+Return"}     a real key press, by XTEST
    {"do": "type", "text": "…"}              letters, by XTEST
    {"do": "activate"}                       give the window the keyboard, as a window manager does
    {"do": "focused"}                        the path of what has the focus
    {"do": "node", "path": …}                one node without what is below it
    {"do": "heard"}                          announcements since the last time
    {"do": "pause", "seconds": …}            let time pass while what comes in is heard
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import sys
import warnings
from typing import Any

import gi

warnings.simplefilter("ignore", DeprecationWarning)  # the bindings of Debian 12 call half of their own interface old
gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, Gio, GLib  # noqa: E402

ROOT = "/org/a11y/atspi/accessible/root"
ACCESSIBLE, ACTION, COMPONENT, TEXT, EDITABLE = (
    f"org.a11y.atspi.{name}" for name in ("Accessible", "Action", "Component", "Text", "EditableText")
)
STATES = (
    "active", "checkable", "checked", "collapsed", "editable", "enabled", "expandable", "expanded", "focusable",
    "focused", "modal", "multi_line", "pressed", "read_only", "selectable", "selected", "sensitive", "showing",
    "visible",
)  # fmt: skip
BITS = {name: int(getattr(Atspi.StateType, name.upper())) for name in STATES}
SILENT = ("label", "filler", "panel", "frame", "layered pane", "split pane", "table row header", "unknown")
"""Roles that have nothing to press."""
MANY = 40
"""A list gives no more children than this: one of 100,000 rows is walked where it is looked at."""
LETTERS = 400
MODIFIERS = {"Ctrl": 37, "Shift": 50, "Alt": 64}
"""Key codes of the keyboard that Xvfb has."""
SYMBOLS = {
    "Return": 0xFF0D, "Escape": 0xFF1B, "Tab": 0xFF09, "Backspace": 0xFF08, "Delete": 0xFFFF, "Home": 0xFF50,
    "End": 0xFF57, "Left": 0xFF51, "Up": 0xFF52, "Right": 0xFF53, "Down": 0xFF54, "Space": 0x20,
    **{f"F{number}": 0xFFBD + number for number in range(1, 13)},
}  # fmt: skip
"""X11's keysyms; those of printable ASCII are the characters themselves."""
Question = tuple[str, str, str, Any]
"""Object, interface, method, arguments."""


def get(path: str, name: str) -> Question:
    """A property of an accessible object."""
    return path, "org.freedesktop.DBus.Properties", "Get", GLib.Variant("(ss)", (ACCESSIBLE, name))


class Bus:
    """The accessibility bus and the one application on it that is looked at."""

    def __init__(self, application: str) -> None:
        session = Gio.bus_get_sync(Gio.BusType.SESSION)
        asked = session.call_sync("org.a11y.Bus", "/org/a11y/bus", "org.a11y.Bus", "GetAddress", None, None, 0, -1)
        kind = Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT | Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION
        self._connection = Gio.DBusConnection.new_for_address_sync(asked.unpack()[0], kind, None, None)
        self._name = "org.a11y.atspi.Registry"
        for name, path in self.ask((ROOT, ACCESSIBLE, "GetChildren", None))[0]:
            self._name = name
            if self.ask(get(path, "Name"))[0] == application:
                return
        raise SystemExit(f"{application} is not on the accessibility bus")

    def ask(self, question: Question) -> Any:
        answer = self.ask_all([question])[0]
        if answer is None:
            raise LookupError(f"no answer to {question[2]} of {question[0]}")
        return answer

    def ask_all(self, questions: list[Question]) -> list[Any]:
        """All answers (None: refused), in the order of the questions."""
        answers: list[Any] = [None] * len(questions)
        waiting = len(questions)
        loop = GLib.MainLoop()

        def came(connection: Any, result: Any, at: int) -> None:
            nonlocal waiting
            waiting -= 1
            with contextlib.suppress(GLib.Error):
                answers[at] = connection.call_finish(result).unpack()
            if not waiting:
                loop.quit()

        for at, (path, interface, method, arguments) in enumerate(questions):
            self._connection.call(self._name, path, interface, method, arguments, None, 0, 60_000, None, came, at)
        if questions:
            loop.run()
        return answers


class Reader:
    """Answers the requests; hears meanwhile what is announced and where the focus goes."""

    def __init__(self, application: str) -> None:
        self._bus = Bus(application)
        self._places: dict[str, str] = {}
        self._heard: list[str] = []
        self._focused = ""
        self._listener = Atspi.EventListener.new(self._event)
        for kind in ("object:announcement", "object:state-changed:focused"):
            self._listener.register(kind)

    def _event(self, event: Any) -> None:
        if event.type.startswith("object:announcement"):
            self._heard.append(str(event.any_data))
        elif event.detail1 and event.source is not None:
            self._focused = event.source.path

    def answer(self, asked: dict[str, Any]) -> dict[str, Any]:
        return getattr(self, f"do_{asked.pop('do')}")(**asked)

    def do_tree(self, under: str = "") -> dict[str, Any]:
        path = self._find(under) if under else ROOT
        return {"tree": None if path is None else self._walk(path)}

    def do_act(self, path: str, action: str) -> dict[str, Any]:
        names = [one[0] for one in self._bus.ask((path, ACTION, "GetActions", None))[0]]
        if action not in names:
            return {"error": f"no action {action!r} among {names}"}
        done = self._bus.ask((path, ACTION, "DoAction", GLib.Variant("(i)", (names.index(action),))))
        return {"ok": bool(done[0])}

    def do_text(self, path: str, text: str) -> dict[str, Any]:
        return {"ok": bool(self._bus.ask((path, EDITABLE, "SetTextContents", GLib.Variant("(s)", (text,))))[0])}

    def do_key(self, keys: str) -> dict[str, Any]:
        *held, last = ["+"] if keys == "+" else keys.split("+")
        pressed = [MODIFIERS[name] for name in held]
        for code in pressed:
            Atspi.generate_keyboard_event(code, "", Atspi.KeySynthType.PRESS)
        Atspi.generate_keyboard_event(symbol(last.lower() if len(last) == 1 else last), "", Atspi.KeySynthType.SYM)
        for code in reversed(pressed):
            Atspi.generate_keyboard_event(code, "", Atspi.KeySynthType.RELEASE)
        return {"ok": True}

    def do_type(self, text: str) -> dict[str, Any]:
        for letter in text:
            Atspi.generate_keyboard_event(symbol(letter), "", Atspi.KeySynthType.SYM)
        return {"ok": True}

    def do_pause(self, seconds: float) -> dict[str, Any]:
        loop = GLib.MainLoop()
        GLib.timeout_add(int(seconds * 1000), loop.quit)
        loop.run()
        return {"ok": True}

    def do_activate(self) -> dict[str, Any]:
        return {"ok": activate()}

    def do_focused(self) -> dict[str, Any]:
        return {"path": self._focused}

    def do_node(self, path: str) -> dict[str, Any]:
        return {"node": self._facts([path])[0]}

    def do_heard(self) -> dict[str, Any]:
        heard, self._heard = self._heard, []
        return {"heard": heard}

    def _find(self, under: str) -> str | None:
        """The object whose own id ends so: where it was last time, else one level of the tree after the other."""
        last = self._places.get(under)
        if last is not None:
            named_so = self._bus.ask_all([get(last, "AccessibleId")])[0]
            if named_so and str(named_so[0]).endswith(under):
                return last
        level = [ROOT]
        while level:
            names = self._bus.ask_all([get(path, "AccessibleId") for path in level])
            for path, name in zip(level, names, strict=True):
                if name and str(name[0]).endswith(under):
                    self._places[under] = path
                    return path
            level = [below for paths in self._children(level) for below in paths]
        return None

    def _children(self, paths: list[str]) -> list[list[str]]:
        answers = self._bus.ask_all([(path, ACCESSIBLE, "GetChildren", None) for path in paths])
        return [[one[1] for one in (answer[0] if answer else [])[:MANY]] for answer in answers]

    def _walk(self, root: str) -> dict[str, Any]:
        """The node with all below it, each level with one round of questions. What is hidden is not gone into."""
        top = self._facts([root])[0]
        level = [top]
        while level:
            open_ones = [node for node in level if "showing" in node["states"] or node is top]
            below = self._children([node["path"] for node in open_ones])
            facts = iter(self._facts([path for paths in below for path in paths]))
            for node, paths in zip(open_ones, below, strict=True):
                node["children"] = [next(facts) for _ in paths]
            level = [child for node in open_ones for child in node["children"]]
        return top

    def _facts(self, paths: list[str]) -> list[dict[str, Any]]:
        ask_all = self._bus.ask_all
        states = ask_all([(path, ACCESSIBLE, "GetState", None) for path in paths])
        roles = ask_all([(path, ACCESSIBLE, "GetRoleName", None) for path in paths])
        nodes = [
            {"path": path, "role": role[0] if role else "gone", "states": named(state[0]) if state else []}
            for path, role, state in zip(paths, roles, states, strict=True)
        ]
        self._learn(nodes, "own", "AccessibleId")
        shown = [node for node in nodes if "showing" in node["states"]]
        self._learn(shown, "name", "Name")
        self._learn(shown, "description", "Description")
        operable = [node for node in shown if node["role"] not in SILENT]
        actions = ask_all([(node["path"], ACTION, "GetActions", None) for node in operable])
        for node, answer in zip(operable, actions, strict=True):
            node["actions"] = [one[0] for one in answer[0]] if answer else []
        boxes = ask_all([(node["path"], COMPONENT, "GetExtents", GLib.Variant("(u)", (0,))) for node in shown])
        for node, answer in zip(shown, boxes, strict=True):
            node["box"] = list(answer[0]) if answer else None
        texts = [node for node in operable if node["role"] == "text"]
        span = GLib.Variant("(ii)", (0, -1))
        for node, answer in zip(texts, ask_all([(node["path"], TEXT, "GetText", span) for node in texts]), strict=True):
            node["text"] = answer[0][:LETTERS] if answer else ""
        return nodes

    def _learn(self, nodes: list[dict[str, Any]], name: str, ask: str) -> None:
        for node, answer in zip(nodes, self._bus.ask_all([get(node["path"], ask) for node in nodes]), strict=True):
            node[name] = str(answer[0] or "") if answer else ""


def named(state: list[int]) -> list[str]:
    return [name for name, bit in BITS.items() if state[bit // 32] >> bit % 32 & 1]


def symbol(name: str) -> int:
    return SYMBOLS[name] if name in SYMBOLS else ord(name)


class _Attributes(ctypes.Structure):
    """XWindowAttributes."""

    _fields_ = (
        *((name, ctypes.c_int) for name in ("x", "y", "width", "height", "border_width", "depth")),
        *((name, ctypes.c_void_p) for name in ("visual", "root")),
        *((name, ctypes.c_int) for name in ("class_", "bit_gravity", "win_gravity", "backing_store")),
        *((name, ctypes.c_ulong) for name in ("backing_planes", "backing_pixel")),
        ("save_under", ctypes.c_int),
        ("colormap", ctypes.c_ulong),
        *((name, ctypes.c_int) for name in ("map_installed", "map_state")),
        *((name, ctypes.c_long) for name in ("all_event_masks", "your_event_mask", "do_not_propagate_mask")),
        ("override_redirect", ctypes.c_int),
        ("screen", ctypes.c_void_p),
    )


def activate() -> bool:
    """Give the keyboard to the largest window that is shown and not a menu."""
    x11 = ctypes.CDLL("libX11.so.6")
    x11.XOpenDisplay.restype = ctypes.c_void_p
    x11.XDefaultRootWindow.restype = ctypes.c_ulong
    display = ctypes.c_void_p(x11.XOpenDisplay(None))
    root, parent, count = ctypes.c_ulong(), ctypes.c_ulong(), ctypes.c_uint()
    children = ctypes.POINTER(ctypes.c_ulong)()
    here = ctypes.c_ulong(x11.XDefaultRootWindow(display))
    x11.XQueryTree(display, here, *map(ctypes.byref, (root, parent, children, count)))
    found: list[tuple[int, int]] = []
    for at in range(count.value):
        about = _Attributes()
        x11.XGetWindowAttributes(display, ctypes.c_ulong(children[at]), ctypes.byref(about))
        if about.map_state == 2 and about.class_ == 1 and not about.override_redirect:
            found.append((about.width * about.height, int(children[at])))
    if found:
        x11.XSetInputFocus(display, ctypes.c_ulong(max(found)[1]), 2, ctypes.c_ulong(0))
    x11.XSync(display, 0)
    x11.XCloseDisplay(display)
    return bool(found)


def main() -> None:
    Atspi.init()
    reader = Reader(sys.argv[1])
    loop = GLib.MainLoop()
    busy = False

    def asked(_source: Any, _condition: Any) -> bool:
        nonlocal busy
        if busy:  # an answer is being collected; the next request waits in the pipe
            return True
        line = sys.stdin.readline()
        if not line:
            loop.quit()
            return False
        busy = True
        try:
            answer = reader.answer(json.loads(line))
        except (GLib.Error, LookupError, TypeError) as error:
            answer = {"error": f"{type(error).__name__}: {error}"}
        busy = False
        print(json.dumps(answer), flush=True)
        return True

    GLib.io_add_watch(sys.stdin, GLib.PRIORITY_DEFAULT, GLib.IOCondition.IN | GLib.IOCondition.HUP, asked)
    loop.run()


if __name__ == "__main__":
    main()
