"""A build back end is told of a package folder that does not exist.

## Why
The folder was renamed or moved (to `src/`, say), is ignored by git, or was not copied into the image before
the build.

## Fix
Correct `packages`, `package_dir` or `include` in the packaging configuration, or commit the folder.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from regreen.rule import Category, Fixer, Match, Matches, Rule, Safety, Severity
from regreen.rules._jobs import installed_projects, unique
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


RULE = Rule(
    id="package-directory-missing",
    category=Category.PACKAGING_CONFIG,
    title="The packaging configuration names {subject}, which is not there",
    log=refused("package-directory-missing", tolerated=True),
    find=lacking,
    key=("subject",),
    explains=NOT_INSTALLED,
    fixers=(
        Fixer(
            "Compare the configuration with what is committed",
            Safety.ADVICE,
            commands=("git ls-files | head",),
        ),
    ),
)
