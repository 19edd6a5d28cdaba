"""`uv run` syncs the environment again, and installs what `uv sync` was told to leave out.

## Why
`uv sync --only-group build` and `uv pip install build` make an environment without the project. A later `uv run` first brings the environment
to what it would be by default: it builds and installs the project and its dependencies after all, which takes time
and fails where the project cannot be built in this job.

## Fix
`uv run --no-sync`, or `UV_NO_SYNC: "1"` for the job.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from regreen.rule import Category, Edit, FileEvidence, Fixer, Match, Matches, Rule, Safety, Severity
from regreen.rules._scripts import command_place

if TYPE_CHECKING:
    from regreen.workflow.scripts import PlacedStep
    from regreen.workflow.shell.commands import Command

_PARTIAL = (
    "--only-group",
    "--only-dev",
    "--no-install-project",
    "--no-install-package",
    "--no-install-workspace",
)
_EXACT = ("--no-sync", "--no-project", "--only-group", "--only-dev", "--isolated", "--no-install", "--active")


def again(steps: tuple[PlacedStep, ...]) -> Matches:
    """One match for each job."""
    groups: dict[int, list[tuple[PlacedStep, FileEvidence, str, FileEvidence]]] = {}
    for placed, command, option, synced in _all(steps):
        groups.setdefault(id(placed.job), []).append((placed, command_place(placed, command), option, synced))
    for members in groups.values():
        placed, _, option, synced = members[0]
        places = tuple(dict.fromkeys(place for _, place, _, _ in members))
        yield Match(
            places=(*places, synced),
            data={"path": placed.source.path, "job": placed.job.id if placed.job else "", "option": option},
            severity=Severity.WARNING,
            count=len(members),
        )


def _all(steps: tuple[PlacedStep, ...]) -> Iterator[tuple[PlacedStep, Command, str, FileEvidence]]:
    synced: dict[int, tuple[str, FileEvidence]] = {}
    whole: set[int] = set()
    for placed in steps:
        if (
            placed.job is None
            or placed.env("UV_NO_SYNC") is not None
            or "UV_NO_SYNC" in (placed.step.run or "")
        ):
            continue
        for command in placed.commands:
            texts = [word.text for word in command.words]
            if texts[:2] == ["uv", "sync"]:
                option = next((text for text in texts if text.startswith(_PARTIAL)), "")
                synced.pop(id(placed.job), None)
                if option:
                    left_out = f"uv sync {option.partition('=')[0]}"
                    synced[id(placed.job)] = left_out, command_place(placed, command)
                else:
                    whole.add(id(placed.job))
            elif texts[:3] == ["uv", "pip", "install"] and id(placed.job) not in whole:
                if any(map(_is_more, texts[3:])):
                    whole.add(id(placed.job))
                    continue
                synced.setdefault(id(placed.job), ("uv pip install", command_place(placed, command)))
            elif id(placed.job) in synced and _syncs(texts):
                yield placed, command, *synced[id(placed.job)]


def _is_more(text: str) -> bool:
    """Whether an installation takes more than named distributions."""
    return (
        text.startswith((".", "-e", "-r", "--requirement", "--group", "--system"))
        or "/" in text
        or "[" in text
    )


def _syncs(texts: list[str]) -> bool:
    return texts[:2] == ["uv", "run"] and not any(option in text for text in texts[2:] for option in _EXACT)


def unsynced(match: Match, steps: tuple[PlacedStep, ...]) -> Iterable[Edit]:
    """The same call without syncing."""
    from regreen.model.text import Span

    for placed, command, _, _ in _all(steps):
        if command_place(placed, command) in match.places:
            word = command.words[1]
            end = placed.span(word.start, word.end).end
            yield Edit(Span(placed.source.path, end, end), "", " --no-sync")


RULE = Rule(
    id="synced-again",
    category=Category.WORKFLOW_CONFIG,
    title="`uv run` in {job} installs what `{option}` left out",
    find=again,
    key=("path", "job"),
    severity=Severity.WARNING,
    fixers=(Fixer("Run without syncing again", Safety.UNSAFE, unsynced),),
)
