"""Regular expressions that are compiled when they are first needed.

A run needs a few of the several hundred patterns that rules and parsers hold; compiling all of them would cost
more than the diagnosis. Most expressions hold a word that every match must hold, too: a text without it is told
apart without compiling anything.
"""

from __future__ import annotations

import re
from functools import cached_property

_SHORTEST = 3  # letters from which on a word is worth looking for
_LITERAL = frozenset(" _-:,;'\"/@#<>=!%&~`")
_QUANTIFIER = frozenset("?*{")


class Pattern:
    """A regular expression, compiled at its first use."""

    def __init__(self, expression: str, flags: int = 0) -> None:
        self.expression = expression
        self.flags = flags

    @cached_property
    def compiled(self) -> re.Pattern[str]:
        """The compiled expression."""
        return re.compile(self.expression, self.flags)

    @cached_property
    def word(self) -> str:
        """A word that every match holds; empty where none is certain."""
        return "" if self.flags or self.expression.startswith("(?") else required_word(self.expression)

    def match(self, text: str) -> re.Match[str] | None:
        """Match at the beginning of the text."""
        return self.compiled.match(text) if self.word in text else None

    def search(self, text: str) -> re.Match[str] | None:
        """Match anywhere in the text."""
        return self.compiled.search(text) if self.word in text else None

    def __repr__(self) -> str:
        return f"Pattern({self.expression!r})"


def required_word(expression: str) -> str:
    """The longest run of plain characters outside of groups and classes; empty for alternatives at the top."""
    runs, run, at, depth = [""], "", 0, 0
    while at < len(expression):
        char, step = expression[at], 1
        if char == "\\":
            char, step = _escaped(expression[at + 1 : at + 2]), 2
        elif char == "[":
            char, step = "", _class_end(expression, at) - at
        elif char == "{":
            char, step = "", max(expression.find("}", at) + 1 - at, 1)
        elif char in "()":
            depth += 1 if char == "(" else -1
            char = ""
        elif char == "|" and depth == 0:
            return ""
        elif not (char.isalnum() or char in _LITERAL):
            char = ""
        at += step
        optional = expression[at : at + 1] in _QUANTIFIER and expression[at : at + 1] != ""
        if depth == 0 and char and not optional:
            run += char
        else:
            runs.append(run)
            run = ""
    longest = max((*runs, run), key=len)
    return longest if len(longest) >= _SHORTEST else ""


def _escaped(char: str) -> str:
    """The character that an escape stands for; nothing for classes, anchors and references."""
    return "" if char.isalnum() else char


def _class_end(expression: str, start: int) -> int:
    at = start + 1
    if expression[at : at + 1] == "^":
        at += 1
    if expression[at : at + 1] == "]":
        at += 1
    while at < len(expression) and expression[at] != "]":
        at += 2 if expression[at] == "\\" else 1
    return at + 1
