"""A called workflow wants a permission that the job which calls it does not have.

## Why
The jobs of a reusable workflow can have fewer permissions than the calling job, never more. Where they ask for more,
GitHub refuses to start the run, before any job of it begins.

## Fix
Give the permission to the calling job, or take it from the called one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from msgspec import Struct

from regreen.model.errors import PatchError
from regreen.rule import Category, Edit, Fixer, Match, Matches, Rule, Safety

if TYPE_CHECKING:
    from regreen.workflow.definitions import Job, Permissions, Workflow


class Excess(Struct, frozen=True):
    """A permission that a job of a called workflow wants; `given` is what the calling job has to give."""

    workflow: Workflow
    job: Job
    called: Workflow
    wanted: Permissions
    given: Permissions | None
    scope: str
    level: str


def wanting(workflows: tuple[Workflow, ...]) -> Matches:
    """One match for each permission that a call lacks."""
    from regreen.project.place import at

    for excess in _all(workflows):
        node = excess.job.at("uses")
        caller = excess.workflow.source
        places = (
            at(caller, node.span.start if node else excess.job.span.start),
            at(caller, (excess.given.span if excess.given else excess.job.id_node.span).start),
            at(excess.called.source, excess.wanted.span.start),
            at(caller, excess.job.id_node.span.start),
        )
        data = {"path": caller.path, "job": excess.job.id, "called": excess.called.path}
        data |= {"scope": excess.scope, "level": excess.level}
        yield Match(places=tuple(dict.fromkeys(places)), data=data)


def _all(workflows: tuple[Workflow, ...]) -> Iterator[Excess]:
    known = {workflow.path: workflow for workflow in workflows}
    for workflow in workflows:
        for job in workflow.jobs:
            called = known.get(job.uses.removeprefix("./")) if job.uses.startswith("./") else None
            if called is not None:
                yield from _of_call(workflow, job, called)


def _of_call(workflow: Workflow, job: Job, called: Workflow) -> Iterator[Excess]:
    from regreen.workflow.schema.needed_permissions import NEVER_GIVEN, allows

    given = job.permissions or workflow.permissions
    seen: set[str] = set()
    for inner in called.jobs:
        wanted = inner.permissions or called.permissions
        for scope, level in _scopes(wanted, given).items():
            known = given is not None or scope in NEVER_GIVEN
            if wanted and known and scope not in seen and not allows(_level(given, scope), level):
                seen.add(scope)
                yield Excess(workflow, job, called, wanted, given, scope, level)


def _scopes(wanted: Permissions | None, given: Permissions | None) -> Mapping[str, str]:
    """What a called job asks for; of `read-all` and `write-all` the first scope that is not given."""
    from regreen.workflow.schema.needed_permissions import allows
    from regreen.workflow.schema.permissions import EVERY, FREE

    if wanted is None or wanted.every not in EVERY:
        return wanted.scopes if wanted else {}
    level = wanted.every.removesuffix("-all")
    lacking = [scope for scope in FREE if not allows(_level(given, scope), level)]
    return dict.fromkeys(lacking[:1], level)


def _level(given: Permissions | None, scope: str) -> str:
    if given is None:
        return ""
    if "${{" in given.every or given.every == "write-all":
        return "write"
    return "read" if given.every == "read-all" else given.scopes.get(scope, "")


def granted(match: Match, workflows: tuple[Workflow, ...]) -> Iterable[Edit]:
    """The permission in the calling job."""
    from regreen.patch.yaml import insert_key, replace_scalar
    from regreen.workflow import nodes

    for excess in _all(workflows):
        names = (excess.workflow.path, excess.job.id, excess.scope)
        if names != (match.data["path"], match.data["job"], match.data["scope"]):
            continue
        source, owner = excess.workflow.source, ("jobs", excess.job.id_node.text)
        try:
            if excess.given is None:
                wanted = {"contents": "read", excess.scope: excess.level}
                return insert_key(source, owner, "permissions", wanted)
            node = excess.given.node
            value = node.get(excess.scope) if isinstance(node, nodes.Mapping) else None
            if isinstance(value, nodes.Scalar):
                return replace_scalar(source, value.span, excess.level)
            path = (*owner, "permissions") if excess.job.permissions else ("permissions",)
            full = isinstance(node, nodes.Mapping) and bool(node.entries)
            return insert_key(source, path, excess.scope, excess.level) if full else []
        except PatchError:
            return []
    return []


RULE = Rule(
    id="called-workflow-wants-more",
    category=Category.PERMISSION_SECRET,
    title="{called} wants `{scope}: {level}`, which the calling job {job} does not have",
    find=wanting,
    key=("path", "job", "called", "scope"),
    fixers=(
        Fixer("Give the calling job `{scope}: {level}`", Safety.UNSAFE, granted),
        Fixer("Give the calling job `{scope}: {level}`, or take it from the called one", Safety.ADVICE),
    ),
)
