"""Whether a patch turns a job green: the same job before and after it."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from regreen.model.diagnosis import Cause
from regreen.model.execution import Execution, Substitution


class Verdict(StrEnum):
    """What running the job before and after a patch shows."""

    VERIFIED = "verified"
    SUBSTITUTED = (
        "reproduced with substitutions"  # red before, green after, but not everything was as on the service
    )
    STILL_FAILING = "still failing"  # red before and after
    HIDDEN = "only hidden"  # green after, because the patch takes a gate or a test away
    NOT_REPRODUCED = "not reproduced"  # green before, or red for other reasons than expected
    CANNOT_RUN = "cannot run"

    @property
    def good(self) -> bool:
        """Whether the patch is shown to work."""
        return self in (Verdict.VERIFIED, Verdict.SUBSTITUTED)


class TestChange(Struct, frozen=True):
    """Failing tests, by id: those that the patch mends, those that it breaks, those that fail either way, and those
    that are not run any more.
    """

    __test__ = False  # pytest: a value, not a test class

    mended: tuple[str, ...] = ()
    broken: tuple[str, ...] = ()
    left: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()


class Verification(Struct, frozen=True):
    """The verdict and what it rests on.

    `ended` are causes that the patch removed, `left` those that stay, `unmasked` those that show only with it;
    `after` holds a run for each repetition, `tests` compares the failing tests of the first run and the last one.
    """

    verdict: Verdict
    reason: str
    before: Execution
    after: tuple[Execution, ...] = ()
    ended: tuple[Cause, ...] = ()
    left: tuple[Cause, ...] = ()
    unmasked: tuple[Cause, ...] = ()
    tests: TestChange = TestChange()

    @property
    def substitutions(self) -> tuple[Substitution, ...]:
        """Everything that differed from the service, in any of the runs."""
        runs = (self.before, *self.after)
        return tuple(dict.fromkeys(item for run in runs for item in run.substitutions))
