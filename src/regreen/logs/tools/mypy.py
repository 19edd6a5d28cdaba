"""mypy (and tools that print like it: dmypy, zuban).

Formats as `mypy/errors.py` and `mypy/util.py` (`FancyFormatter`) write them: `path:row: error: text  [code]` with a
column under `--show-column-numbers`, one JSON object a line under `--output json`, and since 0.730 a closing line.
Notes belong to the error above them.
"""

from __future__ import annotations

from regreen.logs.pattern import Pattern
from regreen.logs.tools._located import Closing, Message, Refused, checker
from regreen.model.finding import Category

_KIND = Category.TYPE_CHECK
_PATH = r"(?P<path>(?:[A-Za-z]:[\\/])?[^:\n]+?\.(?:pyi?|ipynb)(?::cell_\d+)?|<string>)"

TOOL = checker(
    "mypy",
    (
        "error:",
        "errors in ",
        "error in ",
        "no issues found in ",
        "mypy: ",
        '"severity": "error"',
        "There are no .py[i] files",
    ),
    Refused(
        "checker-crash", Pattern(r"^[^:\n]+:(?:\d+: )?(?:\d+: )?error: (?P<text>INTERNAL ERROR\b.*)$"), _KIND
    ),
    Refused(
        "checker-plugin",
        Pattern(
            r"^[^:\n]+:(?:\d+:)* error: (?P<text>Error importing plugin \"[^\"]+\": No module named '?(?P<subject>[\w.]+).*)$"
        ),
        Category.MISSING_MODULE,
    ),
    Message(
        Pattern(
            rf"^{_PATH}:(?P<row>\d+)(?::(?P<column>\d+))?(?::\d+:\d+)?: (?P<level>error): "
            r"(?P<text>.+?)(?:  ?\[(?P<code>[a-z][a-z0-9-]+)\])?$"
        ),
        _KIND,
    ),
    Message(
        Pattern(
            rf"^{_PATH}: (?P<level>error): (?P<text>(?:Source file found twice|Duplicate module named|Cannot find|Skipping analyzing).+)$"
        ),
        _KIND,
    ),
    Message(
        Pattern(
            r'^\{"file": "(?P<path>[^"]+)", "line": (?P<row>\d+), "column": (?P<column>-?\d+), "message": "(?P<text>(?:[^"\\]|\\.)*)"'
            r'(?:, "hint": (?:null|"(?:[^"\\]|\\.)*"))?(?:, "code": (?:null|"(?P<code>[^"]+)"))?, "severity": "(?P<level>error)"\}$'
        ),
        _KIND,
    ),
    Closing(
        Pattern(r"^Found (?P<count>\d+) errors? in \d+ files? \((?:checked \d+|errors prevented)"), _KIND
    ),
    Closing(Pattern(r"^Success: no issues found in \d+ source files?"), _KIND, ok=True),
    Refused(
        "checker-path",
        Pattern(r"^mypy: (?P<text>can't read file '(?P<subject>[^']+)': No such file or directory)"),
        Category.MISSING_FILE,
    ),
    Refused(
        "checker-path",
        Pattern(r"^(?P<text>There are no \.py\[i\] files in directory '(?P<subject>[^']+)')"),
        _KIND,
    ),
    Refused("checker-usage", Pattern(r"^mypy: error: (?P<text>.+)$"), _KIND),
)
