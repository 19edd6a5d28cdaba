"""The build reads a readme or licence file that does not exist where it runs.

## Why
The file was renamed or never committed, or a Dockerfile copies only `pyproject.toml` before it installs the
project. `.dockerignore` often leaves out `*.md`.

## Fix
Correct `readme`/`license-files`, commit the file, or copy it before the install step.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from regreen.model.text import Span
from regreen.rule import Category, Edit, Fixer, Match, Matches, Rule, Safety, Severity
from regreen.rules._jobs import installed_projects, unique
from regreen.rules._named import same_kind, written
from regreen.rules._refused import NOT_INSTALLED, refused

if TYPE_CHECKING:
    from regreen.project.jobs.model import JobRun
    from regreen.project.jobs.projects import Project, Projects
    from regreen.project.layout import Named
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


def _mine(
    match: Match, job_runs: tuple[JobRun, ...], projects: Projects
) -> Iterator[tuple[Project, Named, list[str]]]:
    """What the match is about, with the files of its kind in the folder."""
    from regreen.project.layout import named_files

    for project, _ in installed_projects(job_runs, projects) if not match.lines else ():
        for item in named_files(project):
            if item.place == match.places[0] and item.path == match.data["subject"]:
                folder = f"{project.directory}/{item.path}".lstrip("/").rpartition("/")[0]
                names = [path.rpartition("/") for path in projects.tree.paths]
                yield project, item, same_kind(item.what, [name for head, _, name in names if head == folder])


def named(match: Match, job_runs: tuple[JobRun, ...], projects: Projects) -> Iterator[Edit]:
    """The only file of the kind that there is."""
    for project, item, there in _mine(match, job_runs, projects):
        file = project.pyproject
        if len(there) == 1 and file is not None:
            head, slash, _ = item.path.rpartition("/")
            yield from written(file.source, item.place, item.path, f"{head}{slash}{there[0]}")


def added(match: Match, job_runs: tuple[JobRun, ...], projects: Projects) -> Iterator[Edit]:
    """A readme with the name of the project, where there is none."""
    for project, item, there in _mine(match, job_runs, projects):
        if not there and item.what == "the readme" and item.path.lower().endswith(".md") and project.name:
            path = f"{project.directory}/{item.path}".lstrip("/")
            yield Edit(Span(path, 0, 0), "", f"# {project.name}\n")


RULE = Rule(
    id="metadata-file-missing",
    category=Category.PACKAGING_CONFIG,
    title="The metadata name the file {subject}, which is not there",
    log=refused("metadata-file-missing", tolerated=True),
    find=lacking,
    key=("subject",),
    explains=NOT_INSTALLED,
    fixers=(
        Fixer("Name the file that there is", Safety.SAFE, named),
        Fixer("Add {subject} with the name of the project", Safety.UNSAFE, added),
        Fixer(
            "Correct the name in pyproject.toml, or copy {subject} before the project is installed",
            Safety.ADVICE,
        ),
    ),
)
