"""A linter objects to the code.

## Why
The change breaks a rule that the project's linter guards, the linter's new release brought further rules, or its
configuration selects rules that old code never kept.

## Fix
Run the same linter locally and fix what it names; most linters repair the simple cases themselves. If the rules came
with a new release, pin the linter's version and raise it in a change of its own.
"""

from __future__ import annotations

from collections.abc import Iterator

from regreen.logs.gates import Gates
from regreen.rule import Category, Fixer, Match, Rule, Safety, Tier
from regreen.rules._gates import objection
from regreen.rules._reports import repairs, reported

_ELSEWHERE = frozenset(
    {
        "isort",
        "codespell",
        "typos",
        "cspell",
        "deptry",
        "import-linter",
        "commitlint",
        "commitizen",
        "gitlint",
        "pull request title",
    }
)
_LINTERS = (
    *("ruff", "flake8", "pylint", "pycodestyle", "pyflakes", "yamllint"),
    *("autoflake", "pyupgrade", "reorder-python-imports", "doc8", "sphinx-lint"),
)


def violations(gates: Gates) -> Iterator[Match]:
    """Linters with errors, other than those that other rules are about."""
    for gate in gates.of(Category.LINT):
        if gate.tool not in _ELSEWHERE and gate.codes != "I001" and gate.subject != "max-warnings":
            yield objection(gate, "finds # problems" if gate.count > 1 else "finds a problem")


RULE = Rule(
    id="lint-violations",
    category=Category.LINT,
    title="{tool} finds problems",
    log=violations,
    find=reported(*_LINTERS, says="finds # problem(s)"),
    key=("tool", "codes", "where", "subject"),
    tier=Tier.TOOL,
    fixers=(
        Fixer("Take the repairs of {tool} itself", Safety.SAFE, repairs),
        Fixer("Run the linter locally and fix what it names", Safety.ADVICE, commands=("{remedy}",)),
    ),
)
