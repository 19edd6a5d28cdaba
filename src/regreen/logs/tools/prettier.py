"""prettier --check: `[warn] path` and `[warn] Code style issues found in 2 files.` at the end.

Formats as `src/cli/format.js` of prettier writes them; a file that does not parse gives `[error] path: SyntaxError`.
"""

from __future__ import annotations

from regreen.logs.pattern import Pattern
from regreen.logs.tools._located import Closing, Message, checker
from regreen.model.finding import Category

_KIND = Category.FORMAT

TOOL = checker(
    "prettier",
    ("[warn] ", "[error] ", "Code style issues ", "matched files use Prettier"),
    Closing(
        Pattern(
            r"^(?:\[warn\] )?Code style issues (?:found in (?:(?P<count>\d+) files?|the above file(?:\(s\)|s)?)|(?P<subject>found))"
        ),
        _KIND,
        ok=False,
    ),
    Closing(Pattern(r"^All matched files use Prettier code style!"), _KIND, ok=True),
    Message(Pattern(r"^\[error\] (?P<path>[^\s:][^:\n]*\.\w+): (?P<text>SyntaxError: .+)$"), _KIND),
    Message(Pattern(r"^\[(?P<level>warn)\] (?P<path>(?:[^\s:]+/)*[^\s:/]+\.\w{1,10})$"), _KIND),
)
