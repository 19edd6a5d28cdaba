"""What the parsers of checkers share: messages that name a place, closing statements, and wrappers around both.

GitHub's runner puts `##[error]` before a line that a problem matcher or an annotation claimed; a copy of the web
page shows `Error: ` there; BuildKit puts `#12 0.345 ` before each line of a build.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Protocol

from msgspec import Struct
from msgspec.structs import replace

from regreen.logs.pattern import Pattern
from regreen.logs.signal import Complaint, Refusal, Signal, Verdict
from regreen.logs.tool import Tool
from regreen.logs.window import Window
from regreen.model.finding import Category
from regreen.model.run import Line

_WRAPPER = Pattern(
    r"^(?:#\d+ (?:\d+\.\d+ )?)?(?:##\[(?:error|warning|notice)\]|(?:Error|Warning|Notice): )?\s*"
)
_ARROW = Pattern(
    r"^(?:-->|:::|╭▸|┌─|╭─\[?) ?(?P<path>\S.*?):(?P<row>\d+)(?::(?P<column>\d+))?(?:-\d+(?::\d+)?)?\]?$"
)
_STRANGERS = 6
_LEVELS = {
    "E": "error",
    "F": "error",
    "W": "warning",
    "warn": "warning",
    "C": "convention",
    "R": "refactor",
    "I": "info",
    "fatal": "error",
    "failure": "error",
}


def bare(text: str) -> str:
    """The text without indentation and without what a wrapper put before it."""
    match = _WRAPPER.match(text)
    return text[match.end() :] if match else text


class Format(Protocol):
    """One kind of line that a tool prints."""

    def read(self, tool: str, line: Line, text: str) -> Signal | None:
        """The signal that the bare text of a line stands for."""
        ...


class Message(Struct, frozen=True):
    """A line that names a place; groups: `path`, `row`, `column`, `code`, `text`, `level`."""

    pattern: Pattern
    category: Category
    level: str = "error"

    def read(self, tool: str, line: Line, text: str, also: tuple[Line, ...] = ()) -> Complaint | None:
        """The complaint, or None where the line has another form."""
        match = self.pattern.match(text)
        if not match:
            return None
        found = {name: value for name, value in match.groupdict().items() if value}
        level = found.get("level", self.level)
        return Complaint(
            tool=tool,
            line=line,
            also=also,
            text=found.get("text", "").strip(),
            path=found.get("path", ""),
            row=int(found.get("row", 0)),
            column=int(found.get("column", 0)),
            code=found.get("code", ""),
            level=_LEVELS.get(level, level.lower()),
            category=self.category,
        )


class Closing(Struct, frozen=True):
    """A tool's last word; groups: `count`, `subject`. Where `ok` is None, a count of 0 is good."""

    pattern: Pattern
    category: Category
    ok: bool | None = None

    def read(self, tool: str, line: Line, text: str) -> Verdict | None:
        """The verdict, or None where the line has another form."""
        match = self.pattern.match(text)
        if not match:
            return None
        found = {name: value for name, value in match.groupdict().items() if value}
        count = int(found.get("count", "0").replace(",", ""))
        ok = ("count" in found and count == 0) if self.ok is None else self.ok
        return Verdict(
            tool=tool,
            line=line,
            category=self.category,
            text=text,
            count=count,
            ok=ok,
            subject=found.get("subject", ""),
        )


class Refused(Struct, frozen=True):
    """A tool cannot do its work; groups: `subject`, `text`."""

    kind: str
    pattern: Pattern
    category: Category

    def read(self, tool: str, line: Line, text: str) -> Refusal | None:
        """The refusal, or None where the line has another form."""
        match = self.pattern.match(text)
        if not match:
            return None
        found = {name: value for name, value in match.groupdict().items() if value}
        return Refusal(
            tool=tool,
            line=line,
            kind=self.kind,
            text=found.get("text", text),
            subject=found.get("subject", ""),
            category=self.category,
        )


def first(tool: str, line: Line, formats: Iterable[Format]) -> Signal | None:
    """What the first format that fits makes of a line."""
    text = bare(line.text)
    return next((signal for form in formats if (signal := form.read(tool, line, text))), None)


def checker(name: str, anchors: tuple[str, ...], *formats: Format) -> Tool:
    """A parser for a tool whose lines each speak for themselves."""

    def read(window: Window) -> Iterable[Signal]:
        signal = first(name, window.line, formats)
        return () if signal is None else (signal,)

    return Tool(name=name, anchors=anchors, read=read)


def pointed(tool: str, window: Window, headline: Message) -> Complaint | None:
    """A message whose place stands below it: `code: text`, then `--> path:row:column` (as rustc prints it)."""
    arrow = _ARROW.match(bare(window.line.text))
    if not arrow:
        return None
    head = next((line for line in window.before(1)), None)
    found = headline.read(tool, head, bare(head.text), (window.line,)) if head else None
    if found is None:
        return None
    return replace(found, path=arrow["path"], row=int(arrow["row"]), column=int(arrow["column"] or 0))


def listed(tool: str, window: Window, row: Message, file: Pattern, limit: int = 2000) -> Iterator[Complaint]:
    """Messages above the line that stand below the name of their file (group `path`), in order.

    The search ends where more than a few lines are neither.
    """
    rows: list[Complaint] = []
    done: list[list[Complaint]] = []
    strangers = 0
    for line in window.before(limit):
        text = bare(line.text)
        found = row.read(tool, line, text)
        name = None if found else file.match(text)
        if found:
            rows.append(found)
        elif name and rows:
            done.append([replace(message, path=name["path"]) for message in reversed(rows)])
            rows = []
        strangers = 0 if found or name else strangers + 1
        if strangers > _STRANGERS:
            break
    return (message for group in reversed(done) for message in group)
