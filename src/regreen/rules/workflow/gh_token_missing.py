"""A step calls GitHub's command line tool without a token.

## Why
`gh` is on GitHub's runners, but not logged in: it needs `GH_TOKEN` in its environment, also for public repositories.
The job's own token is not handed to `run:` steps by itself.

## Fix
`env: { GH_TOKEN: "${{ github.token }}" }` on the step, and the permission it needs in `permissions:`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from regreen.model.errors import PatchError
from regreen.rule import Category, Edit, Fixer, Match, Matches, Rule, Safety, Said
from regreen.rules._scripts import command_place

if TYPE_CHECKING:
    from regreen.workflow.scripts import PlacedStep
    from regreen.workflow.shell.commands import Command

_NAMES = ("GH_TOKEN", "GITHUB_TOKEN", "GH_ENTERPRISE_TOKEN", "GITHUB_ENTERPRISE_TOKEN")
_NO_TOKEN = frozenset(
    {
        "--version",
        "version",
        "help",
        "--help",
        "auth",
        "alias",
        "config",
        "completion",
        "extension",
        "attestation",
    }
)


def tokenless(steps: tuple[PlacedStep, ...]) -> Matches:
    """One match for each step that calls `gh` with no token in sight."""
    told: set[int] = set()
    for placed in steps:
        script = placed.step.run or ""
        if any(name in script for name in _NAMES) or ("gh auth login" in script):
            told.add(id(placed.job))
        if (
            placed.job is None
            or id(placed.job) in told
            or not placed.systems - {None}
            or None in placed.systems
        ):
            continue
        if any(placed.env(name) is not None for name in _NAMES) or placed.job.container:
            continue
        calls = list(_calls(placed))
        if calls:
            places = tuple(command_place(placed, command) for command in calls)
            data = {"path": places[0].path, "step": placed.step.title, "job": placed.job.id}
            yield Match(places=places, data=data, count=len(places))


def _calls(placed: PlacedStep) -> Iterator[Command]:
    from regreen.project.paths.programs import program

    for command in placed.commands:
        run = program(command)
        words = [word.text for word in run.arguments] if run else []
        forgiven = command.tested or command.after == "||" or command.depth
        if run is not None and run.name == "gh" and not forgiven and words and words[0] not in _NO_TOKEN:
            yield command


def with_token(match: Match, steps: tuple[PlacedStep, ...]) -> Iterable[Edit]:
    """The job's token in the environment of the step."""
    for placed in steps:
        if any(command_place(placed, command) == match.places[0] for command in _calls(placed)):
            try:
                return _edits(placed)
            except PatchError:
                return []
    return []


def _edits(placed: PlacedStep) -> list[Edit]:
    from regreen.patch.yaml import insert_key

    value = "${{ github.token }}"
    if placed.step.at("env") is None:
        return insert_key(placed.source, placed.path, "env", {"GH_TOKEN": value})
    return insert_key(placed.source, (*placed.path, "env"), "GH_TOKEN", value)


RULE = Rule(
    id="gh-token-missing",
    category=Category.PERMISSION_SECRET,
    title="gh is called without GH_TOKEN",
    log=(
        Said(
            r"gh: To use GitHub CLI in a GitHub Actions workflow, set the GH_TOKEN environment variable",
            "set the GH_TOKEN environment variable",
        ),
        Said(r"To get started with GitHub CLI, please run:\s+gh auth login", "gh auth login"),
    ),
    find=tokenless,
    key=(),
    fixers=(Fixer("Hand the job's token to the step", Safety.SAFE, with_token),),
)
