"""A step that prints without end: the beginning and the end of it are kept, the middle is counted."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence

from msgspec import Struct, field

from regreen.runner.bounds import shown

_TAIL = 8  # the end gets this part of what is kept
_COMMANDS = 100_000  # workflow commands that are carried out after the limit


class Flood(Struct):
    """Passes lines on to `take` until `limit` characters have gone by, then keeps the last of them for `close`.

    Workflow commands are passed on all the same. `say` is told how much is missing.
    """

    limit: int
    take: Callable[[str], None]
    say: Callable[[str], None]
    _passed: int = 0
    _commands: int = 0
    _lines: int = 0
    _size: int = 0
    _held: int = 0
    _tail: deque[str] = field(default_factory=deque)

    def line(self, text: str) -> None:
        """Take one line."""
        size = len(text) + 1
        if not self.limit or self._passed + size <= self.limit - self.limit // _TAIL:
            self._passed += size
            self.take(text)
        elif ("::" in text or "##[" in text) and self._commands < _COMMANDS and size < self.limit // _TAIL:
            self._commands += 1
            self.take(text)
        else:
            self._hold(text[-(self.limit // _TAIL) :])

    def bulk(self, lines: Sequence[str]) -> bool:
        """Take many lines at once, where they are beyond the limit and none of them is a command."""
        size = sum(map(len, lines)) + len(lines)
        if not self._tail or size > self.limit // _TAIL:
            return False
        text = "\n".join(lines)
        if "::" in text or "##[" in text:
            return False
        self._tail.extend(lines)
        self._held += size
        self._trim()
        return True

    def _hold(self, text: str) -> None:
        self._tail.append(text)
        self._held += len(text) + 1
        self._trim()

    def _trim(self) -> None:
        while self._held > self.limit // _TAIL and self._tail:
            gone = len(self._tail.popleft()) + 1
            self._held -= gone
            self._size += gone
            self._lines += 1

    def close(self) -> None:
        """Pass the end on."""
        if self._lines:
            self.say(
                f"##[warning]This step printed more than is kept: {self._lines} lines"
                f" ({shown(self._size)}) are left out here."
            )
        while self._tail:
            self.take(self._tail.popleft())
