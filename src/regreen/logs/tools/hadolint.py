"""hadolint: `Dockerfile:3 DL3008 warning: text` (`Hadolint/Formatter/TTY.hs`)."""

from __future__ import annotations

from regreen.logs.pattern import Pattern
from regreen.logs.tools._located import Message, checker
from regreen.model.finding import Category

TOOL = checker(
    "hadolint",
    (" DL1", " DL3", " DL4"),
    Message(
        Pattern(
            r"^(?P<path>[^\s:][^:\n]*):(?P<row>\d+) (?P<code>(?:DL|SC)\d{4}) (?:\S*?)(?:error|warning|info|style)?:? ?(?P<text>\S.*)$"
        ),
        Category.LINT,
    ),
)
