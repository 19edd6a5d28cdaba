"""A trigger cannot do what it is there for: it starts no job, waits for a workflow that does not exist, or watches a
file or branch that is not there.

## Why
GitHub takes such a trigger without a word. A workflow whose every job asks for another event is skipped from end to
end; `workflow_run` compares names, and a name that no workflow has never comes; a path or branch that was renamed
matches no change any more, and the name of a folder matches no file in it.

## Fix
Name the workflow or file as it is called now, or let a job run for the event (`github.event_name == '...' || ...`).
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from regreen.rule import Category, Edit, FileEvidence, Fixer, Match, Matches, Rule, Safety, Severity

if TYPE_CHECKING:
    from regreen.project.tree import Tree
    from regreen.workflow.definitions import Event, Workflow
    from regreen.workflow.nodes import Scalar
    from regreen.workflow.scripts import PlacedStep

_PATTERN = frozenset("*?[]!+{}\\")
_DOTTED = re.compile(r"^[ \t]*-[ \t]*['\"]?(\./[^'\"\s#]+)", re.M)
_WITH_BRANCHES = frozenset({"push", "pull_request", "pull_request_target", "workflow_run"})
_FILTERS = ("workflows", "paths", "paths-ignore", "branches")
_MAIN = frozenset({"main", "master"})
_MANY = 2  # filters that name a branch, where the branches are not known


def vain(workflows: tuple[Workflow, ...], steps: tuple[PlacedStep, ...], tree: Tree) -> Matches:
    """One match for each trigger, and for each pattern of a step that filters paths."""
    yield from _filtered(steps, tree)
    for workflow in workflows:
        for event in workflow.on:
            yield from _starts_nothing(workflow, event)
            if event.name == "workflow_run":
                yield from _waits(workflow, event, workflows)
            if event.name in ("push", "pull_request", "pull_request_target") and tree.tracked:
                yield from _watches(workflow, event, tree)
            if event.name in _WITH_BRANCHES:
                yield from _elsewhere(workflow, event, workflows, tree)


def _filtered(steps: tuple[PlacedStep, ...], tree: Tree) -> Iterator[Match]:
    """Patterns of dorny/paths-filter that begin with a dot and a slash, as no path of git does."""
    from regreen.model.text import Span
    from regreen.project.place import at

    for placed in steps:
        node = placed.step.at("with", "filters")
        if node is None or not placed.step.uses.lower().startswith("dorny/paths-filter@"):
            continue
        for found in _DOTTED.finditer(placed.source.text, node.span.start, node.span.end):
            span = Span(placed.source.path, found.start(1), found.end(1))
            title = f"No path matches {found[1]}: they are relative to the root, without the dot"
            near = found[1][2:]
            near = f".{near}" if not tree.exists(near) and tree.exists(f".{near}") else near
            data = {"path": placed.source.path, "subject": found[1], "near": near}
            yield Match(
                places=(at(placed.source, span.start),), data=data, title=title, severity=Severity.WARNING
            )


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

    for node in (*_nodes(event, "paths"), *_nodes(event, "paths-ignore")):
        written = node.string
        path = written.removeprefix("!")
        if tree.is_dir(path.rstrip("/")) and path.strip("/"):
            near = f"{path.rstrip('/')}/**"
            title = f"'{event.name}' watches {path}, a folder, and a pattern is for files: {near}"
        else:
            near = _near(workflow, path, tree)
            title = f"'{event.name}' watches {path}, which is not in the repository; there is {near}"
        if near:  # else somebody may watch for what is yet to come
            near = written[: len(written) - len(path)] + near
            yield _match(workflow, written, (at(workflow.source, node.span.start),), title, near)


def _near(workflow: Workflow, path: str, tree: Tree) -> str:
    """What is meant by a path that matches nothing: what git renamed it to, or the only file of its name."""
    fixed = list(itertools.takewhile(lambda part: not _PATTERN & set(part), path.split("/")))
    head, rest = "/".join(fixed), path[len("/".join(fixed)) :]
    if not head or tree.exists(head):
        return ""
    if path.startswith(".github/workflows/"):
        return "" if rest else workflow.path
    departure = tree.departed([head]).get(head)
    if departure is not None and departure.successor:
        return departure.successor + rest
    name = path.rpartition("/")[2]
    same = tree.names.get(name, ()) if not rest and "." in name.strip(".") else ()
    return same[0] if len(same) == 1 else ""


def _elsewhere(
    workflow: Workflow, event: Event, workflows: tuple[Workflow, ...], tree: Tree
) -> Iterator[Match]:
    """Branches that there are not, while the other workflows name the one that there is."""
    from regreen.project.place import at

    named = [node.string for node in _nodes(event, "branches")]
    if not named or any(_PATTERN & set(name) or (tree.branches and name in tree.branches) for name in named):
        return
    others = Counter(
        node.string
        for other in workflows
        for each in other.on
        if each.name in _WITH_BRANCHES and (other, each) != (workflow, event)
        for node in _nodes(each, "branches")
    )
    mains = _MAIN & set(others) & (tree.branches or _MAIN)
    if len(mains) != 1 or any(others[name] for name in named) or not _MAIN & set(named):
        return
    main = next(iter(mains))
    if not tree.branches and others[main] < _MANY:
        return
    places = tuple(at(workflow.source, node.span.start) for node in _nodes(event, "branches"))
    title = f"'{event.name}' waits for the branch {named[0]}; the other workflows are for {main}"
    yield _match(workflow, named[0], places, title, main if len(named) == 1 else "")


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
    from regreen.model.text import Span
    from regreen.project.place import at

    subject = match.data["subject"]
    if subject.startswith("./"):
        source = next((each.source for each in workflows if each.path == match.data["path"]), None)
        for found in _DOTTED.finditer(source.text) if source is not None else ():
            if source is not None and found[1] == subject and at(source, found.start(1)) in match.places:
                yield Edit(Span(source.path, found.start(1), found.end(1)), subject, match.data["near"])
        return
    for workflow in workflows if match.data["near"] else ():
        for event in workflow.on if workflow.path == match.data["path"] else ():
            for node in (n for key in _FILTERS for n in _nodes(event, key)):
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
