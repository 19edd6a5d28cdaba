"""How long probes may take."""

from __future__ import annotations

import time
from collections.abc import Callable

EACH, TOTAL = 40.0, 110.0  # seconds


class Budget:
    """Seconds for one question and for all of them; `left` is what the next one may take."""

    def __init__(
        self, total: float = TOTAL, each: float = EACH, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._clock, self._each, self._total = clock, each, total
        self._end = clock() + total

    def share(self, part: float) -> Budget:
        """A part of the whole for questions of one kind, so that others get their turn; it begins now."""
        seconds = min(self._end - self._clock(), self._total * part)
        return Budget(seconds, self._each, self._clock)

    @property
    def left(self) -> float:
        """Seconds for the next question; 0 when the time is up."""
        return max(0.0, min(self._each, self._end - self._clock()))

    @property
    def spent(self) -> bool:
        """Whether the time is up."""
        return self.left <= 0
