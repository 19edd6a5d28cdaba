"""The Python interpreter itself crashed.

## Why
Native code (an extension module, a library, the interpreter) went wrong: segmentation fault, abort, bus
error. Often two versions that do not fit each other, or a library that is used from several threads or
after a fork.

## Fix
The stack below the message shows the Python line that called the native code. Change the version of that
package first.
"""

from __future__ import annotations

from regreen.rule import Category, Fixer, Match, Matches, Refusal, Rule, Safety, Signals


def crashed(signals: Signals) -> Matches:
    """Each fatal error of the interpreter."""
    for refusal in signals.of(Refusal):
        if refusal.tool == "faulthandler" and refusal.kind == "fatal":
            yield Match(lines=refusal.lines[:5], data={"what": refusal.subject})


RULE = Rule(
    id="python-crashed",
    category=Category.OTHER,
    title="Python crashed: {what}",
    log=crashed,
    explains=(
        "test-failed",
        "tests-failed-unnamed",
        "coverage-below-*",
        "test-worker-crashed",
        "process-killed",
        "program-crashed",
    ),
    fixers=(
        Fixer(
            "See the Python line that calls the native code",
            Safety.ADVICE,
            commands=("python -X faulthandler -m pytest -x -p no:xdist",),
        ),
    ),
)
