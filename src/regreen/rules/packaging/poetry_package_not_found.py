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
from typing import TYPE_CHECKING

from regreen.model.errors import PatchError
from regreen.rule import (
    Category,
    Edit,
    Fixer,
    Match,
    Matches,
    Pattern,
    Refusal,
    Rule,
    Safety,
    Severity,
    Signals,
)
from regreen.rules._jobs import installed_projects, unique
from regreen.rules._refused import NOT_INSTALLED, matched

if TYPE_CHECKING:
    from regreen.project.jobs.model import JobRun
    from regreen.project.jobs.projects import Project, Projects
    from regreen.project.pyproject import Pyproject
    from regreen.project.tree import Tree

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


def missing(job_runs: tuple[JobRun, ...], projects: Projects, tree: Tree) -> Iterator[Match]:
    """Projects that Poetry builds, without a package of their name, which a job installs."""
    for project, installs in installed_projects(job_runs, projects):
        file = project.pyproject
        mine = [(run, install) for run, install in installs if install.tool == "poetry"]
        if file is None or not mine or not _needs_package(file) or _has_package(tree, project):
            continue
        key = ("tool", "poetry", "name") if file.string("tool", "poetry", "name") else ("project", "name")
        places = unique((file.place(*key), *(install.place for _, install in mine)))
        certain = any(install.certain for _, install in mine)
        yield Match(
            places=places,
            data={"subject": project.name, "directory": project.directory},
            severity=Severity.ERROR if certain else Severity.WARNING,
            count=len(mine),
        )


def _needs_package(project: Pyproject) -> bool:
    poetry = project.table("tool", "poetry")
    declared = "packages" in poetry or "include" in poetry
    return project.backend.startswith("poetry") and poetry.get("package-mode") is not False and not declared


def _has_package(tree: Tree, project: Project) -> bool:
    """Whether Poetry finds one: a folder or module of the name, below the project or its `src`."""
    module = project.name.replace("-", "_")
    start = f"{project.directory}/" if project.directory else ""
    folders = [f"{start}{below}{module}" for below in ("", "src/")]
    return any(tree.is_dir(f"{path}{end}") for path in folders for end in ("", "-stubs")) or any(
        f"{path}.py" in tree for path in folders
    )


def _canonical(name: str) -> str:
    return _SEPARATORS.compiled.sub("-", name).lower()


def packages(match: Match, projects: Projects) -> list[Edit]:
    """The folder that the project's code is in, where it is a library with one."""
    from regreen.patch.toml import set_value

    project = projects.at(match.data.get("directory", ""))
    file = project.pyproject
    start = f"{project.directory}/" if project.directory else ""
    folders = _code_folders(project.tree, start)
    is_library = file is not None and (file.scripts or file.string("tool", "poetry", "readme"))
    if file is None or not is_library or len(folders) != 1 or not file.table("tool", "poetry"):
        return []
    origin, _, name = folders[0].rpartition("/")
    item = {"include": name, "from": origin} if origin else {"include": name}
    try:
        return set_value(file.source, ("tool", "poetry", "packages"), [item])
    except PatchError:
        return []


def _code_folders(tree: Tree, start: str) -> list[str]:
    """Folders with an `__init__` file directly below the project or its `src`, tests left out."""
    found = {
        path[len(start) :].removesuffix("/__init__.py")
        for path in tree.names.get("__init__.py", ())
        if path.startswith(start)
    }
    return sorted(
        folder
        for folder in found
        if folder.removeprefix("src/").count("/") == 0 and folder not in ("tests", "test", "docs", "examples")
    )


def no_package(match: Match, projects: Projects) -> list[Edit]:
    """The key that tells Poetry that the project is no package."""
    from regreen.patch.toml import set_value

    file = projects.at(match.data.get("directory", "")).pyproject
    if file is None or not file.table("tool", "poetry") or packages(match, projects):
        return []
    try:
        return set_value(file.source, ("tool", "poetry", "package-mode"), False)
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
        Fixer("Name the folder of the package", Safety.UNSAFE, edits=packages),
        Fixer("Tell Poetry that the project is no package", Safety.UNSAFE, edits=no_package),
        Fixer(
            "Install the dependencies alone, or name the folders in `packages`",
            Safety.ADVICE,
            commands=("poetry install --no-root",),
        ),
    ),
)
