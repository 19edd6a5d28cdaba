"""TypeScript's compiler: `path(row,column): error TS2322: text`, pretty `path:row:column - error TS2322: text`.

Formats as `src/compiler/program.ts` (`formatDiagnostic`) and `executeCommandLine.ts` write them.
"""

from __future__ import annotations

from regreen.logs.pattern import Pattern
from regreen.logs.tools._located import Closing, Message, checker
from regreen.model.finding import Category

_KIND = Category.TYPE_CHECK

TOOL = checker(
    "tsc",
    (" TS1", " TS2", " TS5", " TS6", " TS7", " TS8", " TS9", "errors in ", "error in "),
    Message(
        Pattern(
            r"^(?P<path>[^\s(][^(\n]*)\((?P<row>\d+),(?P<column>\d+)\): (?P<level>error) (?P<code>TS\d+): (?P<text>.+)$"
        ),
        _KIND,
    ),
    Message(
        Pattern(
            r"^(?P<path>(?:[A-Za-z]:[\\/])?[^\s:][^:\n]*):(?P<row>\d+):(?P<column>\d+) - (?P<level>error) (?P<code>TS\d+): (?P<text>.+)$"
        ),
        _KIND,
    ),
    Message(Pattern(r"^(?P<level>error) (?P<code>TS\d+): (?P<text>.+)$"), _KIND),
    Closing(
        Pattern(r"^Found (?P<count>\d+) errors? in (?:\d+ files\.|the same file|\S+\.[cm]?[jt]sx?:\d+)"),
        _KIND,
    ),
)
