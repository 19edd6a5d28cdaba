"""Imports do not stand in the order that the import sorter wants.

## Why
An import was added where it was convenient, or the sorter takes a first-party module for a third-party one because
it runs in another folder or environment than on the developer's machine.

## Fix
Let the sorter rewrite the files. If it changes nothing locally, name the project's packages in its configuration
(`known_first_party`, `src_paths`), so that the answer does not depend on where it runs.
"""

from __future__ import annotations

from collections.abc import Iterator

from regreen.logs.gates import Gates
from regreen.rule import Category, Fixer, Match, Rule, Safety, Tier
from regreen.rules._gates import objection
from regreen.rules._reports import repairs, reported


def unsorted(gates: Gates) -> Iterator[Match]:
    """Isort's complaints, and ruff's where it has no other."""
    for gate in gates.of(Category.LINT):
        if gate.tool == "isort" or gate.codes == "I001":
            match = objection(
                gate, "wants the imports of # files sorted" if gate.count > 1 else "wants imports sorted"
            )
            remedy = "isort ." if gate.tool == "isort" else "ruff check --select I --fix"
            yield Match(
                lines=match.lines,
                claims=match.claims,
                count=match.count,
                data={**match.data, "remedy": remedy},
                title=match.title,
            )


RULE = Rule(
    id="imports-not-sorted",
    category=Category.LINT,
    title="{tool} wants imports sorted in {path}",
    log=unsorted,
    find=reported("isort", says="wants the imports of # file(s) sorted"),
    key=("tool", "where"),
    tier=Tier.TOOL,
    fixers=(
        Fixer("Take the repairs of {tool} itself", Safety.SAFE, repairs),
        Fixer("Sort the imports", Safety.ADVICE, commands=("{remedy}",)),
    ),
)
