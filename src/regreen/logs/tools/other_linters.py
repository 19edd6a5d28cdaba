"""Checkers of other things than Python code: oxlint, golangci-lint, messages of commits, titles of pull requests.

Formats: oxlint's `Found N warnings and M errors.`, golangci-lint's text printer, commitlint's
`@commitlint/format`, the semantic title action's errors, commitizen's and gitlint's output.
"""

from __future__ import annotations

from collections.abc import Iterable

from regreen.logs.pattern import Pattern
from regreen.logs.signal import Signal
from regreen.logs.tool import Tool
from regreen.logs.tools._located import Closing, Format, Message, first
from regreen.logs.window import Window
from regreen.model.finding import Category

_KIND = Category.LINT
_TOOLS: tuple[tuple[str, tuple[Format, ...]], ...] = (
    ("oxlint", (Closing(Pattern(r"^Found \d+ warnings? and (?P<count>\d+) errors?\."), _KIND),)),
    (
        "golangci-lint",
        (Message(Pattern(r"^(?P<path>[^\s:][^:\n]*\.go):(?P<row>\d+):(?P<column>\d+): (?P<text>.+) \((?P<code>[a-z]+)\)$"), _KIND),),
    ),
    (
        "commitlint",
        (
            Message(Pattern(r"^✖ +(?P<text>.+) \[(?P<code>[a-z]+-[a-z-]+)\]$"), _KIND),
            Closing(Pattern(r"^✖ +found (?P<count>\d+) problems?, \d+ warnings?$"), _KIND),
        ),
    ),
    (
        "pull request title",
        (
            Closing(Pattern(r"^No release type found in pull request title (?P<subject>.+?)\. Add a prefix"), _KIND),
            Closing(Pattern(r"^Unknown release type (?P<subject>\"[^\"]+\") found in pull request title"), _KIND),
        ),
    ),
    ("commitizen", (Closing(Pattern(r"^(?:commit validation: failed!|(?P<subject>commit message does not follow).*)"), _KIND),)),
    (
        "megalinter",
        (Closing(Pattern(r"^❌ Linted \[\w+\] files with \[(?P<subject>[\w-]+)\].{0,80}: Found (?P<count>\d+) error"), _KIND),),
    ),
    ("super-linter", (Closing(Pattern(r"^(?:\S+ \S+ +)?\[ERROR\] +Found errors when linting (?P<subject>\w+)\."), _KIND),)),
    ("sonar", (Closing(Pattern(r"^.{0,60}QUALITY GATE STATUS: FAILED"), _KIND),)),
    ("djlint", (Closing(Pattern(r"^Linted \d+ files?, found (?P<count>\d+) errors?\."), _KIND),)),
    ("sqlfluff", (Message(Pattern(r"^== \[(?P<path>[^\]]+)\] FAIL$"), _KIND),)),
    ("ansible-lint", (Closing(Pattern(r"^Failed: (?P<count>\d+) failure\(s\), \d+ warning\(s\)"), _KIND),)),
    ("gitlint", (Message(Pattern(r"^(?P<row>\d+): (?P<code>[TBM]\d{1,2}|CT1|CC1) (?P<text>.+)$"), _KIND),)),
)  # fmt: skip


def _read(window: Window) -> Iterable[Signal]:
    for tool, formats in _TOOLS:
        found = first(tool, window.line, formats)
        if found is not None:
            return (found,)
    return ()


TOOL = Tool(
    name="other_linters",
    anchors=(
        " warnings and ",
        " warning and ",
        ".go:",
        "✖ ",
        "found in pull request title",
        "commit validation: failed",
        "release type found",
        "] files with [",
        "Found errors when linting",
        "QUALITY GATE STATUS",
        "Linted ",
        "] FAIL",
        " failure(s), ",
        ": T1",
        ": T3",
        ": T5",
        ": B1",
        ": B6",
        ": CT1",
    ),
    read=_read,
)
