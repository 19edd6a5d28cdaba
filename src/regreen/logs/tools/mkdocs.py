"""MkDocs: `WARNING -  text`, `Aborted with 2 warnings in strict mode!` (`mkdocs/__main__.py`, `commands/build.py`)."""

from __future__ import annotations

from regreen.logs.pattern import Pattern
from regreen.logs.tools._located import Closing, Message, Refused, checker
from regreen.model.finding import Category

_KIND = Category.DOCS
_TIME = r"(?:\d{4}-\d\d-\d\d [\d:,]+ - )?"

TOOL = checker(
    "mkdocs",
    ("WARNING ", "ERROR   ", "Aborted with ", "Config value "),
    Refused(
        "docs-error",
        Pattern(rf"^{_TIME}ERROR +- +(?P<text>(?P<subject>Config value .+|Config file .+))$"),
        _KIND,
    ),
    Message(
        Pattern(
            rf"^{_TIME}(?P<level>WARNING(?= -)|ERROR(?=   -)) +-  (?P<text>(?:Doc file '(?P<path>[^']+)')?.*)$"
        ),
        _KIND,
    ),
    Closing(Pattern(r"^Aborted with (?P<count>\d+) warnings? in strict mode!?"), _KIND),
    Closing(
        Pattern(r"^Aborted with (?:a |\d+ )(?:Configuration Errors?|BuildError|configuration error)"), _KIND
    ),
)
