"""pyright and basedpyright: `  path:row:column - error: text (rule)` and `3 errors, 1 warning, 0 informations`.

Formats as `packages/pyright-internal/src/pyright.ts` writes them.
"""

from __future__ import annotations

from regreen.logs.pattern import Pattern
from regreen.logs.tools._located import Closing, Message, Refused, checker
from regreen.model.finding import Category

_KIND = Category.TYPE_CHECK

TOOL = checker(
    "pyright",
    (
        " - error: ",
        " - warning: ",
        "(report",
        " error, ",
        " errors, ",
        "No source files found",
        "File or directory ",
    ),
    Message(
        Pattern(
            r"^(?P<path>(?:[A-Za-z]:[\\/])?[^:\n]+?\.(?:pyi?|ipynb)):(?P<row>\d+):(?P<column>\d+) - (?P<level>error|warning): "
            r"(?P<text>.+?)(?: ?\((?P<code>report\w+)\))?$"
        ),
        _KIND,
    ),
    Closing(
        Pattern(r"^(?P<count>[1-9]\d*) errors?, \d+ warnings?, \d+ (?:informations?|infos?|notes?)\b"), _KIND
    ),
    Closing(Pattern(r"^0 errors, 0 warnings, 0 (?:informations|infos|notes)\b"), _KIND, ok=True),
    Refused(
        "checker-path", Pattern(r"^(?:error: )?(?P<text>No source files found\.?)$"), Category.MISSING_FILE
    ),
    Refused(
        "checker-path",
        Pattern(r"^(?P<text>File or directory \"(?P<subject>[^\"]+)\" does not exist\.?)$"),
        Category.MISSING_FILE,
    ),
)
