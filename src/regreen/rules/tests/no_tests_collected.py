"""The test runner ran no test at all, which counts as a failure.

## Why
No file or name matches the patterns (`test_*.py`), `-k`, `-m` or the path leaves nothing over, or the tests
were never committed. pytest then ends with exit code 5.

## Fix
Run `pytest --collect-only` in the folder of the step. Where it is right that nothing matches, say so in the
workflow instead of hiding other failures.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from regreen.rule import (
    Category,
    Fixer,
    Match,
    Matches,
    Refusal,
    Rule,
    Safety,
    Severity,
    Signals,
    TestFailure,
    TestTotals,
    Tier,
)

if TYPE_CHECKING:
    from regreen.project.jobs.lacking import Lacking
    from regreen.project.jobs.model import JobRun
    from regreen.project.pytest_files import Collection
    from regreen.project.tree import Tree

_CODE = 5  # pytest's exit code for it


def none(signals: Signals) -> Matches:
    """The closing line of a step in which no test ran and nothing else is told."""
    told = {signals.place(one.line).key for one in (*signals.of(TestFailure), *signals.of(Refusal))}
    for total in signals.of(TestTotals):
        place = signals.place(total.line)
        empty = place.key not in told and not (total.ran or total.skipped)
        if empty and (total.tool != "pytest" or place.step.exit_code in (None, _CODE)):
            yield Match(lines=(total.line,), data={"tool": total.tool})


_OTHER = (
    "--doctest",
    "--co",
    "--nbval",
    "--nbmake",
    "--flake8",
    "--mypy",
    "--ruff",
    "--pylint",
    "--version",
    "--help",
    "-p",
)
_TESTS = re.compile(r"\bdef test|^class Test|\bscenarios\(|\bTestCase\b|__test__|load_tests", re.MULTILINE)


def nothing(job_runs: tuple[JobRun, ...], lacking: Lacking, tree: Tree) -> Matches:
    """One match for each call of pytest that collects no file, no test, or none that has the mark it asks for."""
    from regreen.project.jobs.holdings import command_of

    seen: set[object] = set()
    for run in job_runs:
        for call in () if run.foreign else run.calls:
            found = lacking.collected(call)
            if found is None or not found.exact or (call.place, command_of(call)[1]) in seen:
                continue
            seen.add((call.place, command_of(call)[1]))
            why = _why(found, tree)
            if why:
                yield Match(
                    places=(call.place,),
                    data={"tool": "pytest"},
                    severity=Severity.ERROR if call.certain and not call.conditional else Severity.WARNING,
                    title=f"pytest runs no test here: {why}",
                )


def _why(found: Collection, tree: Tree) -> str:
    """Why no test is left; empty where some is, or something else is collected, too."""
    if any(option.startswith(_OTHER) for option, _ in found.options) or found.setting("python_functions"):
        return ""
    if found.operands and len(found.starts) < len(found.operands):
        return ""  # a path that is missing is a cause of its own
    if any(start in tree for start in found.starts):
        return ""  # a file that is named is collected, whatever else is left out
    texts = [tree.text(path) or "" for path in found.files]
    where = ", ".join(found.operands) or "the configured folders"
    if not texts:
        return "" if found.setting("python_files") else f"no file in {where} is called test_*.py or *_test.py"
    if not any(_TESTS.search(text) for text in texts):
        return f"no file in {where} defines a test"
    asked = [value for option, value in found.options if option == "-m" and value.isidentifier()]
    texts += [tree.text(path) or "" for path in found.conftests]
    if asked and not any(re.search(rf"\b{asked[-1]}\b", text) for text in texts):
        return f"none of them has the mark {asked[-1]}"
    return ""


RULE = Rule(
    id="no-tests-collected",
    category=Category.OTHER,
    title="{tool} found no test to run",
    log=none,
    find=nothing,
    explains=("coverage-below-*",),
    tier=Tier.TOOL,
    fixers=(Fixer("See what would be collected", Safety.ADVICE, commands=("pytest --collect-only -q",)),),
)
