"""`uv pip` installs into virtual environments only, unless it is told otherwise.

## Why
Where pip takes whatever Python it finds, uv wants an environment: none was made or activated in this job. The
interpreter of actions/setup-python does not count as one.

## Fix
Make one (`uv venv`) or install into the job's Python with `--system` (or `UV_SYSTEM_PYTHON=1`).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from regreen.rule import Category, Edit, Fixer, Match, Matches, Rule, Safety
from regreen.rules._refused import NOT_INSTALLED, refused
from regreen.rules._scripts import command_place

if TYPE_CHECKING:
    from regreen.model.finding import FileEvidence
    from regreen.workflow.scripts import PlacedStep


def without(steps: tuple[PlacedStep, ...]) -> Matches:
    """One match for each job."""
    from regreen.workflow.uv_environments import homeless

    groups: dict[tuple[str, str], list[FileEvidence]] = {}
    for placed, command, _ in homeless(steps):
        job = placed.job.id if placed.job else ""
        groups.setdefault((placed.source.path, job), []).append(command_place(placed, command))
    for (path, job), places in groups.items():
        title = f"`uv pip` is to install in {job}, where there is no virtual environment"
        yield Match(places=tuple(places), data={"path": path, "job": job}, title=title, count=len(places))


def into_system(match: Match, steps: tuple[PlacedStep, ...]) -> Iterable[Edit]:
    """The job's own Python as the place to install into."""
    from regreen.model.text import Span
    from regreen.workflow.uv_environments import homeless

    for placed, command, word in homeless(steps):
        if command_place(placed, command) in match.places:
            end = placed.span(word.start, word.end).end
            yield Edit(Span(placed.source.path, end, end), "", " --system")


RULE = Rule(
    id="virtual-environment-missing",
    category=Category.WORKFLOW_CONFIG,
    title="uv is to install, and there is no virtual environment",
    log=refused("no-virtual-environment", tolerated=True),
    find=without,
    explains=NOT_INSTALLED,
    fixers=(
        Fixer("Install into the Python of the job", Safety.SAFE, into_system),
        Fixer("Make an environment, or install with `--system`", Safety.ADVICE, commands=("uv venv",)),
    ),
)
