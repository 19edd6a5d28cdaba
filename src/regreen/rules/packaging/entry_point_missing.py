"""A console script names a module that the project does not have.

## Why
The module was renamed, moved or never committed. Installing works all the same; the script fails when it is called:
`ModuleNotFoundError`.

## Fix
Name the module as it is now in `[project.scripts]` (or `[tool.poetry.scripts]`), or commit the file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from regreen.rule import Category, Fixer, Match, Matches, Rule, Safety, Severity
from regreen.rules._jobs import installed_projects, unique

if TYPE_CHECKING:
    from regreen.project.jobs.lacking import Lacking
    from regreen.project.jobs.model import JobRun
    from regreen.project.jobs.projects import Projects


def dangling(job_runs: tuple[JobRun, ...], projects: Projects, lacking: Lacking) -> Matches:
    """Scripts of installed projects; an error where a job calls one of them."""
    from regreen.project.layout import missing_scripts

    for project, _ in installed_projects(job_runs, projects):
        for script, module in missing_scripts(project):
            calls = [call for run in job_runs for call in run.calls if call.program == script.name]
            yield Match(
                places=unique((script.place, *(call.place for call in calls))),
                data={"script": script.name, "module": module},
                severity=Severity.ERROR if any(call.certain for call in calls) else Severity.WARNING,
                title=f"The script {script.name} starts {module}, which git does not have",
            )


RULE = Rule(
    id="entry-point-missing",
    category=Category.PACKAGING_CONFIG,
    title="The script {script} starts {module}, which is not there",
    find=dangling,
    key=("script",),
    explains=("module-not-installed", "command-not-found"),
    fixers=(Fixer("Name the module of {script} as it is, or commit it", Safety.ADVICE),),
)
