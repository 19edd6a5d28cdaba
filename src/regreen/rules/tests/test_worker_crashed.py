"""A worker process of the test runner died in the middle of a test.

## Why
The process ended without a Python exception: a crash in native code, the memory killer, `os._exit`, or a
test that kills its own process.

## Fix
Run the named test alone, without workers, with `-X faulthandler`. If it only dies in company, fewer workers
(`-n 2`) need less memory.
"""

from __future__ import annotations

from regreen.logs.statements import Statements
from regreen.rule import Category, Fixer, Line, Match, Matches, Pattern, Refusal, Rule, Safety, Signals

_CRASH = Pattern(r"worker '?(?P<worker>\w+)'? crashed while running '?(?P<test>[^'\n]+)'?")


def crashed(signals: Signals, statements: Statements) -> Matches:
    """One match for each step."""
    groups: dict[tuple[int, int], list[tuple[Line, str]]] = {}
    for statement in statements.all:
        if found := _CRASH.search(statement.text):
            groups.setdefault(statement.place.key, []).append((statement.signal.line, found["test"]))
    for refusal in signals.of(Refusal):
        if refusal.kind == "worker-crashed":
            groups.setdefault(signals.place(refusal.line).key, []).append((refusal.line, ""))
    for members in groups.values():
        test = next((test for _, test in members if test), "")
        lines = tuple(line for line, _ in members)
        data = {"where": f" in {test}" if test else ""}
        yield Match(lines=lines[:5], claims=lines, count=len(lines), data=data)


RULE = Rule(
    id="test-worker-crashed",
    category=Category.TEST_ASSERTION,
    title="A test worker crashed{where}",
    log=crashed,
    explains=("test-failed", "tests-failed-unnamed", "coverage-below-*"),
    fixers=(
        Fixer(
            "Run without workers and with a dump of native crashes",
            Safety.ADVICE,
            commands=("python -X faulthandler -m pytest -p no:xdist -x",),
        ),
    ),
)
