"""A step pushes or pulls where no branch is checked out.

## Why
For pull requests, releases and tags `actions/checkout` checks out a commit, not a branch: HEAD is detached. A plain
`git push` or `git pull` then ends with `You are not currently on a branch`.

## Fix
Check out the branch that is meant (`ref: ${{ github.head_ref }}` on pull requests,
`ref: ${{ github.event.repository.default_branch }}` on releases and tags), or push to a full name:
`git push origin HEAD:refs/heads/main`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from regreen.model.errors import PatchError
from regreen.rule import Category, Edit, FileEvidence, Fixer, Match, Matches, Rule, Safety, Severity
from regreen.rules._scripts import command_place

if TYPE_CHECKING:
    from regreen.workflow.definitions import Event, Job, Step
    from regreen.workflow.scripts import PlacedStep
    from regreen.workflow.shell.commands import Command

_DETACHED = {"pull_request": "github.head_ref", "release": "github.event.repository.default_branch"}
_ON_BRANCHES = ("git checkout", "git switch", "git branch", "git worktree", "git clone", "gh pr checkout")


def detached(steps: tuple[PlacedStep, ...]) -> Matches:
    """One match for each job."""
    from regreen.project.place import at

    for placed, checkout, places in _all(steps):
        job = placed.job
        node = checkout.at("uses")
        first = (at(placed.source, node.span.start),) if node is not None else ()
        always = all(event.name != "workflow_dispatch" for event in _events(placed))
        soft = placed.step.if_ or placed.step.continue_on_error not in (None, False) or not always
        yield Match(
            places=(*places, *first),
            data={"path": placed.source.path, "job": job.id if job else "", "ref": _ref(placed)},
            severity=Severity.WARNING if soft else Severity.ERROR,
            count=len(places),
        )


def _all(steps: tuple[PlacedStep, ...]) -> Iterator[tuple[PlacedStep, Step, list[FileEvidence]]]:
    done: set[int] = set()
    for placed in steps:
        job = placed.job
        if job is None or id(job) in done or not _ref(placed):
            continue
        checkout = _checkout(job)
        if checkout is None or any(word in (step.run or "") for step in job.steps for word in _ON_BRANCHES):
            done.add(id(job))
            continue
        places = [command_place(placed, command) for command in placed.commands if _needs_branch(command)]
        if places:
            done.add(id(job))
            yield placed, checkout, places


def _events(placed: PlacedStep) -> tuple[Event, ...]:
    from regreen.workflow.definitions import Workflow

    return placed.file.on if isinstance(placed.file, Workflow) else ()


def _ref(placed: PlacedStep) -> str:
    """The branch that is meant, where every event but a manual one leaves HEAD detached; empty elsewhere."""
    from regreen.workflow.definitions import Workflow

    if not isinstance(placed.file, Workflow):
        return ""
    refs: set[str] = set()
    for event in placed.file.on:
        if event.name == "push" and event.filters.get("tags") and not _on_branches(event.filters):
            refs.add(_DETACHED["release"])
        elif event.filters.get("types") == ("closed",):  # of a merged pull request the base is checked out
            refs.add("")
        elif event.name != "workflow_dispatch":
            refs.add(_DETACHED.get(event.name, ""))
    return refs.pop() if len(refs) == 1 else ""


def _on_branches(filters: Mapping[str, tuple[str, ...]]) -> bool:
    return any(name in filters for name in ("branches", "branches-ignore"))


def _checkout(job: Job) -> Step | None:
    """The only checkout of a job, if it leaves the ref to the event."""
    found = [step for step in job.steps if step.uses.startswith("actions/checkout@")]
    plain = len(found) == 1 and not {"ref", "repository", "path"} & found[0].with_.keys()
    return found[0] if plain else None


def _needs_branch(command: Command) -> bool:
    texts = [word.text for word in command.words]
    if texts[:1] != ["git"] or command.tested or command.after == "||":
        return False
    operands = [text for text in texts[2:] if not text.startswith("-")]
    if texts[1:2] == ["push"]:
        tags = any(
            text in ("--tags", "--follow-tags", "--delete", "-d", "--all", "--mirror") for text in texts
        )
        return not tags and (len(operands) < 2 or operands[1] == "HEAD")
    return texts[1:2] == ["pull"] and len(operands) < 2


def on_branch(match: Match, steps: tuple[PlacedStep, ...]) -> Iterable[Edit]:
    """The branch that is meant as the ref of the checkout."""
    from regreen.patch.yaml import insert_key

    for placed, checkout, _ in _all(steps):
        job = placed.job
        if job is None or (placed.source.path, job.id) != (match.data["path"], match.data["job"]):
            continue
        path = ("jobs", job.id_node.text, "steps", checkout.index)
        value = f"${{{{ {match.data['ref']} }}}}"
        try:
            if checkout.at("with") is None:
                return insert_key(placed.source, path, "with", {"ref": value})
            return insert_key(placed.source, (*path, "with"), "ref", value)
        except PatchError:
            return []
    return []


RULE = Rule(
    id="push-from-detached-head",
    category=Category.WORKFLOW_CONFIG,
    title="The job {job} pushes or pulls where no branch is checked out",
    find=detached,
    key=("path", "job"),
    explains=("git-*", "push-*"),
    fixers=(Fixer("Check out the branch", Safety.UNSAFE, on_branch),),
)
