"""The job installs into one environment and works in another.

## Why
`uv pip install --system` and plain `pip install` fill the interpreter that the job set up. `uv run` and `poetry run`
start the project's own environment (`.venv`), which has none of it: it holds what `uv sync` and `poetry install` put
there.

## Fix
Use one of the two throughout: install with `uv sync` (and the groups and extras that are wanted) and keep `uv run`, or
keep the installation and call the program without `uv run`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from regreen.model.text import Span
from regreen.rule import Category, Edit, Fixer, Match, Matches, Rule, Safety, Severity
from regreen.rules._jobs import named, unique

if TYPE_CHECKING:
    from regreen.project.jobs.lacking import Lacking, MissingTool
    from regreen.project.jobs.model import JobRun
    from regreen.project.tree import Tree

_RUN = re.compile(r"\b(?:uv|poetry|pdm) run (?=python)")


def divided(job_runs: tuple[JobRun, ...], lacking: Lacking) -> Matches:
    """Programs that are run in an environment without them, while another one of the job has them."""
    groups: dict[str, list[MissingTool]] = {}
    for item in lacking.missing_tools(job_runs):
        if item.elsewhere is not None and item.elsewhere.filled:
            groups.setdefault(item.program, []).append(item)
    for program, members in groups.items():
        first = members[0]
        filled = first.elsewhere.filled[-1:] if first.elsewhere else ()
        yield Match(
            places=unique(
                place
                for item in members
                for place in (item.call.place, *filled, *item.environment.filled[-1:])
            ),
            data={"program": program},
            severity=Severity.ERROR if first.call.certain and not first.open else Severity.WARNING,
            count=len(members),
            title=f"{named(first.run)} installs {program} into one environment and runs it in another",
        )


def undivided(match: Match, tree: Tree) -> list[Edit]:
    """The call without the launcher that leads into the other environment."""
    found: list[Edit] = []
    for place in match.places[:1]:
        source = tree.source(place.path)
        hit = _RUN.search(source.line(place.line)) if source is not None else None
        if source is not None and hit is not None:
            start = source.offset(place.line)
            found.append(Edit(Span(source.path, start + hit.start(), start + hit.end()), hit[0], ""))
    return found


RULE = Rule(
    id="two-environments",
    category=Category.MISSING_TOOL,
    title="{program} is installed into one environment and run in another",
    find=divided,
    explains=("module-not-installed", "tool-not-in-environment"),
    fixers=(
        Fixer("Run it where it is installed", Safety.UNSAFE, undivided),
        Fixer(
            "Install with the tool that runs it",
            Safety.ADVICE,
            commands=("uv sync --all-extras --dev", "uv run python -m {program}"),
        ),
    ),
)
