"""A file of the project is not valid Python, or uses a name it never defined while it is imported.

## Why
A merge left half a change, a name was renamed in one place only, an import was removed that was still
needed, or the syntax is newer than the Python of the job.

## Fix
The line above the error names file and line. `python -m compileall -q .` and `ruff check --select E9,F821`
find all of them at once.
"""

from __future__ import annotations

from regreen.logs.statements import Statement
from regreen.rule import Category, Fixer, Rule, Safety, TestFailure
from regreen.rules._saying import Form, saying

_ERRORS = r"^(?P<error>(?:Syntax|Indentation|Tab)Error): (?P<message>[^\n]*)"
_NAMES = r"^(?P<error>(?:Name|UnboundLocal)Error): (?P<message>[^\n]*)"


def _at_import(statement: Statement, data: dict[str, str]) -> dict[str, str] | None:
    signal = statement.signal
    if isinstance(signal, TestFailure):
        return data if "::" not in signal.test and signal.errored else None
    return data


log = saying(Form(_ERRORS), Form(_NAMES), judge=_at_import)


RULE = Rule(
    id="code-does-not-load",
    category=Category.OTHER,
    title="{error}: {message}",
    log=log,
    key=("error", "message"),
    explains=("test-collection-error", "conftest-import-error", "coverage-below-threshold"),
    fixers=(Fixer("Find every such place", Safety.ADVICE, commands=("ruff check --select E9,F821,F823 .",)),),
)
