"""The build reads a readme or licence file that does not exist where it runs.

## Why
The file was renamed or never committed, or a Dockerfile copies only `pyproject.toml` before it installs the
project. `.dockerignore` often leaves out `*.md`.

## Fix
Correct `readme`/`license-files`, commit the file, or copy it before the install step.
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
    """Files that the metadata of an installed project name and git does not have."""
    from regreen.project.generated import Generated
    from regreen.project.layout import absent, named_files

    generated = Generated(tree)
    for project, installs in installed_projects(job_runs, projects):
        for item in absent(project, named_files(project), generated):
            certain = any(install.certain for _, install in installs)
            yield Match(
                places=unique((item.place, *(install.place for _, install in installs))),
                data={"subject": item.path},
                severity=Severity.ERROR if certain else Severity.WARNING,
                title=f"The metadata name {item.path} as {item.what}, and git does not have it",
            )


RULE = Rule(
    id="metadata-file-missing",
    category=Category.PACKAGING_CONFIG,
    title="The metadata name the file {subject}, which is not there",
    log=refused("metadata-file-missing", tolerated=True),
    find=lacking,
    key=("subject",),
    explains=NOT_INSTALLED,
    fixers=(
        Fixer(
            "Correct the name in pyproject.toml, or copy {subject} before the project is installed",
            Safety.ADVICE,
        ),
    ),
)
