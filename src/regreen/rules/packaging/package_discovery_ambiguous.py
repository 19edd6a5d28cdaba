"""A build back end finds several candidates for the package, or none.

## Why
setuptools refuses a flat layout with more than one top-level folder, since it would ship `tests`, `scripts`
or `data` as packages; a new folder at the root is enough. hatchling looks for a folder named like the
project.

## Fix
Name the packages: `[tool.setuptools] packages = ["shop"]` (or `packages.find`),
`[tool.hatch.build.targets.wheel] packages = ["src/shop"]`; or move the package below `src/`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from regreen.model.errors import PatchError
from regreen.rule import Category, Edit, Fixer, Match, Matches, Rule, Safety, Severity
from regreen.rules._jobs import installed_projects, named, unique
from regreen.rules._refused import NOT_INSTALLED, refused

if TYPE_CHECKING:
    from regreen.project.jobs.model import JobRun
    from regreen.project.jobs.projects import Projects

_SHOWN = 6


def ambiguous(job_runs: tuple[JobRun, ...], projects: Projects) -> Matches:
    """Projects in a flat layout with several top-level packages, none of which is named, that a job installs."""
    from regreen.project.layout import candidates

    for project, installs in installed_projects(job_runs, projects):
        found = candidates(project)
        if len(found) < 2:
            continue
        file = project.pyproject
        own = [file.place("project", "name")] if file is not None and file.table("project") else []
        run = installs[0][0]
        shown = ", ".join(found[:_SHOWN]) + (", …" if len(found) > _SHOWN else "")
        yield Match(
            places=unique((*own, *(install.place for _, install in installs))),
            data={"project": project.directory, "found": " ".join(found)},
            severity=Severity.ERROR if any(install.certain for _, install in installs) else Severity.WARNING,
            title=f"{named(run)} installs the project, and setuptools cannot tell which of {shown} is the package",
        )


def stopped(job_runs: tuple[JobRun, ...], projects: Projects) -> Matches:
    """Projects that hatchling builds and that have a package, but none of their name."""
    from regreen.project.layout import unnamed_by_hatch

    for project, installs in installed_projects(job_runs, projects):
        found, file = unnamed_by_hatch(project), project.pyproject
        if not found or file is None:
            continue
        folder = project.name.replace("-", "_")
        yield Match(
            places=unique((file.place("project", "name"), *(install.place for _, install in installs))),
            data={"project": project.directory, "found": " ".join(found)},
            severity=Severity.ERROR if any(install.certain for _, install in installs) else Severity.WARNING,
            title=f"{named(installs[0][0])} installs the project, and hatchling looks for a folder {folder}, "
            f"not {', '.join(found)}",
        )


def unclear(job_runs: tuple[JobRun, ...], projects: Projects) -> Matches:
    """Projects whose build back end does not know what to ship."""
    yield from ambiguous(job_runs, projects)
    yield from stopped(job_runs, projects)


def shipped(match: Match, projects: Projects) -> list[Edit]:
    """The only package there is, for hatchling."""
    from regreen.patch.toml import set_value
    from regreen.project.layout import unnamed_by_hatch

    project = projects.at(match.data.get("project", ""))
    found = unnamed_by_hatch(project) if not match.lines else ()
    if project.pyproject is None or len(found) != 1:
        return []
    try:
        key = ("tool", "hatch", "build", "targets", "wheel", "packages")
        return set_value(project.pyproject.source, key, list(found))
    except PatchError:
        return []


def chosen(match: Match, projects: Projects) -> list[Edit]:
    """The folder that is called like the project."""
    from regreen.patch.toml import set_value
    from regreen.project.distributions import normalize

    project = projects.at(match.data.get("project", ""))
    file = project.pyproject
    if file is None or match.lines:
        return []
    mine = [name for name in match.data["found"].split() if normalize(name) == project.name]
    if not mine:
        return []
    try:
        return set_value(file.source, ("tool", "setuptools", "packages", "find", "include"), [f"{mine[0]}*"])
    except PatchError:
        return []


RULE = Rule(
    id="package-discovery-ambiguous",
    category=Category.PACKAGING_CONFIG,
    title="The build back end cannot tell which folders are the package",
    log=refused("package-discovery-ambiguous", tolerated=True),
    find=unclear,
    explains=(*NOT_INSTALLED, "package-build-failed"),
    fixers=(
        Fixer("Name the package", Safety.UNSAFE, chosen),
        Fixer("Name the only package there is", Safety.SAFE, shipped),
        Fixer("Name the packages in pyproject.toml, or use a `src/` layout", Safety.ADVICE),
    ),
)
