"""A tool is called in a form that its newest release no longer has.

## Why
The tool is installed without a version, and a release dropped the sub-command or option. On the machine of the one who wrote
the line an older release is installed.

## Fix
Write what the release has instead, or pin the tool below it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from regreen.rule import Category, Fixer, Match, Matches, Rule, Safety, Severity
from regreen.rules._jobs import unique

if TYPE_CHECKING:
    from datetime import date

    from regreen.project.jobs.model import JobRun
    from regreen.project.jobs.outdated import Outdated
    from regreen.project.tree import Tree


def refused(job_runs: tuple[JobRun, ...], tree: Tree, today: date) -> Matches:
    """Calls that the release which comes in refuses; one match for each form."""
    from regreen.project.jobs.outdated import outdated_calls

    groups: dict[str, list[Outdated]] = {}
    for item in outdated_calls(job_runs, tree, today):
        groups.setdefault(item.form.said, []).append(item)
    for said, members in groups.items():
        form = members[0].form
        places = [item.place for item in members]
        places += [item.requirement for item in members if item.requirement is not None]
        certain = any(item.certain for item in members)
        yield Match(
            places=unique(places),
            data={
                "form": said,
                "package": form.package or form.program,
                "version": form.version,
                "since": form.since.isoformat(),
                "instead": form.instead,
            },
            severity=Severity.ERROR if certain else Severity.WARNING,
            count=len(places),
        )


RULE = Rule(
    id="command-removed-upstream",
    category=Category.MISSING_TOOL,
    title="{package} {version} ({since}) no longer has `{form}`; write {instead}",
    find=refused,
    key=("form",),
    explains=("tool-usage-wrong", "command-not-found"),
    fixers=(Fixer("Write {instead}, or require {package}<{version}", Safety.ADVICE),),
)
