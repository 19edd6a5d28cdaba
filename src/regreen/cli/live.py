"""What jobs print, while they print it."""

from __future__ import annotations

import sys
from typing import TextIO

from regreen.logs.clean import visible
from regreen.model.execution import JobRun
from regreen.model.run import Outcome

_FOLDED = ("##[endgroup]",)


class Live:
    """Writes each line of each job to the standard error, free of control characters; without `lines` only titles."""

    def __init__(self, stream: TextIO | None = None, *, lines: bool = True) -> None:
        self._stream = stream or sys.stderr
        self._lines = lines
        self._header = False

    def job_started(self, name: str) -> None:
        """A leg starts."""
        self._say(f"== {visible(name)}")

    def line(self, job: str, text: str) -> None:
        """A line of its log; the echo of a step is shortened to its title."""
        if not self._lines:
            return
        text = visible(text)
        if text.startswith("##[group]Run "):
            self._header = True
            self._say(f"-- {text.removeprefix('##[group]')}")
        elif self._header:
            self._header = text != "##[endgroup]"
        elif text not in _FOLDED:
            self._say(f"   {text}")

    def job_ended(self, job: JobRun) -> None:
        """A leg has ended, or will not be run."""
        if job.cannot_run:
            word = f"cannot run: {job.cannot_run}"
        else:
            word = "failed" if job.outcome is Outcome.FAILURE else job.outcome.value
        self._say(f"== {visible(job.name)}: {visible(word)} ({job.seconds:.1f}s)")

    def heading(self, text: str) -> None:
        """What goes on between the runs."""
        self._say(f"** {visible(text)}")

    def _say(self, text: str) -> None:
        encoding = self._stream.encoding or "ascii"
        self._stream.write(text.encode(encoding, "replace").decode(encoding) + "\n")
        self._stream.flush()
