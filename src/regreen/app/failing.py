"""Which tests failed in a run of ours, and how that differs between two runs."""

from __future__ import annotations

from regreen.app.run import Ran
from regreen.logs.read import read
from regreen.logs.signal import TestFailure
from regreen.model.verification import TestChange


def failing(ran: Ran) -> tuple[str, ...]:
    """Ids of the tests that failed, in the order of the logs; those of several jobs once."""
    found: dict[str, None] = {}
    for log in ran.logs:
        for signal in read(log.name, log.data, log.job).signals:
            if isinstance(signal, TestFailure) and signal.test:
                found.setdefault(signal.test)
    return tuple(found)


def compared(before: Ran, after: Ran) -> TestChange:
    """What became of the failing tests."""
    earlier, later = failing(before), failing(after)
    return TestChange(
        mended=tuple(test for test in earlier if test not in later),
        broken=tuple(test for test in later if test not in earlier),
        left=tuple(test for test in later if test in earlier),
    )
