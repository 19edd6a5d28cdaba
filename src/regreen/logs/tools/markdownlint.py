"""markdownlint-cli and -cli2: `README.md:3:81 MD013/line-length text`; newer ones put `error` before the rule.

PyMarkdown prints `README.md:3:81: MD013: text`.
"""

from __future__ import annotations

from regreen.logs.pattern import Pattern
from regreen.logs.tools._located import Closing, Message, checker
from regreen.model.finding import Category

TOOL = checker(
    "markdownlint",
    (" MD0", "Summary: "),
    Message(
        Pattern(
            r"^(?P<path>[^\s:][^:\n]*):(?P<row>\d+)(?::(?P<column>\d+))? (?:(?P<level>error|warning) )?(?P<code>MD\d{3})/\S+ (?P<text>.+)$"
        ),
        Category.LINT,
    ),
    Message(
        Pattern(r"^(?P<path>[^\s:][^:\n]*):(?P<row>\d+):(?P<column>\d+): (?P<code>MD\d{3}): (?P<text>.+)$"),
        Category.LINT,
    ),
    Closing(Pattern(r"^Summary: (?P<count>\d+) error\(s\)"), Category.LINT),
)
