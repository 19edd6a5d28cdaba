"""Watches a step while it runs: whether it goes on, what it uses, and why it has to be ended."""

from __future__ import annotations

import os
import re
import time
from pathlib import Path

from msgspec import Struct

from regreen.runner import proc, watch
from regreen.runner.bounds import GITHUB_MEMORY, Bounds, shown
from regreen.runner.culprit import Culprit
from regreen.runner.joblog import JobLog
from regreen.runner.orphans import Orphans
from regreen.runner.process import Stop
from regreen.runner.sample import Watch
from regreen.runner.usage import proportional, usage

_EVERY = 1.0  # seconds between two looks at what the processes use
_EARLY = 0.4  # part of the grace after which a process that does not end is looked at
_NOTICE = 15.0  # seconds of silence after which it is said what the step waits for
_COLOUR = re.compile(r"\x1b\[[\d;]{0,20}m")
_CLOSING = re.compile(
    r"=* ?(?:\d+ (?:passed|failed|skipped|errors?|deselected|xfailed|xpassed|warnings?|rerun|subtests passed)(?:, )?)+"
    r" in [\d.]+s(?: \([\d:, day]+\))? ?=*|=* ?no tests ran in [\d.]+s ?=*|Ran \d+ tests? in [\d.]+s"
)


class Guard(Struct):
    """Looks at one program of a step. `culprit` is who kept it waiting when it was looked at last."""

    bounds: Bounds
    log: JobLog
    watch: Watch | None
    checkout: Path
    orphans: Orphans | None = None
    culprit: Culprit | None = None
    peak: int = 0
    _through: bool = False
    _looked: float = 0.0
    _used: float = 0.0
    _told: bool = False

    def heard(self, text: str) -> None:
        """Take a line; the closing one of a test runner says that the process should end now."""
        if " in " in text and len(text) < 300 and text.rstrip("\x1b[0m= \r")[-1:] in ("s", ")"):
            self._through = self._through or bool(_CLOSING.fullmatch(_COLOUR.sub("", text).strip()))

    def __call__(self, pid: int, silent: float) -> Stop | None:
        """Why the program has to be ended now; None: it may go on. `silent` are the seconds since it spoke."""
        now = time.monotonic()
        if self.orphans is not None:
            self.orphans.look(pid)
        if now - self._used >= _EVERY:
            self._used = now
            if (stop := self._resources(pid)) is not None:
                return stop
        if silent < self._looked:
            self._looked = 0.0
        return self._silence(pid, silent)

    def evidence(self, pid: int) -> None:
        """Find out what the program is doing, before it is ended."""
        self.look(pid)
        for line in watch.describe(pid):
            self.log.write(line)

    def look(self, pid: int) -> Culprit | None:
        """Ask its interpreters."""
        if self.watch is not None:
            self.culprit = watch.look(self.watch, pid, self.checkout)
        return self.culprit

    def _silence(self, pid: int, silent: float) -> Stop | None:
        bounds = self.bounds
        if bounds.silence and silent >= bounds.silence:
            self.evidence(pid)
            return Stop(f"The step said nothing for {bounds.silence:g} seconds and was ended", self.text)
        if self._through and bounds.grace and (stop := self._after_tests(pid, silent)) is not None:
            return stop
        if silent >= _NOTICE and not self._told and self.watch is not None:
            self._told = True
            found = self.look(pid)
            if found is not None and found.own:
                self.log.write(f"{watch.MARK} nothing was printed for {_NOTICE:g} seconds: {found.text}")
        return None

    def _after_tests(self, pid: int, silent: float) -> Stop | None:
        """An interpreter waits for something at its end; one look can be an accident, two cannot."""
        due = self.bounds.grace * (_EARLY if not self._looked else 1.0)
        if silent < max(due, self._looked + 1.0):
            return None
        first, self._looked = not self._looked, silent
        found = self.look(pid)
        if found is None or not found.exits:
            return None
        if first:
            self._told = True
            self.log.write(f"{watch.MARK} the tests are through: {found.text}")
            return None
        for line in watch.describe(pid):
            self.log.write(line)
        return Stop(
            f"The tests were through, and the process did not end in {self.bounds.grace:g} seconds and was ended",
            found.text,
            interrupt=False,
        )

    @property
    def text(self) -> str:
        """The culprit in words; empty where there is none."""
        return self.culprit.text if self.culprit else ""

    def _resources(self, pid: int) -> Stop | None:
        bounds, now = self.bounds, usage(pid)
        self.peak = max(self.peak, now.memory)
        if bounds.memory and now.memory > bounds.memory:
            exact = proportional(now.pids) or now.memory
            if exact > bounds.memory:
                one = proc.process(now.largest)
                who = f"{one.shown} with {shown(now.largest_memory)}" if one else ""
                return Stop(
                    f"The step used {shown(exact)} of memory, more than the {shown(bounds.memory)} it may use, and was"
                    " ended",
                    who,
                    at_once=True,
                )
        if bounds.processes and len(now.pids) > bounds.processes:
            return Stop(
                f"The step had {len(now.pids)} processes, more than the {bounds.processes} it may have, and was ended",
                at_once=True,
            )
        return self._disk()

    def _disk(self) -> Stop | None:
        if not self.bounds.free_disk:
            return None
        try:
            disk = os.statvfs(self.checkout)
        except OSError:
            return None
        free = disk.f_bavail * disk.f_frsize
        if free >= self.bounds.free_disk:
            return None
        return Stop(
            f"Only {shown(free)} are left on the disk of the job, less than the {shown(self.bounds.free_disk)} that"
            " have to stay free, and the step was ended",
            at_once=True,
        )

    def close(self) -> None:
        """Say what would not have been possible on GitHub."""
        if self.peak > GITHUB_MEMORY:
            self.log.write(
                f"{watch.MARK} the step used up to {shown(self.peak)} of memory; GitHub's runner has"
                f" {shown(GITHUB_MEMORY)}"
            )
