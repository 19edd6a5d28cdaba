"""`python -m` is given a module of the repository that is not there or cannot be run.

## Why
The module was renamed or moved, or it is a package without `__main__.py`: Python then says `No module named …` or
`… is a package and cannot be directly executed`.

## Fix
Name the module that there is now, or give the package a `__main__.py`.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable
from typing import TYPE_CHECKING

from regreen.rule import Category, Edit, Fixer, Match, Matches, Rule, Safety, Severity

if TYPE_CHECKING:
    from regreen.project.paths.calls import PlacedCall
    from regreen.project.tree import Tree
    from regreen.workflow.scripts import PlacedStep


def missing(steps: tuple[PlacedStep, ...], tree: Tree) -> Matches:
    """One match for each module."""
    from regreen.project.paths.calls import placed_calls
    from regreen.project.paths.own_modules import module_of

    groups: dict[str, list[PlacedCall]] = {}
    if not tree.tracked:
        return
    for call in placed_calls(steps):
        module, _ = module_of(call)
        if module and _is_missing(module, call, tree):
            groups.setdefault(module, []).append(call)
    for module, calls in groups.items():
        first = calls[0]
        package = posixpath.join(first.directory, module.replace(".", "/"))
        near = _near(module, tree)
        why = "is a package without __main__.py" if tree.is_dir(package) else "is not in the repository"
        yield Match(
            places=tuple(dict.fromkeys(call.place_of(call.program.word) for call in calls)),
            data={"module": module, "near": near},
            severity=Severity.ERROR if any(call.certain for call in calls) else Severity.WARNING,
            title=f"`python -m {module}`: it {why}" + (f"; there is {near}" if near else ""),
            count=len(calls),
        )


def _is_missing(module: str, call: PlacedCall, tree: Tree) -> bool:
    """Whether the package is the repository's own, stands where the call is made, and lacks the module."""
    from regreen.project.paths.own_modules import runnable

    own = posixpath.join(call.directory, module.partition(".")[0])
    python = any(path.endswith(".py") for path in tree.under(own)) if tree.is_dir(own) else False
    if (
        not python
        or f"{own}/__init__.py" not in tree
        or any(path in tree for path in runnable(module, call.directory))
    ):
        return False
    if call.placed.env("PYTHONPATH") is not None or "PYTHONPATH" in (call.placed.step.run or ""):
        return False
    folder = posixpath.join(call.directory, module.replace(".", "/"))
    return not any(
        path.startswith(folder) and path.endswith((".pyx", ".so", ".pyi")) for path in tree.under(own)
    )


def _near(module: str, tree: Tree) -> str:
    """The only module of the repository that has the same last name."""
    name = module.rpartition(".")[2]
    paths = [
        path for path in tree.names.get(f"{name}.py", ()) if path.startswith(module.partition(".")[0] + "/")
    ]
    return paths[0].removesuffix(".py").replace("/", ".") if len(paths) == 1 else ""


def moved(match: Match, steps: tuple[PlacedStep, ...], tree: Tree) -> Iterable[Edit]:
    """The module of the same name."""
    from regreen.project.paths.calls import placed_calls

    for call in placed_calls(steps) if match.data["near"] else ():
        place, span = call.place_of(call.program.word), call.span_of(call.program.word)
        module = match.data["module"]
        if place in match.places and call.placed.source.text[span.start : span.end] == module:
            yield Edit(span, module, match.data["near"])


RULE = Rule(
    id="module-not-runnable",
    category=Category.MISSING_FILE,
    title="`python -m {module}` cannot be run",
    find=missing,
    key=("module",),
    fixers=(
        Fixer("Name the module that there is", Safety.UNSAFE, moved),
        Fixer("Name a module that can be run, or add `__main__.py`", Safety.ADVICE),
    ),
)
