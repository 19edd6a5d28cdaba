"""yamllint: `  3:1  error  text  (rule)` below the file's name, or `path:3:1: [error] text (rule)` (`yamllint/cli.py`)."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import replace

from regreen.logs.pattern import Pattern
from regreen.logs.signal import Signal
from regreen.logs.tool import Tool
from regreen.logs.tools._located import Message, bare
from regreen.logs.window import Window
from regreen.model.finding import Category

_LINE = Message(
    Pattern(
        r"^(?P<path>[^\s:][^:\n]*\.ya?ml):(?P<row>\d+):(?P<column>\d+): \[(?P<level>error|warning)\] (?P<text>.+?)(?: \((?P<code>[a-z-]+)\))?$"
    ),
    Category.LINT,
)
_ROW = Message(
    Pattern(
        r"^(?P<row>\d+):(?P<column>\d+) +(?P<level>error|warning) +(?P<text>.+?)(?:  \((?P<code>[a-z-]+)\))?$"
    ),
    Category.LINT,
)
_FILE = Pattern(r"^(?P<path>[^\s:]\S*\.ya?ml)$")


def _read(window: Window) -> Iterable[Signal]:
    text = bare(window.line.text)
    found = _LINE.read("yamllint", window.line, text)
    if found is not None:
        return (found,)
    file = _FILE.match(text)
    return tuple(_below(window, file["path"])) if file else ()


def _below(window: Window, path: str) -> Iterable[Signal]:
    for line in window.after(1000):
        found = _ROW.read("yamllint", line, bare(line.text))
        if found is None:
            return
        yield replace(found, path=path)


TOOL = Tool(name="yamllint", anchors=(".yml", ".yaml"), read=_read)
