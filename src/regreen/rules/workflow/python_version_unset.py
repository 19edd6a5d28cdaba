"""setup-python is not told which Python to set up.

## Why
Without `python-version`, `python-version-file` or a `.python-version` in the repository the step takes whatever Python
the runner's image has. It changes with the image, and with it everything that depends on the version: resolved
dependencies, help texts, warnings.

## Fix
Say the version, or name the file that says it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from regreen.rule import Category, Edit, Fixer, Match, Matches, Rule, Safety, Severity

if TYPE_CHECKING:
    from regreen.project.tree import Tree
    from regreen.rules._uses import Use
    from regreen.workflow.scripts import PlacedStep

_PLAIN = re.compile(r"3\.\d{1,2}")


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
    """The version that the other steps of the file name, or of all files, where they agree; else the newest of a
    matrix.
    """
    from regreen.model.errors import PatchError
    from regreen.patch.yaml import insert_key
    from regreen.rules._uses import uses

    known = list(uses(steps, "actions/setup-python"))
    for use in _unset(steps, tree):
        same = [other for other in known if other.source.path == use.source.path]
        version = _version(same) or _version(known)
        if use.place != match.places[0] or not version:
            continue
        path = use.placed.path
        try:
            if use.placed.step.at("with") is None:
                return insert_key(use.source, path, "with", {"python-version": version}, after="uses")
            return insert_key(use.source, (*path, "with"), "python-version", version)
        except PatchError:
            return []
    return []


def _version(known: Iterable[Use]) -> str:
    """The one version that steps name; else the newest one of their matrices."""
    from regreen.workflow.matrix import values_of

    named: set[str] = set()
    listed: set[tuple[int, ...]] = set()
    for use in known:
        written = use.placed.step.with_.get("python-version", "")
        if "${{" not in written:
            named |= {written} - {""}
        elif use.placed.job is not None:
            values = values_of(use.placed.job, written)
            listed |= {_numbers(value.text) for value in values if _PLAIN.fullmatch(value.text)}
    if len(named) == 1:
        return named.pop()
    return ".".join(map(str, max(listed))) if listed and not named else ""


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(map(int, version.split(".")))


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
