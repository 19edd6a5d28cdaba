"""Regular expressions that are compiled when they are first needed.

A run needs a few of the several hundred patterns that rules and parsers hold; compiling all of them would cost
more than the diagnosis. Most expressions hold words, one of which every match must hold, too: a text without any of
them is told apart without compiling anything.
"""

from __future__ import annotations

import re
from functools import cached_property

from regreen.logs.required import required_words


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
    def words(self) -> tuple[str, ...]:
        """Words, one of which every match holds; none where none is certain."""
        return () if self.flags else required_words(self.expression)

    def _possible(self, text: str) -> bool:
        for word in self.words:
            if word in text:
                return True
        return not self.words

    def match(self, text: str) -> re.Match[str] | None:
        """Match at the beginning of the text."""
        return self.compiled.match(text) if self._possible(text) else None

    def search(self, text: str) -> re.Match[str] | None:
        """Match anywhere in the text."""
        return self.compiled.search(text) if self._possible(text) else None

    def __repr__(self) -> str:
        return f"Pattern({self.expression!r})"
