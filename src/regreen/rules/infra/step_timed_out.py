"""A step or job ran longer than it may.

## Why
Something takes longer than before, or does not end at all. The last lines that were printed show where it
stood.

## Fix
Find what does not end before raising the limit: `pytest --durations=20`, `faulthandler_timeout`, py-spy.
"""

from __future__ import annotations

from regreen.rule import Category, Fixer, Rule, Safety, Said

RULE = Rule(
    id="step-timed-out",
    category=Category.TEST_TIMEOUT,
    title="The step ran longer than its time limit of {minutes} minutes",
    log=(
        Said(
            r"The (?:action|job) '?[^']*'? has timed out after (?P<minutes>\d+) minutes",
            "has timed out after",
        ),
        Said(r"exceeded the maximum execution time of (?P<minutes>\S+)", "maximum execution time"),
        Said(
            r"^(?:ERROR: Job failed: |##\[error\])?.{0,40}execution took longer than (?P<minutes>\S+)",
            "execution took longer than",
        ),
        Said(r"exceeded the maximum time limit for jobs", "maximum time limit"),
    ),
    key=("minutes",),
    explains=("job-cancelled",),
    fixers=(
        Fixer(
            "Let the test runner say where it hangs",
            Safety.ADVICE,
            commands=("pytest --durations=20 -o faulthandler_timeout=120",),
        ),
    ),
)
