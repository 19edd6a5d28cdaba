"""A trigger cannot do what it is there for: it starts no job, waits for a workflow that does not exist, or watches a
file that is not there.

## Why
GitHub takes such a trigger without a word. A workflow whose every job asks for another event is skipped from end to
end; `workflow_run` compares names, and a name that no workflow has never comes; a path that was renamed matches no
change any more.

## Fix
Name the workflow or file as it is called now, or let a job run for the event (`github.event_name == '...' || ...`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from regreen.rule import Category, Edit, FileEvidence, Fixer, Match, Matches, Rule, Safety, Severity

if TYPE_CHECKING:
    from regreen.project.tree import Tree
    from regreen.workflow.definitions import Event, Workflow
    from regreen.workflow.nodes import Scalar

_PATTERN = frozenset("*?[]!+{}\\")


def vain(workflows: tuple[Workflow, ...], tree: Tree) -> Matches:
    """One match for each trigger."""
    for workflow in workflows:
        for event in workflow.on:
            yield from _starts_nothing(workflow, event)
            if event.name == "workflow_run":
                yield from _waits(workflow, event, workflows)
            if event.name in ("push", "pull_request", "pull_request_target") and tree.tracked:
                yield from _watches(workflow, event, tree)


def _starts_nothing(workflow: Workflow, event: Event) -> Iterator[Match]:
    from regreen.project.place import at
    from regreen.workflow.starts import never_runs

    if event.name in ("workflow_call", "schedule") or not workflow.jobs:
        return
    first = [job for job in workflow.jobs if not job.needs]
    off = any(job.if_ in ("false", "${{ false }}") for job in first)
    if first and not off and all(never_runs(job, event.name) for job in first):
        conditions = [node for job in workflow.jobs if (node := job.at("if")) is not None]
        places = [at(workflow.source, node.span.start) for node in conditions]
        yield _match(
            workflow,
            event.name,
            (*places, at(workflow.source, event.name_node.span.start)),
            f"'{event.name}' starts this workflow, and no job of it runs then",
        )


def _waits(workflow: Workflow, event: Event, workflows: tuple[Workflow, ...]) -> Iterator[Match]:
    from regreen.project.place import at
    from regreen.workflow.near import nearest

    names = [other.name or other.path for other in workflows]
    missing = [
        node
        for node in _nodes(event, "workflows")
        if node.string not in names and not _PATTERN & set(node.string)
    ]
    if missing:
        places = tuple(dict.fromkeys(at(workflow.source, node.span.start) for node in missing))
        near = nearest(missing[0].string, names) if len(missing) == 1 else None
        hint = f"; did you mean '{near}'?" if near else ""
        called = " or ".join(f"'{node.string}'" for node in missing)
        title = f"No workflow of the repository is called {called}{hint}"
        yield _match(workflow, missing[0].string, places, title, near or "")


def _watches(workflow: Workflow, event: Event, tree: Tree) -> Iterator[Match]:
    from regreen.project.place import at

    for node in _nodes(event, "paths"):
        path = node.string
        name = path.rpartition("/")[2]
        if _PATTERN & set(path) or "." not in name.strip(".") or tree.exists(path):
            continue
        if path.startswith(".github/workflows/"):
            near = workflow.path
        else:
            same = tree.names.get(name, ())
            near = same[0] if len(same) == 1 else ""
        if not near:  # somebody may watch for what is yet to come
            continue
        title = f"'{event.name}' watches {path}, which is not in the repository; there is {near}"
        yield _match(workflow, path, (at(workflow.source, node.span.start),), title, near)


def _nodes(event: Event, key: str) -> tuple[Scalar, ...]:
    from regreen.workflow.definitions import strings

    return strings(event.at(key))


def _match(
    workflow: Workflow, subject: str, places: tuple[FileEvidence, ...], title: str, near: str = ""
) -> Match:
    data = {"path": workflow.path, "subject": subject, "near": near}
    return Match(places=places, data=data, title=title, severity=Severity.WARNING)


def renamed(match: Match, workflows: tuple[Workflow, ...]) -> Iterable[Edit]:
    """The name or path that there is."""
    from regreen.project.place import at

    for workflow in workflows if match.data["near"] else ():
        for event in workflow.on if workflow.path == match.data["path"] else ():
            for node in (*_nodes(event, "workflows"), *_nodes(event, "paths")):
                old = workflow.source.text[node.span.start : node.span.end]
                here = at(workflow.source, node.span.start) in match.places
                if here and node.string == match.data["subject"] and node.string in old:
                    yield Edit(node.span, old, old.replace(node.string, match.data["near"]))


RULE = Rule(
    id="trigger-in-vain",
    category=Category.WORKFLOW_CONFIG,
    title="The trigger {subject} cannot do anything",
    find=vain,
    key=("path", "subject"),
    severity=Severity.WARNING,
    fixers=(
        Fixer("Write the name that there is", Safety.UNSAFE, renamed),
        Fixer("Let a job run for {subject}, or take the trigger out", Safety.ADVICE),
    ),
)
