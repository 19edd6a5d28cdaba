"""A console script names a module that the project does not have.

## Why
The module was renamed, moved or never committed. Installing works all the same; the script fails when it is called:
`ModuleNotFoundError`.

## Fix
Name the module as it is now in `[project.scripts]` (or `[tool.poetry.scripts]`), or commit the file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from regreen.rule import Category, Edit, Fixer, Match, Matches, Rule, Safety, Severity
from regreen.rules._jobs import installed_projects, unique
from regreen.rules._named import written

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


def moved(match: Match, job_runs: tuple[JobRun, ...], projects: Projects) -> Iterator[Edit]:
    """The only module of the same name within the package that defines what the script calls."""
    from regreen.project.layout import missing_scripts

    for project, _ in installed_projects(job_runs, projects):
        for script, module in missing_scripts(project):
            if script.place != match.places[0] or project.pyproject is None:
                continue
            top, _, rest = module.partition(".")
            called = script.target.partition(":")[2].partition(".")[0].strip()
            inside = [
                path for path in project.tree.paths if f"/{top}/" in f"/{path}" and path.endswith(".py")
            ]
            able = [path for path in inside if _defines(project.tree.text(path) or "", called)]
            same = [path for path in able if path.endswith(f"/{rest.rpartition('.')[2]}.py")] or able
            if len(same) == 1:
                tail = f"/{same[0]}".rpartition(f"/{top}/")[2].removesuffix(".py").replace("/", ".")
                new = script.target.replace(module, f"{top}.{tail}", 1)
                yield from written(project.pyproject.source, script.place, script.target, new)


def _defines(text: str, name: str) -> bool:
    return (
        bool(name)
        and re.search(rf"^(?:async def|def|class) {re.escape(name)}\b|^{re.escape(name)}\b *=", text, re.M)
        is not None
    )


RULE = Rule(
    id="entry-point-missing",
    category=Category.PACKAGING_CONFIG,
    title="The script {script} starts {module}, which is not there",
    find=dangling,
    key=("script",),
    explains=("module-not-installed", "command-not-found"),
    fixers=(
        Fixer("Name the module of {script} as it is", Safety.UNSAFE, moved),
        Fixer("Name the module of {script} as it is, or commit it", Safety.ADVICE),
    ),
)
