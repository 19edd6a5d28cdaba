"""Ctrl-C while jobs run: the first one cancels as GitHub does, the second one ends it all at once."""

from __future__ import annotations

import signal
import threading
from types import FrameType, TracebackType


class Cancellation:
    """Catches SIGINT, SIGTERM and SIGHUP (the terminal is gone) between `with` and its end."""

    def __init__(self) -> None:
        self.requested = False
        self._before: dict[signal.Signals, object] = {}

    def __call__(self) -> bool:
        """Whether somebody asked for an end."""
        return self.requested

    def __enter__(self) -> Cancellation:
        if threading.current_thread() is threading.main_thread():
            for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
                if signal.getsignal(number) is not signal.SIG_IGN:  # nohup, or a job in the background
                    self._before[number] = signal.signal(number, self._caught)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)  # type: ignore[arg-type]
        self._before.clear()

    def _caught(self, number: int, frame: FrameType | None) -> None:
        if self.requested:
            raise KeyboardInterrupt
        self.requested = True
