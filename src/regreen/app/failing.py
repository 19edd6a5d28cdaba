"""Which tests failed in a run of ours, and how that differs between two runs."""

from __future__ import annotations

from regreen.app.run import Ran
from regreen.logs.read import read
from regreen.logs.signal import TestFailure
from regreen.model.verification import TestChange


def failing(ran: Ran) -> tuple[str, ...]:
    """Ids of the tests that failed, as reports and logs name them; those of several jobs once."""
    reported = (one.test for job in ran.execution.jobs for one in job.results if one.outcome.bad)
    found: dict[str, None] = dict.fromkeys(reported)
    if found:
        return tuple(found)
    for log in ran.logs:
        for signal in read(log.name, log.data, log.job).signals:
            if isinstance(signal, TestFailure) and signal.test:
                found.setdefault(signal.test)
    return tuple(found)


def compared(before: Ran, after: Ran) -> TestChange:
    """What became of the failing tests. One that a report does not name any more is gone, not mended."""
    earlier, later = failing(before), failing(after)
    known = {one.test for job in after.execution.jobs for one in job.results}
    ended = [test for test in earlier if test not in later]
    gone = [test for test in ended if known and test not in known and _reported(before, test)]
    return TestChange(
        mended=tuple(test for test in ended if test not in gone),
        broken=tuple(test for test in later if test not in earlier),
        left=tuple(test for test in later if test in earlier),
        gone=tuple(gone),
    )


def _reported(ran: Ran, test: str) -> bool:
    return any(one.test == test for job in ran.execution.jobs for one in job.results)
