"""Legs of a matrix share one cached virtual environment.

## Why
The key of the cache does not name the Python version. The leg that comes first saves its environment; the others,
and later runs, get an environment that was made for another interpreter: compiled packages do not load, scripts start
the wrong Python.

## Fix
Name the version in the key: `${{ runner.os }}-${{ steps.python.outputs.python-version }}-…`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from regreen.model.errors import PatchError
from regreen.rule import Category, Edit, Fixer, Match, Matches, Rule, Safety, Severity
from regreen.rules._uses import Use, uses

if TYPE_CHECKING:
    from regreen.workflow.definitions import Job
    from regreen.workflow.scripts import PlacedStep

_ENVIRONMENT = re.compile(r"(?:^|/)(?:\.?venv|env|\.tox|\.nox)/?$")
_MATRIX = re.compile(r"\bmatrix\.([\w-]+)")


def shared(steps: tuple[PlacedStep, ...]) -> Matches:
    """One match for each cache."""
    from regreen.project.place import at

    for use, name in _all(steps):
        node = use.placed.step.at("with", "key")
        job = use.placed.job
        yield Match(
            places=(at(use.source, node.span.start) if node else use.place, use.place),
            data={"path": use.source.path, "job": job.id if job else "", "name": name},
            severity=Severity.WARNING,
        )


def _all(steps: tuple[PlacedStep, ...]) -> Iterator[tuple[Use, str]]:
    for use in uses(steps, "actions/cache", "actions/cache/restore"):
        given, job = use.placed.step.with_, use.placed.job
        paths = [line.strip() for line in given.get("path", "").split("\n")]
        key = given.get("key", "")
        if job is None or "python" in key.lower() or not any(map(_ENVIRONMENT.search, paths)):
            continue
        name = _varying(job)
        if name and f"matrix.{name}" not in key and "toJSON(matrix)" not in key:
            yield use, name


def _varying(job: Job) -> str:
    """The key of the matrix that decides the Python version, where it has several values."""
    from regreen.workflow.matrix import values_of

    for step in job.steps:
        asked = step.with_.get("python-version", "")
        found = _MATRIX.search(asked)
        if found and len({value.string for value in values_of(job, asked)}) > 1:
            return found[1]
    return ""


def told_apart(match: Match, steps: tuple[PlacedStep, ...]) -> Iterable[Edit]:
    """The version at the end of the key."""
    from regreen.patch.yaml import replace_scalar
    from regreen.workflow.nodes import Scalar

    for use, name in _all(steps):
        node = use.placed.step.at("with", "key")
        if use.place in match.places and isinstance(node, Scalar):
            try:
                return replace_scalar(use.source, node.span, f"{node.text}-${{{{ matrix.{name} }}}}")
            except PatchError:
                return []
    return []


RULE = Rule(
    id="cache-shared-between-legs",
    category=Category.CACHE,
    title="The legs of {job} share one cached environment: the key does not name matrix.{name}",
    find=shared,
    key=("path", "job"),
    severity=Severity.WARNING,
    fixers=(Fixer("Name the version in the key", Safety.SAFE, told_apart),),
)
