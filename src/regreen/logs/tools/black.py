"""black --check: `would reformat path`, `Oh no!`, and how many files would be reformatted.

Formats as `black/report.py` writes them.
"""

from __future__ import annotations

from regreen.logs.pattern import Pattern
from regreen.logs.tools._located import Closing, Message, Refused, checker
from regreen.model.finding import Category

_KIND = Category.FORMAT

TOOL = checker(
    "black",
    (
        "would reformat ",
        "would be reformatted",
        "would be left unchanged",
        "cannot format ",
        "failed to reformat",
    ),
    Message(Pattern(r"^would reformat (?P<path>.+)$"), _KIND),
    Closing(
        Pattern(
            r"^(?P<count>\d+) files? would be reformatted(?:, \d+ files? would (?:be left unchanged|fail to reformat))*\.$"
        ),
        _KIND,
    ),
    Closing(Pattern(r"^\d+ files? would be left unchanged\.$"), _KIND, ok=True),
    Refused(
        "checker-parse",
        Pattern(
            r"^error: (?P<text>cannot format (?P<subject>[^\n]+?): (?:Cannot parse|INTERNAL ERROR|invalid|cannot|source).*)$"
        ),
        Category.FORMAT,
    ),
)
