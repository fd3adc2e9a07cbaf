"""Rules R4, R5, R9 and R11 and the small ones: what no module of the product may call or say.

Each rule is a function from a syntax tree to the lines that break it; the samples below prove that each one bites.
"""

from __future__ import annotations

import ast
import io
import tokenize
from collections.abc import Callable, Iterator
from pathlib import PurePosixPath

import pytest

from tests.architecture.source import ROOT, Module, dotted, product

Rule = Callable[[ast.Module], Iterator[int]]

STATIC_DIALOGS = {
    "QMessageBox": {"question", "information", "warning", "critical", "about", "aboutQt"},
    "QInputDialog": {"getText", "getMultiLineText", "getInt", "getDouble", "getItem"},
    "QFileDialog": {
        "getOpenFileName",
        "getOpenFileNames",
        "getOpenFileUrl",
        "getOpenFileUrls",
        "getSaveFileName",
        "getSaveFileUrl",
        "getExistingDirectory",
        "getExistingDirectoryUrl",
    },
    "QColorDialog": {"getColor"},
    "QFontDialog": {"getFont"},
}
MARKUP = {
    "RichText",
    "MarkdownText",
    "AutoText",
    "setHtml",
    "insertHtml",
    "appendHtml",
    "setMarkdown",
    "insertMarkdown",
    "openUrl",
}
UNFINISHED = ("TO" + "DO", "FIX" + "ME", "XX" + "X", "HA" + "CK", "pragma: no " + "cover")


def calls(tree: ast.Module) -> Iterator[tuple[ast.Call, str]]:
    """Every call with the dotted name that is called."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield node, dotted(node.func)


def last(name: str) -> str:
    return name.rpartition(".")[2]


def mentions(tree: ast.Module, names: set[str]) -> Iterator[int]:
    """Lines that import, read or call one of these names, under whatever module."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            used = {alias.name for alias in node.names}
        elif isinstance(node, ast.Attribute):
            used = {node.attr}
        elif isinstance(node, ast.Name):
            used = {node.id}
        else:
            continue
        if used & names:
            yield node.lineno


def nested_loops(tree: ast.Module) -> Iterator[int]:
    """R5: a second event loop inside a coroutine kills every other task. qasync's own loop is the first one."""
    for call, name in calls(tree):
        if isinstance(call.func, ast.Attribute) and last(name) in ("exec", "exec_"):
            yield call.lineno
        if last(name) == "QEventLoop" and name != "qasync.QEventLoop":
            yield call.lineno
    yield from mentions(tree, {"processEvents", "QProgressDialog"})


def static_dialogs(tree: ast.Module) -> Iterator[int]:
    """R5: these helpers run a nested event loop inside Qt."""
    for call, name in calls(tree):
        owner, _, method = name.rpartition(".")
        if method in STATIC_DIALOGS.get(last(owner), ()):
            yield call.lineno


def bare_tasks(tree: ast.Module) -> Iterator[int]:
    """R4: a task that nobody holds is collected in mid-flight and its error is lost. A TaskGroup holds its own."""
    groups = {
        item.optional_vars.id
        for node in ast.walk(tree)
        if isinstance(node, ast.AsyncWith)
        for item in node.items
        if isinstance(item.context_expr, ast.Call) and last(dotted(item.context_expr.func)) == "TaskGroup"
        if isinstance(item.optional_vars, ast.Name)
    }
    for call, name in calls(tree):
        owner, _, method = name.rpartition(".")
        if method in ("create_task", "ensure_future", "run_coroutine_threadsafe") and owner not in groups:
            yield call.lineno


def async_slots(tree: ast.Module) -> Iterator[int]:
    """R4: asyncSlot holds its task weakly, asyncClose spins processEvents."""
    yield from mentions(tree, {"asyncSlot", "asyncClose"})


def qt_threads(tree: ast.Module) -> Iterator[int]:
    """Architecture §4: two database threads and a small pool of Python's own; none of Qt's."""
    yield from mentions(tree, {"QThread", "QThreadPool", "QRunnable"})


def sleeping(tree: ast.Module) -> Iterator[int]:
    """R3: nothing blocks a thread to wait; coroutines sleep with asyncio."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == "time" and {a.name for a in node.names} & {"sleep"}:
            yield node.lineno
    yield from (call.lineno for call, name in calls(tree) if name == "time.sleep")


def swallowing(tree: ast.Module) -> Iterator[int]:
    """R4: before Python 3.12 wait_for takes a cancelling that meets the answer for the answer; the loop that it ended
    then goes on, and whoever waits for its end waits for ever. asyncio.timeout does not."""
    yield from mentions(tree, {"wait_for"})


def own_time(tree: ast.Module) -> Iterator[int]:
    """R9: time is injected. Durations may be measured with perf_counter or monotonic."""
    ends = ("datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time", "time.time_ns")
    yield from (c.lineno for c, name in calls(tree) if any(name == e or name.endswith("." + e) for e in ends))


def prints(tree: ast.Module) -> Iterator[int]:
    """Only what speaks to a person at a terminal prints; everything else logs."""
    yield from (call.lineno for call, name in calls(tree) if name == "print")


def stubs(tree: ast.Module) -> Iterator[int]:
    """No unfinished function is left behind."""
    yield from mentions(tree, {"NotImplementedError"})


def markup(tree: ast.Module) -> Iterator[int]:
    """R11: text from the public is never interpreted, no link is followed."""
    yield from mentions(tree, MARKUP)
    for call, name in calls(tree):
        switched_off = all(isinstance(given, ast.Constant) and given.value is False for given in call.args)
        if last(name) in ("setOpenExternalLinks", "setOpenLinks") and not switched_off:
            yield call.lineno


# Rule -> the paths where it does not hold, each with its reason.
RULES: dict[Rule, tuple[str, ...]] = {
    nested_loops: (),
    static_dialogs: (),
    # The supervisors themselves.
    bare_tasks: ("triage/services/tasks.py", "triage/gateway/tasks.py", "triage/training/tasks.py"),
    async_slots: (),
    qt_threads: (),
    sleeping: (),
    swallowing: (),
    # The system clock that is injected everywhere else.
    own_time: ("triage/models/clock.py",),
    # The command line, a room's own verb, and the tour, which tells its steps in plain words.
    prints: (
        "triage/*cli.py",
        "triage/*/cli.py",
        "triage/bench/*/cli.py",
        "triage/training/tour*",
        "triage/training/tour/*",
    ),
    stubs: (),
    # The guides are files of ours; nothing from a report gets there.
    markup: ("triage/ui/guides/page.py",),
}

SAMPLES: list[tuple[Rule, str, bool]] = [
    (nested_loops, "dialog.exec()", True),
    (nested_loops, "app.exec_()", True),
    (nested_loops, "QApplication.processEvents()", True),
    (nested_loops, "QtCore.QEventLoop()", True),
    (nested_loops, "QProgressDialog('a')", True),
    (nested_loops, "qasync.QEventLoop(app)", False),
    (nested_loops, "connection.exec_driver_sql('BEGIN')", False),
    (static_dialogs, "QtWidgets.QMessageBox.question(self, 'a', 'b')", True),
    (static_dialogs, "QFileDialog.getOpenFileName(self)", True),
    (static_dialogs, "log.warning('a')", False),
    (bare_tasks, "asyncio.create_task(work())", True),
    (bare_tasks, "asyncio.get_running_loop().create_task(work())", True),
    (bare_tasks, "from asyncio import ensure_future\nensure_future(work())", True),
    (
        bare_tasks,
        "async def f():\n async with asyncio.TaskGroup() as group:\n  group.create_task(work())",
        False,
    ),
    (async_slots, "from qasync import asyncSlot", True),
    (async_slots, "@qasync.asyncClose\ndef f(): ...", True),
    (qt_threads, "class Worker(QtCore.QThread): ...", True),
    (sleeping, "time.sleep(1)", True),
    (sleeping, "from time import sleep", True),
    (sleeping, "await_ = asyncio.sleep(1)", False),
    (swallowing, "await asyncio.wait_for(wake.wait(), 5)", True),
    (swallowing, "async with asyncio.timeout(5): await wake.wait()", False),
    (own_time, "datetime.datetime.now(UTC)", True),
    (own_time, "time.time()", True),
    (own_time, "clock.now()", False),
    (own_time, "time.perf_counter()", False),
    (prints, "print('a')", True),
    (stubs, "raise NotImplementedError", True),
    (markup, "label.setTextFormat(Qt.TextFormat.RichText)", True),
    (markup, "label.setTextFormat(Qt.TextFormat.PlainText)", False),
    (markup, "label.setOpenExternalLinks(True)", True),
    (markup, "label.setOpenExternalLinks(False)", False),
]


def excepted(module: Module, paths: tuple[str, ...]) -> bool:
    return any(PurePosixPath(module.path).match(pattern) for pattern in paths)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_no_module_breaks(rule: Rule) -> None:
    broken = [
        f"  {module.path}:{line}"
        for module in product()
        if not excepted(module, RULES[rule])
        for line in sorted(set(rule(module.tree)))
    ]
    assert not broken, "\n".join([rule.__doc__ or "", *broken])


@pytest.mark.parametrize(("rule", "code", "breaks"), SAMPLES)
def test_the_rule_bites(rule: Rule, code: str, breaks: bool) -> None:
    assert bool(list(rule(ast.parse(code)))) is breaks


def test_every_rule_has_a_sample_that_breaks_it() -> None:
    assert {rule for rule, _, breaks in SAMPLES if breaks} == set(RULES)


def test_no_comment_says_that_something_is_unfinished() -> None:
    broken = [
        f"  {module.path}:{token.start[0]} {token.string}"
        for module in product()
        for token in tokenize.generate_tokens(io.StringIO((ROOT / module.path).read_text("utf-8")).readline)
        if token.type == tokenize.COMMENT and any(word in token.string for word in UNFINISHED)
    ]
    assert not broken, "\n".join(["Finish it or write an issue:", *broken])
