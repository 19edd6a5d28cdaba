"""Poetry installs the project itself as a package, and finds no folder or module of its name.

## Why
`poetry install` ends with installing the project. It looks for a folder or a module with the project's name (dashes
as underscores) at the root or below `src/`. An application whose folders have other names has none: versions 1.7
and 1.8 only warned, version 2 ends with an error.

## Fix
An application that nobody installs says so: `package-mode = false` below `[tool.poetry]` (since Poetry 1.8; older
versions refuse the key: use `poetry install --no-root` there). If it is to be installed, name its folders in
`packages`.
"""

from __future__ import annotations

from collections.abc import Iterator

from regreen.model.errors import PatchError
from regreen.patch.toml import set_value
from regreen.project.place import at
from regreen.project.pyproject import Pyproject, pyprojects
from regreen.project.tree import Tree
from regreen.rule import (
    Category,
    Edit,
    FileEvidence,
    Fixer,
    Match,
    Matches,
    Pattern,
    Refusal,
    Rule,
    Safety,
    Signals,
)
from regreen.rules._refused import NOT_INSTALLED, matched

_INSTALL = Pattern(r"\bpoetry install\b(?![^\n]*(?:--no-root|--no-directory))")
_SEPARATORS = Pattern(r"[-_.]+")


def refusals(signals: Signals) -> Matches:
    """Poetry's own statement, one match for each step and name."""
    groups: dict[tuple[object, str], list[Refusal]] = {}
    for refusal in signals.of(Refusal):
        if refusal.kind == "poetry-package-not-found":
            key = (signals.place(refusal.line).key, _canonical(refusal.subject))
            groups.setdefault(key, []).append(refusal)
    for (_, name), members in groups.items():
        match = matched(members)
        yield Match(
            lines=match.lines, claims=match.claims, count=match.count, data={**match.data, "subject": name}
        )


def missing(tree: Tree) -> Iterator[Match]:
    """Projects that Poetry builds, without a package of their name, which a workflow installs."""
    installs = list(_installs(tree))
    for project in pyprojects(tree) if installs else ():
        name = project.string("tool", "poetry", "name") or project.string("project", "name")
        if name and not project.directory and _needs_package(project) and not _has_package(tree, name):
            key = (
                ("tool", "poetry", "name")
                if project.string("tool", "poetry", "name")
                else ("project", "name")
            )
            places = (project.place(*key), *installs)
            yield Match(places=places[:3], data={"subject": _canonical(name)})


def _installs(tree: Tree) -> Iterator[FileEvidence]:
    """Where a workflow installs the project together with its dependencies."""
    for path in tree.under(".github/workflows"):
        source = tree.source(path)
        found = _INSTALL.search(source.text) if source is not None else None
        if source is not None and found is not None:
            yield at(source, found.start())


def _needs_package(project: Pyproject) -> bool:
    poetry = project.table("tool", "poetry")
    declared = "packages" in poetry or "include" in poetry
    return project.backend.startswith("poetry") and poetry.get("package-mode") is not False and not declared


def _has_package(tree: Tree, name: str) -> bool:
    module = _canonical(name).replace("-", "_")
    folders = (module, f"src/{module}", f"{module}-stubs", f"src/{module}-stubs")
    return any(tree.is_dir(path) for path in folders) or any(
        f"{path}.py" in tree for path in (module, f"src/{module}")
    )


def _canonical(name: str) -> str:
    return _SEPARATORS.compiled.sub("-", name).lower()


def no_package(tree: Tree) -> list[Edit]:
    """The key that tells Poetry that the project is no package."""
    source = tree.source("pyproject.toml")
    if source is None or "[tool.poetry" not in source.text:
        return []
    try:
        return set_value(source, ("tool", "poetry", "package-mode"), False)
    except PatchError:
        return []


RULE = Rule(
    id="poetry-package-not-found",
    category=Category.PACKAGING_CONFIG,
    title="Poetry is to install the project itself and finds no package {subject}",
    log=refusals,
    find=missing,
    key=("subject",),
    explains=NOT_INSTALLED,
    fixers=(
        Fixer("Tell Poetry that the project is no package", Safety.UNSAFE, edits=no_package),
        Fixer(
            "Install the dependencies alone, or name the folders in `packages`",
            Safety.ADVICE,
            commands=("poetry install --no-root",),
        ),
    ),
)
