"""Actions were written for a Node.js that GitHub's runners no longer have.

## Why
JavaScript actions name the Node.js they were written for. When it leaves the runners they run on a newer one: most of
them unharmed, some not, and each run prints a warning.

## Fix
Raise the actions to the first version that was written for a present Node.js.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import TYPE_CHECKING

from regreen.rule import Category, Edit, Fixer, Match, Matches, Rule, Safety, Severity

if TYPE_CHECKING:
    from regreen.rules._uses import Use
    from regreen.workflow.scripts import PlacedStep


def ended(steps: tuple[PlacedStep, ...], today: date) -> Matches:
    """One match for each runtime, with every place that uses an action written for it."""
    from regreen.workflow.schema.action_versions import NODE_GONE

    groups: dict[str, list[Use]] = {}
    for use, runtime, _ in _old(steps, today):
        groups.setdefault(runtime, []).append(use)
    for runtime, members in groups.items():
        names = ", ".join(dict.fromkeys(use.shown for use in members))
        yield Match(
            places=tuple(use.place for use in members),
            data={"runtime": runtime},
            count=len(members),
            title=f"{runtime} left GitHub's runners on {NODE_GONE[runtime]}; written for it: {names}",
        )


def _old(steps: tuple[PlacedStep, ...], today: date) -> Iterator[tuple[Use, str, str]]:
    """Uses of such actions, with the runtime and the version that would do."""
    from regreen.rules._uses import uses
    from regreen.workflow.schema.action_versions import NODE, NODE_GONE, node_of, withdrawn

    for use in uses(steps, *NODE):
        runtime = node_of(use.action, use.version)
        if (
            runtime in NODE_GONE
            and NODE_GONE[runtime] <= today
            and withdrawn(use.action, use.version) is None
        ):
            known = NODE[use.action.lower()]
            present = [first for first, other in known if NODE_GONE.get(other, date.max) > today]
            yield use, runtime, f"v{min(present)}"


def raised(match: Match, steps: tuple[PlacedStep, ...], today: date) -> Iterable[Edit]:
    """The first version for a present runtime, in every place."""
    for use, runtime, successor in _old(steps, today):
        if runtime == match.data["runtime"]:
            yield from use.raised(successor)


RULE = Rule(
    id="action-runtime-ended",
    category=Category.DEPRECATED_ACTION,
    title="Actions were written for {runtime}, which the runners no longer have",
    find=ended,
    key=("runtime",),
    severity=Severity.WARNING,
    fixers=(Fixer("Raise the actions to versions for a present Node.js", Safety.UNSAFE, raised),),
)
