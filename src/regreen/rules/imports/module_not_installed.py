"""Python imports a module that the job's environment does not have.

## Why
The package is not among what the job installs: it was installed by hand on the developer's machine, belongs to
an extra or group that the job leaves out, or its distribution has another name than its module.

## Fix
Declare the distribution where the job installs from. A test helper belongs into the test group or extra.
"""

from __future__ import annotations

from collections.abc import Iterator

from regreen.rule import Category, Line, Match, Matches, Pattern, Raised, Rule, Signals, TestFailure

_MODULE = Pattern(r"No module named '?(?P<module>[\w.]+)'?")


def missing(signals: Signals) -> Matches:
    """One match for each top-level module and step."""
    groups: dict[tuple[object, str], list[tuple[Line, tuple[Line, ...]]]] = {}
    for line, lines, module in _errors(signals):
        groups.setdefault((signals.place(line).key, module), []).append((line, lines))
    for (_, module), members in groups.items():
        claims = tuple(line for _, lines in members for line in lines)
        shown = tuple(dict.fromkeys((members[0][0], *members[0][1], *(line for line, _ in members[1:]))))
        yield Match(lines=shown[:5], claims=claims, count=len(members), data={"module": module})


def _errors(signals: Signals) -> Iterator[tuple[Line, tuple[Line, ...], str]]:
    for signal in signals.all:
        if isinstance(signal, TestFailure | Raised):
            found = next((m for line in signal.lines if (m := _MODULE.search(line.text))), None)
            if found and signal.error in ("ModuleNotFoundError", "ImportError", ""):
                yield signal.line, signal.lines, found["module"].partition(".")[0]


RULE = Rule(
    id="module-not-installed",
    category=Category.MISSING_MODULE,
    title="Nothing that the job installs provides the module {module}",
    log=missing,
    key=("module",),
    explains=("coverage-below-threshold",),
)
