"""Values that must not appear in a log."""

from __future__ import annotations

MASK = "***"


class Masks:
    """Secrets by value, longest first, so that one that holds another leaves nothing of itself."""

    def __init__(self) -> None:
        self._values: list[str] = []

    def add(self, value: str) -> None:
        """Hide a value, and each of its lines; blanks alone hide nothing."""
        for text in (value, *value.splitlines()):
            if text.strip() and text not in self._values:
                self._values.append(text)
        self._values.sort(key=len, reverse=True)

    def hidden(self, text: str) -> str:
        """The text without the values."""
        for value in self._values:
            text = text.replace(value, MASK)
        return text
