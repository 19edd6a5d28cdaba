"""rustfmt --check: `Diff in path:12:` (`src/emitter/diff.rs`); before 1.5 `Diff in path at line 12:`."""

from __future__ import annotations

from regreen.logs.pattern import Pattern
from regreen.logs.tools._located import Message, checker
from regreen.model.finding import Category

TOOL = checker(
    "rustfmt",
    ("Diff in ",),
    Message(Pattern(r"^(?P<text>Diff in (?P<path>\S.*?\.rs)(?::| at line )(?P<row>\d+):)$"), Category.FORMAT),
)
