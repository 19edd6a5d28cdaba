"""The log of a job in the raw format that GitHub gives out: a UTC time stamp with seven decimals before each line."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from regreen.runner.masks import Masks

Listener = Callable[[str], None]
"""Called with each line of a log as it is written, masked and without its time stamp."""

_LONGEST = 1 << 20  # characters of one line that are kept


class JobLog:
    """Writes one log file; every line goes through the masks."""

    def __init__(
        self, path: Path, masks: Masks, listener: Listener | None = None, limit: int = 1 << 28
    ) -> None:
        """`limit` is the number of bytes after which lines are dropped, which is said once."""
        self.path = path
        self.masks = masks
        self._listener = listener
        self._file: IO[bytes] = path.open("wb")
        self._left = limit
        self.last = ""

    def write(self, text: str) -> None:
        """A line, or several; each gets a time stamp of its own."""
        for line in self.masks.hidden(text).split("\n"):
            self._line(line[:_LONGEST])

    def _line(self, line: str) -> None:
        if self._left <= 0:
            return
        data = f"{_stamp()} {line}\n".encode("utf-8", "replace")
        self._left -= len(data)
        if self._left <= 0:
            data += f"{_stamp()} ##[warning]The log is too long; the rest of it was not kept.\n".encode()
        self._file.write(data)
        self.last = line
        if self._listener is not None:
            self._listener(line)

    def error(self, text: str) -> None:
        """A line that names an error."""
        self.write(_command("error", text))

    def warning(self, text: str) -> None:
        """A line that warns."""
        self.write(_command("warning", text))

    def notice(self, text: str) -> None:
        """A line that tells."""
        self.write(_command("notice", text))

    def group(self, title: str) -> None:
        """Open a group."""
        self.write(f"##[group]{title}")

    def end_group(self) -> None:
        """Close it."""
        self.write("##[endgroup]")

    def close(self) -> bytes:
        """Everything that was written."""
        self._file.close()
        return self.path.read_bytes()


def _command(name: str, text: str) -> str:
    return f"##[{name}]" + text


def _stamp() -> str:
    now = time.time_ns()
    seconds = datetime.fromtimestamp(now // 1_000_000_000, UTC).strftime("%Y-%m-%dT%H:%M:%S")
    return f"{seconds}.{now % 1_000_000_000 // 100:07d}Z"
