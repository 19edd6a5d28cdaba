"""actionlint: `.github/workflows/ci.yml:10:5: text [kind]` (`error.go` of rhysd/actionlint)."""

from __future__ import annotations

from regreen.logs.pattern import Pattern
from regreen.logs.tools._located import Message, checker
from regreen.model.finding import Category

TOOL = checker(
    "actionlint",
    (".yml:", ".yaml:"),
    Message(
        Pattern(
            r"^(?P<path>[^\s:][^:\n]*\.ya?ml):(?P<row>\d+):(?P<column>\d+): (?P<text>.+) \[(?P<code>[a-z-]+)\]$"
        ),
        Category.LINT,
    ),
)
