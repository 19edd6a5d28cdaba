"""setup-python is not told which Python to set up.

## Why
Without `python-version`, `python-version-file` or a `.python-version` in the repository the step takes whatever Python
the runner's image has. It changes with the image, and with it everything that depends on the version: resolved
dependencies, help texts, warnings.

## Fix
Say the version, or name the file that says it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from regreen.rule import Category, Edit, Fixer, Match, Matches, Rule, Safety, Severity

if TYPE_CHECKING:
    from regreen.project.tree import Tree
    from regreen.rules._uses import Use
    from regreen.workflow.scripts import PlacedStep


def unset(steps: tuple[PlacedStep, ...], tree: Tree) -> Matches:
    """One match for each step."""
    for use in _unset(steps, tree):
        data = {"path": use.source.path, "line": str(use.place.line)}
        yield Match(places=(use.place,), data=data)


def _unset(steps: tuple[PlacedStep, ...], tree: Tree) -> Iterator[Use]:
    from regreen.rules._uses import uses

    if ".python-version" in tree or ".tool-versions" in tree:
        return
    for use in uses(steps, "actions/setup-python"):
        given = use.placed.step.with_.keys()
        if not given & {"python-version", "python-version-file", "<<"} and use.placed.step.if_ is None:
            yield use


def said(match: Match, steps: tuple[PlacedStep, ...], tree: Tree) -> Iterable[Edit]:
    """The version that the other steps of the file name, where they agree."""
    from regreen.model.errors import PatchError
    from regreen.patch.yaml import insert_key
    from regreen.rules._uses import uses

    for use in _unset(steps, tree):
        same = [
            other for other in uses(steps, "actions/setup-python") if other.source.path == use.source.path
        ]
        named = {version for other in same if (version := other.placed.step.with_.get("python-version"))}
        if use.place != match.places[0] or len(named) != 1 or "${{" in (version := named.pop()):
            continue
        path = use.placed.path
        try:
            if use.placed.step.at("with") is None:
                return insert_key(use.source, path, "with", {"python-version": version}, after="uses")
            return insert_key(use.source, (*path, "with"), "python-version", version)
        except PatchError:
            return []
    return []


RULE = Rule(
    id="python-version-unset",
    category=Category.WORKFLOW_CONFIG,
    title="setup-python is not told which Python to set up",
    find=unset,
    key=("path", "line"),
    severity=Severity.WARNING,
    fixers=(
        Fixer("Set up the version that the other jobs use", Safety.UNSAFE, said),
        Fixer("Say the version with `python-version:`", Safety.ADVICE),
    ),
)
