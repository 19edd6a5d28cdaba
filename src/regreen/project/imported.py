"""Which files of the tree the jobs import, and through which of their calls."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property

from msgspec import Struct

from regreen.project.jobs.lacking import Lacking
from regreen.project.jobs.model import Call, JobRun


class Use(Struct, frozen=True):
    """A file that a call of a job imports; `chain` are the files through which, the first one first."""

    path: str
    chain: tuple[str, ...]
    run: JobRun
    call: Call


class Imported:
    """The files that the calls of all jobs import; of several uses of a file the first is kept."""

    def __init__(self, runs: Sequence[JobRun], lacking: Lacking) -> None:
        self._runs, self._lacking = runs, lacking

    @cached_property
    def uses(self) -> dict[str, Use]:
        """The uses by path; those of calls that surely run come first."""
        found: dict[str, Use] = {}
        for call_is_certain in (True, False):
            for run, call in self._calls():
                if call.certain is call_is_certain:
                    for path, chain in self._lacking.reached(call).items():
                        if path not in found:
                            found[path] = Use(path, chain, run, call)
        return found

    @cached_property
    def oldest(self) -> dict[str, Use]:
        """Of the uses by calls that surely run, for each file the one with the oldest Python."""
        found: dict[str, Use] = {}
        for run, call in sorted(self._calls(), key=lambda pair: _version(pair[0].python)):
            if run.python and call.certain:
                for path, chain in self._lacking.reached(call).items():
                    if path not in found:
                        found[path] = Use(path, chain, run, call)
        return found

    def of_run(self, run: JobRun) -> Iterator[Use]:
        """What one run of a job imports, call by call."""
        for call in () if run.foreign else run.calls:
            for path, chain in self._lacking.reached(call).items():
                yield Use(path, chain, run, call)

    def surely(self, use: Use) -> bool:
        """Whether the file is imported whenever the call runs, and the call's failure counts."""
        return use.call.certain and self._lacking.leads((*use.chain, use.path))

    def test_calls(self) -> Iterator[tuple[JobRun, Call]]:
        """The calls of pytest in all runs."""
        for run, call in self._calls():
            if self._lacking.collected(call) is not None:
                yield run, call

    def _calls(self) -> Iterator[tuple[JobRun, Call]]:
        for run in self._runs:
            for call in () if run.foreign else run.calls:
                yield run, call


def _version(python: str) -> tuple[int, ...]:
    return tuple(map(int, python.split("."))) if python else ()
