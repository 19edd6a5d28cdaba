"""Regular expressions that are compiled when they are first needed.

A run needs a few of the several hundred patterns that rules and parsers hold; compiling all of them would cost
more than the diagnosis.
"""

from __future__ import annotations

import re
from functools import cached_property


class Pattern:
    """A regular expression, compiled at its first use."""

    def __init__(self, expression: str, flags: int = 0) -> None:
        self.expression = expression
        self.flags = flags

    @cached_property
    def compiled(self) -> re.Pattern[str]:
        """The compiled expression."""
        return re.compile(self.expression, self.flags)

    def match(self, text: str) -> re.Match[str] | None:
        """Match at the beginning of the text."""
        return self.compiled.match(text)

    def search(self, text: str) -> re.Match[str] | None:
        """Match anywhere in the text."""
        return self.compiled.search(text)

    def __repr__(self) -> str:
        return f"Pattern({self.expression!r})"
