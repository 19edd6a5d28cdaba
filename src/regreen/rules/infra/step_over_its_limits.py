"""`regreen run` ended a step that took more of this machine than it may: memory, disk, or processes.

## Why
GitHub's runners have limits, too: 16 GiB of memory for public repositories, 14 GB of free disk. What is beyond them
is killed there without a word.

## Fix
Make the step smaller (fewer workers, smaller data, the CPU build of a heavy package), or give it more with
`--memory`, `--free-disk`, `--processes`.
"""

from __future__ import annotations

from regreen.rule import Category, CiError, Fixer, Match, Matches, Pattern, Rule, Safety, Signals

_FORMS = (
    (
        Category.OUT_OF_MEMORY,
        "memory",
        Pattern(
            r"^The step used [\d.]{1,9} \w{3,5} of memory, more than the (?P<limit>[\d.]{1,9} \w{3,5}) it may use,"
            r" and was ended(?:: (?P<who>.{1,400}))?$"
        ),
    ),
    (
        Category.DISK_SPACE,
        "disk",
        Pattern(
            r"^Only [\d.]{1,9} \w{3,5} are left on the disk of the job, less than the (?P<limit>[\d.]{1,9} \w{3,5}) that"
            r" have to stay free, and the step was ended(?P<who>)$"
        ),
    ),
    (
        Category.INFRA_RUNNER,
        "processes",
        Pattern(
            r"^The step had \d{1,9} processes, more than the (?P<limit>\d{1,9}) it may have, and was ended(?P<who>)$"
        ),
    ),
)


def exceeded(signals: Signals) -> Matches:
    """One match for each step that was ended for it."""
    for error in signals.of(CiError):
        for category, what, form in _FORMS:
            if match := form.search(error.text):
                who = f": {match['who']}" if match["who"] else ""
                yield Match(
                    lines=(error.line,),
                    data={"what": what, "limit": match["limit"], "who": who},
                    category=category,
                )


RULE = Rule(
    id="step-over-its-limits",
    category=Category.INFRA_RUNNER,
    title="The step was ended at its limit of {what} ({limit}){who}",
    log=exceeded,
    key=("what",),
    explains=(
        "step-hung",
        "step-exit-code",
        "program-crashed",
        "step-error",
        "uncaught-exception",
        "out-of-memory",
    ),
    fixers=(
        Fixer(
            "Make the step smaller, or give it more",
            Safety.ADVICE,
            commands=("regreen run --memory 12G --free-disk 100M",),
        ),
    ),
)
