"""isort --check: `ERROR: path Imports are incorrectly sorted and/or formatted.` (`isort/format.py`, `main.py`)."""

from __future__ import annotations

from regreen.logs.pattern import Pattern
from regreen.logs.tools._located import Message, checker
from regreen.model.finding import Category

TOOL = checker(
    "isort",
    ("Imports are incorrectly sorted",),
    Message(Pattern(r"^(?:ERROR: )?(?P<path>\S.*?) Imports are incorrectly sorted\b"), Category.LINT),
)
