"""Pyre: `path:row:column Incompatible return type [7]: text` and `ƛ Found 3 type errors!` (`client/error.py`)."""

from __future__ import annotations

from regreen.logs.pattern import Pattern
from regreen.logs.tools._located import Closing, Message, checker
from regreen.model.finding import Category

TOOL = checker(
    "pyre",
    (" type error", " type [", " name [", " variable [", " attribute [", " import ["),
    Message(
        Pattern(
            r"^(?P<path>[^:\n]+?\.pyi?):(?P<row>\d+):(?P<column>\d+) (?P<text>[A-Z][\w ]+ \[(?P<code>\d+)\]: .+)$"
        ),
        Category.TYPE_CHECK,
    ),
    Closing(Pattern(r"^(?:ƛ )?Found (?P<count>\d+) type errors?!"), Category.TYPE_CHECK),
    Closing(Pattern(r"^(?:ƛ )?No type errors found"), Category.TYPE_CHECK, ok=True),
)
