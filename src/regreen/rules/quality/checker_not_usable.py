"""A checker stopped before it checked anything.

## Why
Its configuration or its command line names an option, rule, plugin or path that this version does not have, a plugin is
not installed beside it, or the checker itself crashed.

## Fix
Compare the version of the job with the one the configuration was written for, and pin it. Install plugins in the same
environment. A crash goes away with another version; report it to the project of the checker.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from regreen.rule import Category, Edit, Fixer, Match, Matches, Rule, Safety, Severity
from regreen.rules._jobs import declare, named, unique
from regreen.rules._mypy import mypy_calls
from regreen.rules._refused import refused

if TYPE_CHECKING:
    from regreen.project.jobs.lacking import Lacking
    from regreen.project.jobs.model import JobRun
    from regreen.project.tree import Tree


def stopped(job_runs: tuple[JobRun, ...], lacking: Lacking, tree: Tree) -> Matches:
    """Plugins of mypy that a job does not have, and files that mypy is to check and the checkout does not have."""
    from regreen.project.style.mypy import option_place, unusable

    told: set[str] = set()
    for found in mypy_calls(job_runs, lacking, tree):
        if "--config-file" in " ".join(found.words):
            continue
        for text, said in unusable(tree, found.options, found.closure.names, found.words):
            place = option_place(tree, found.options, text)
            if place is None or text in told:
                continue
            told.add(text)
            certain = found.call.certain and (not found.closure.open or "plugin" not in said)
            yield Match(
                places=unique((place, found.call.place)),
                data={"tool": "mypy", "text": said, "plugin": text if "importing" in said else ""},
                severity=Severity.ERROR if certain else Severity.WARNING,
                title=f"mypy cannot do its work in {named(found.run)}: {said}",
            )


def installed(match: Match, job_runs: tuple[JobRun, ...], lacking: Lacking, tree: Tree) -> list[Edit]:
    """The distribution of the plugin beside mypy."""
    from regreen.project.distributions import distribution_of

    plugin = match.data.get("plugin", "")
    found: dict[Edit, None] = {}
    for run in job_runs if plugin and not match.lines else ():
        for call in run.calls:
            environment = lacking.holdings.runs_in(call) if call.place in match.places else None
            if environment is not None:
                name = distribution_of(plugin.partition(".")[0])
                found.update(dict.fromkeys(declare(name, run, environment, tree, tests=True)))
    return list(found)


RULE = Rule(
    id="checker-not-usable",
    category=Category.LINT,
    title="{tool} cannot do its work: {text}",
    log=refused("checker-crash", "checker-plugin", "checker-path", "checker-usage", "checker-config"),
    find=stopped,
    key=("tool", "text"),
    fixers=(
        Fixer("Install what has the plugin beside mypy", Safety.UNSAFE, installed),
        Fixer(
            "Run the checker locally in the version of the job", Safety.ADVICE, commands=("{tool} --version",)
        ),
    ),
)
