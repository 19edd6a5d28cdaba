"""pre-commit does not accept its configuration.

## Why
A key is missing or misspelled in `.pre-commit-config.yaml`, or the pinned revision of a repository has no hook of that
id: hooks are renamed and removed between releases.

## Fix
Correct the key that is named. For a hook that is gone, look up its new id in the repository of the hook.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from regreen.rule import Category, Edit, Fixer, Match, Matches, Rule, Safety, Severity
from regreen.rules._jobs import unique
from regreen.rules._refused import refused

if TYPE_CHECKING:
    from regreen.project.jobs.model import JobRun
    from regreen.project.tree import Tree


def unknown(job_runs: tuple[JobRun, ...], tree: Tree) -> Matches:
    """Hooks that their pinned revision does not have."""
    from regreen.project.hook_facts import gone
    from regreen.project.hooks import hooks

    calls = [
        call for run in job_runs for call in run.calls if call.program == "pre-commit" and not run.foreign
    ]
    certain = any(call.certain and "run" in call.arguments for call in calls)
    for hook, item in gone(hooks(tree)):
        shown = hook.repository.rstrip("/").rpartition("/")[2]
        yield Match(
            places=unique(place for place in (hook.place, hook.revision_place) if place is not None),
            data={"subject": f"{hook.id} in {shown}", "hook": hook.id, "instead": item.instead},
            severity=Severity.ERROR if certain else Severity.WARNING,
            title=f"{shown} {hook.revision} has no hook {hook.id}",
        )


def renamed(match: Match, tree: Tree) -> list[Edit]:
    """The id that the revision has."""
    from regreen.model.text import Span

    instead = match.data.get("instead", "")
    place = match.places[0] if match.places and instead else None
    source = tree.source(place.path) if place is not None else None
    if source is None or place is None:
        return []
    start = source.offset(place.line)
    at = source.text.find(match.data["hook"], start)
    return [Edit(Span(source.path, at, at + len(match.data["hook"])), match.data["hook"], instead)]


RULE = Rule(
    id="hook-config-invalid",
    category=Category.LINT,
    title="The configuration of pre-commit is not valid: {subject}",
    log=refused("hook-config"),
    find=unknown,
    key=("subject",),
    fixers=(
        Fixer("Use the id that this revision has", Safety.SAFE, renamed),
        Fixer("Check the configuration", Safety.ADVICE, commands=("pre-commit validate-config",)),
    ),
)
