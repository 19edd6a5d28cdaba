"""pytype: `File "path", line N, in f: text [kind-error]`, since 2024 `path:row:column: error: in f: text [kind]`.

Formats as `pytype/errors/errors.py` writes them; the newer one differs from mypy's by the function's name.
"""

from __future__ import annotations

from regreen.logs.pattern import Pattern
from regreen.logs.tools._located import Message, checker
from regreen.model.finding import Category

TOOL = checker(
    "pytype",
    ("-error]", "[wrong-", "[bad-", "[invalid-"),
    Message(
        Pattern(
            r'^File "(?P<path>[^"\n]+)", line (?P<row>\d+), in [^:\n]+: (?P<text>.+) \[(?P<code>[a-z]+(?:-[a-z]+)+)\]$'
        ),
        Category.TYPE_CHECK,
    ),
)
