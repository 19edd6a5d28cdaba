"""CMake, Ninja, make, Gradle and Maven: what stopped a configuration or a build.

Formats: `CMake Error at FILE:ROW (command):` with the text indented below; Gradle's `* What went wrong:` block;
Maven's `[ERROR] Failed to execute goal`.
"""

from __future__ import annotations

from collections.abc import Iterable

from regreen.logs.pattern import Pattern
from regreen.logs.phrases import bare
from regreen.logs.signal import Refusal, Signal
from regreen.logs.tool import Tool
from regreen.logs.window import Window
from regreen.model.finding import Category
from regreen.model.run import Line

_BUILD = Category.BUILD_COMPILE
_AT = Pattern(
    r"^\s*CMake Error(?: at (?P<path>[^\s:]+(?::\\[^\s:]+)?)(?::(?P<row>\d+))?(?: \((?P<command>\w+)\))?)?:(?P<text>.*)$"
)
_MISSING = Pattern(
    r'(?:Could NOT find|find a package configuration file provided by|Could not find a package .* by) "?(?P<name>[\w+.-]+)'
)
_GOAL = Pattern(
    r"^\s*\[ERROR\] Failed to execute goal (?P<subject>\S+)(?: .*?)?: (?P<text>.+?)(?: -> \[Help \d+\])?$"
)
_TASK = Pattern(r"for task '(?P<task>[^']+)'")
_ACTIONABLE = Pattern(r"^\d+ actionable tasks?")
_HEADS = ("metadata", "problems", "following", "issues", "errors", "found", "occurred", "details")
_STOPPED = Pattern(
    r"^\s*(?:ninja: (?:build stopped|error): (?P<a>.+)|g?make(?:\[\d+\])?: \*\*\* (?P<b>No rule to make target .+))$"
)


def _read(window: Window) -> Iterable[Signal]:
    text = bare(window.line.text)
    if match := _AT.match(text):
        yield _cmake(window, match["text"].strip())
    elif "* What went wrong:" in text:
        yield from _gradle(window)
    elif match := _GOAL.match(text):
        yield Refusal(
            tool="maven",
            line=window.line,
            kind="build-failed",
            text=match["text"][:400],
            subject=match["subject"],
            category=_BUILD,
        )
    elif (match := _STOPPED.match(text)) and "subcommand failed" not in text:
        yield Refusal(
            tool="ninja",
            line=window.line,
            kind="build-failed",
            text=(match["a"] or match["b"])[:400],
            category=_BUILD,
        )


def _cmake(window: Window, text: str) -> Refusal:
    """The text is indented below the head; what it cannot find stands in its first sentence."""
    block = [line for line in window.after(10) if line.text.strip()]
    said = next((line for line in block if bare(line.text).startswith("  ")), None)
    whole = " ".join([text, *(bare(line.text).strip() for line in block[:4])])
    missing = _MISSING.search(whole)
    best = text or (bare(said.text).strip() if said else "")
    return Refusal(
        tool="cmake",
        line=window.line,
        also=(said,) if said is not None and not text else (),
        kind="configure-failed",
        text=best[:400],
        subject=missing["name"] if missing else "",
        category=_BUILD,
    )


def _gradle(window: Window) -> Iterable[Refusal]:
    """Nested reasons stand below each other after `> `; the deepest, and what it explains itself with, says it best."""
    said = list(_reasons(window))
    if not said:
        return
    deepest = max((i for i, line in enumerate(said) if bare(line.text).lstrip().startswith("> ")), default=0)
    best = said[deepest]
    details = said[deepest + 1 : deepest + 2] if bare(best.text).rstrip(".:").endswith(_HEADS) else []
    best = details[0] if details else best
    task = _TASK.search(said[0].text)
    failed = f"Task {task['task']} FAILED" if task else "\0"
    marks = [line for line in (*window.after(40), *window.before(200)) if failed in line.text]
    yield Refusal(
        tool="gradle",
        line=best,
        also=tuple(dict.fromkeys(line for line in (said[0], *marks[:1]) if line is not best)),
        kind="build-failed",
        text=bare(best.text).strip(" >")[:400],
        subject=task["task"] if task else "",
        category=_BUILD,
    )


def _reasons(window: Window) -> Iterable[Line]:
    for line in window.after(60):
        text = bare(line.text).strip()
        if text.startswith(("* ", "BUILD FAILED", "=====")) or _ACTIONABLE.match(text):
            return
        if text and not text.startswith("> Task "):
            yield line


TOOL = Tool(
    name="cmake",
    anchors=("CMake Error", "* What went wrong:", "Failed to execute goal", "ninja: ", "*** No rule to make"),
    read=_read,
)
