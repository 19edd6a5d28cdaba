"""What a test runner wrote about each test."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class TestOutcome(StrEnum):
    """How a test ended. `FAILED`: what it asserts does not hold; `ERROR`: it could not even run."""

    __test__ = False  # pytest: a value, not a test class

    PASSED = "passed"
    FAILED = "failed"
    ERROR = "error"
    SKIPPED = "skipped"

    @property
    def bad(self) -> bool:
        """Whether it turns a run red."""
        return self in (TestOutcome.FAILED, TestOutcome.ERROR)


class TestResult(NamedTuple):
    """One test in one attempt; a named tuple, because a report holds millions.

    `test` names it as its runner would (`tests/test_a.py::TestB::test_c` for pytest), `suite`, `classname` and `name`
    are what the report says. `seconds` is how long it took; `error` and `message` are what it failed with, `text` the
    rest of that. `line` is where it stands in the report, `row` where in its own file (0: unknown). `attempt` counts
    from 1; `flaky` is a test that failed before it passed.
    """

    test: str
    outcome: TestOutcome
    seconds: float = 0.0
    suite: str = ""
    classname: str = ""
    name: str = ""
    path: str = ""
    row: int = 0
    error: str = ""
    message: str = ""
    text: str = ""
    line: int = 0
    attempt: int = 1
    flaky: bool = False


TestResult.__test__ = False  # type: ignore[attr-defined]
