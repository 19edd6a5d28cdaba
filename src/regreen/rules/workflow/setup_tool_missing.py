"""A setup action calls a tool that the job does not have yet.

## Why
`cache: poetry` of setup-python asks poetry for its settings, `cache: pnpm` of setup-node asks pnpm where its store is:
the tool must be installed before that step, and neither is on GitHub's images.

## Fix
Install the tool in a step before (`pipx install poetry`, `pnpm/action-setup`), or drop `cache:`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from regreen.rule import Category, Edit, Fixer, Match, Matches, Rule, Safety, Severity
from regreen.rules._refused import refused
from regreen.rules._uses import Use, uses

if TYPE_CHECKING:
    from regreen.workflow.scripts import PlacedStep

_NEEDED = {
    "actions/setup-python": {"poetry": "pipx install poetry"},
    "actions/setup-node": {"pnpm": "npm install --global pnpm"},
}
_QUIET = frozenset({"actions/checkout", "actions/cache", "actions/setup-node", "actions/setup-python"})


def absent(steps: tuple[PlacedStep, ...]) -> Matches:
    """One match for each setup step that comes before its tool."""
    from regreen.project.place import at
    from regreen.workflow.nodes import Scalar

    for use in uses(steps, *_NEEDED):
        node, job = use.placed.step.at("with", "cache"), use.placed.job
        tool = node.text.strip() if isinstance(node, Scalar) else ""
        if tool not in _NEEDED[use.action.lower()] or job is None or job.container is not None:
            continue
        if not isinstance(node, Scalar) or not _missing(use, tool):
            continue
        later = any(
            tool in f"{step.uses} {step.run or ''}" for step in job.steps[use.placed.step.index + 1 :]
        )
        yield Match(
            places=(at(use.source, node.span.start), use.place),
            data={"subject": tool, "path": use.source.path, "job": job.id},
            severity=Severity.WARNING if use.placed.step.if_ else Severity.ERROR,
            title=f"{use.action} asks {tool} for its cache before "
            + ("it is installed" if later else "anything installs it"),
        )


def _missing(use: Use, tool: str) -> bool:
    """Whether surely no step before brings the tool, on a machine of GitHub's."""
    placed, job = use.placed, use.placed.job
    if job is None or None in placed.systems or not placed.systems:
        return False
    for step in job.steps[: placed.step.index]:
        known = step.uses.partition("@")[0] in _QUIET
        if (step.uses and not known) or any(word in (step.run or "") for word in (tool, "corepack", "make")):
            return False
        if step.run and any(word in step.run for word in ("-r ", ".sh", "curl")):
            return False
    return True


def installed(match: Match, steps: tuple[PlacedStep, ...]) -> Iterable[Edit]:
    """A step before that installs the tool."""
    from regreen.patch.encoding import newline
    from regreen.patch.lines import insertion

    for use in uses(steps, *_NEEDED):
        if use.place not in match.places:
            continue
        text, span = use.source.text, use.placed.step.span
        start = text.rfind("\n", 0, span.start) + 1
        lead = text[start : span.start]
        if lead.strip() == "-":
            command = _NEEDED[use.action.lower()][match.data["subject"]]
            yield insertion(use.source, start, f"{lead}run: {command}{newline(text)}")


RULE = Rule(
    id="setup-tool-missing",
    category=Category.MISSING_TOOL,
    title="The setup action needs {subject}, which is not installed yet",
    log=refused("cache-tool-missing"),
    find=absent,
    key=("subject",),
    explains=("step-error",),
    fixers=(
        Fixer("Install {subject} in a step before", Safety.SAFE, installed),
        Fixer("Move the step that installs {subject} before this one, or drop `cache:`", Safety.ADVICE),
    ),
)
