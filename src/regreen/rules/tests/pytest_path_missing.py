"""pytest is given a path or test id that does not exist.

## Why
The file was moved, renamed or never committed, the step runs in another folder, or the test's name in the
id is old.

## Fix
Name the path as `git ls-files` shows it, relative to the folder in which the step runs; better still, let
`testpaths` in the configuration decide.
"""

from __future__ import annotations

from regreen.project.paths.kind import Kind
from regreen.rule import Category, Fixer, Match, Matches, Refusal, Rule, Safety, Signals
from regreen.rules._paths import absent as not_in_checkout
from regreen.rules._paths import by_case, moved


def absent(signals: Signals) -> Matches:
    """One match for each path."""
    for refusal in signals.of(Refusal):
        if refusal.tool == "pytest" and refusal.kind == "no-such-path":
            yield Match(lines=refusal.lines, data={"path": refusal.subject})


RULE = Rule(
    id="pytest-path-missing",
    category=Category.MISSING_FILE,
    title="pytest cannot find {path}",
    log=absent,
    find=not_in_checkout(Kind.TESTS),
    key=("path",),
    explains=("no-tests-collected", "coverage-below-*"),
    fixers=(
        Fixer("Write the path as git has it", Safety.SAFE, by_case),
        Fixer("Write the path of the file that has this name", Safety.UNSAFE, moved),
        Fixer("See what git has", Safety.ADVICE, commands=("git ls-files '*test*'",)),
    ),
)
