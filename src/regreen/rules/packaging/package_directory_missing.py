"""A build back end is told of a package folder that does not exist.

## Why
The folder was renamed or moved (to `src/`, say), is ignored by git, or was not copied into the image before
the build.

## Fix
Correct `packages`, `package_dir` or `include` in the packaging configuration, or commit the folder.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from regreen.rule import Category, Edit, Fixer, Match, Matches, Rule, Safety, Severity
from regreen.rules._jobs import installed_projects, unique
from regreen.rules._named import written
from regreen.rules._refused import NOT_INSTALLED, refused

if TYPE_CHECKING:
    from regreen.project.jobs.model import JobRun
    from regreen.project.jobs.projects import Projects
    from regreen.project.tree import Tree


def lacking(job_runs: tuple[JobRun, ...], projects: Projects, tree: Tree) -> Matches:
    """Folders that the configuration of an installed project names and git does not have."""
    from regreen.project.generated import Generated
    from regreen.project.layout import absent, named_folders

    generated = Generated(tree)
    for project, installs in installed_projects(job_runs, projects):
        for item in absent(project, named_folders(project), generated):
            certain = item.fatal and any(install.certain for _, install in installs)
            yield Match(
                places=unique((item.place, *(install.place for _, install in installs))),
                data={"subject": item.path},
                severity=Severity.ERROR if certain else Severity.WARNING,
                title=f"The packaging configuration names {item.path} as the place of {item.what}; git has none",
            )


def moved(match: Match, job_runs: tuple[JobRun, ...], projects: Projects, tree: Tree) -> Iterator[Edit]:
    """The only folder of the same name that holds a package."""
    from regreen.project.layout import named_folders

    for project, _ in installed_projects(job_runs, projects) if not match.lines else ():
        for item in named_folders(project):
            if (
                item.place != match.places[0]
                or item.path != match.data["subject"]
                or project.pyproject is None
            ):
                continue
            name, own = item.path.rstrip("/").rpartition("/")[2], project.directory
            base = f"{own}/" if own else ""
            packages = [path.removesuffix("/__init__.py") for path in tree.names.get("__init__.py", ())]
            same = [path for path in packages if path.rpartition("/")[2] == name and path.startswith(base)]
            if len(same) == 1:
                new, source = same[0].removeprefix(base), project.pyproject.source
                heads = item.path.rpartition("/")[0], new.rpartition("/")[0]
                edits = written(source, item.place, item.path, new)
                yield from edits or (written(source, item.place, *heads) if all(heads) else ())


RULE = Rule(
    id="package-directory-missing",
    category=Category.PACKAGING_CONFIG,
    title="The packaging configuration names {subject}, which is not there",
    log=refused("package-directory-missing", tolerated=True),
    find=lacking,
    key=("subject",),
    explains=NOT_INSTALLED,
    fixers=(
        Fixer("Name the folder of the package as it is", Safety.UNSAFE, moved),
        Fixer(
            "Compare the configuration with what is committed",
            Safety.ADVICE,
            commands=("git ls-files | head",),
        ),
    ),
)
