"""A `git diff` that shows which files the step itself changed: `diff --git a/path b/path` (`diff.c` of git)."""

from __future__ import annotations

from regreen.logs.pattern import Pattern
from regreen.logs.tools._located import Message, checker
from regreen.model.finding import Category

TOOL = checker(
    "git diff",
    ("diff --git a/",),
    Message(Pattern(r"^(?P<text>diff --git a/(?P<path>\S.*) b/\S.*)$"), Category.OTHER),
)
