"""A step calls GitHub's command line tool in a job that has no checkout, and does not say which repository is meant.

## Why
`gh` takes the repository from the git folder it is called in. Without `actions/checkout` there is none, and the call
ends with `fatal: not a git repository`.

## Fix
`GH_REPO: ${{ github.repository }}` in the environment of the step, `--repo` in the call, or a checkout before.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from regreen.model.errors import PatchError
from regreen.rule import Category, Edit, Fixer, Match, Matches, Rule, Safety, Severity
from regreen.rules._scripts import command_place

if TYPE_CHECKING:
    from regreen.workflow.scripts import PlacedStep
    from regreen.workflow.shell.commands import Command

_OF_REPOSITORIES = frozenset(
    {"release", "workflow", "run", "label", "issue", "pr", "variable", "secret", "cache"}
)
_BY_ADDRESS = frozenset({"issue", "pr", "run"})
_SAYING = ("--repo", "-R", "--help", "--org", "--user", "--env")


def homeless(steps: tuple[PlacedStep, ...]) -> Matches:
    """One match for each job."""
    from regreen.project.place import at

    groups: dict[int, list[tuple[PlacedStep, Command]]] = {}
    for placed, command in _calls(steps):
        groups.setdefault(id(placed.job), []).append((placed, command))
    for members in groups.values():
        placed, command = members[0]
        job = placed.job
        if job is None:
            continue
        places = [command_place(step, each) for step, each in members]
        soft = placed.step.if_ or placed.step.continue_on_error not in (None, False)
        called = " ".join(word.text for word in command.words[:3])
        yield Match(
            places=(*places, at(placed.source, job.steps[0].span.start)),
            data={"path": placed.source.path, "job": job.id, "call": called},
            severity=Severity.WARNING if soft else Severity.ERROR,
            count=len(members),
        )


def _calls(steps: tuple[PlacedStep, ...]) -> Iterator[tuple[PlacedStep, Command]]:
    known: set[int] = set()
    for placed in steps:
        step = placed.step
        script = step.run or ""
        if placed.job is None or id(placed.job) in known:
            continue
        if step.uses and not step.uses.startswith(("actions/download-artifact@", "actions/setup-")):
            known.add(id(placed.job))  # it may be a checkout, or make one
        elif any(word in script for word in ("git clone", "git init", "GH_REPO", "repo clone")):
            known.add(id(placed.job))
        elif placed.env("GH_REPO") is None:
            for command in placed.commands:
                if _asks(command):
                    yield placed, command


def _asks(command: Command) -> bool:
    texts = [word.text for word in command.words]
    if texts[:1] != ["gh"] or len(texts) < 3 or texts[1] not in _OF_REPOSITORIES or command.tested:
        return False
    if any(text.startswith(_SAYING) for text in texts) or command.after == "||":
        return False
    address = any("$" in text or "://" in text for text in texts[3:])
    return not (texts[1] in _BY_ADDRESS and address)


def given(match: Match, steps: tuple[PlacedStep, ...]) -> Iterable[Edit]:
    """The repository of the run in the environment of the job."""
    from regreen.patch.yaml import insert_key

    value = "${{ github.repository }}"
    for placed, _ in _calls(steps):
        job = placed.job
        if job is None or (placed.source.path, job.id) != (match.data["path"], match.data["job"]):
            continue
        owner = ("jobs", job.id_node.text)
        try:
            if job.at("env") is None:
                return insert_key(placed.source, owner, "env", {"GH_REPO": value}, after="runs-on")
            return insert_key(placed.source, (*owner, "env"), "GH_REPO", value)
        except PatchError:
            return []
    return []


RULE = Rule(
    id="repository-not-given",
    category=Category.WORKFLOW_CONFIG,
    title="`{call}` finds no repository: the job {job} has no checkout",
    find=homeless,
    key=("path", "job"),
    explains=("git-*",),
    fixers=(Fixer("Name the repository with GH_REPO", Safety.SAFE, given),),
)
