"""A step calls a program that its environment does not have.

## Why
It was never installed in this job, is installed in another environment, or its folder is not on `PATH`.

## Fix
Install it in a step before, call it through the environment that has it (`uv run`, `poetry run`, `npx`), or
append its folder to `$GITHUB_PATH`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import TYPE_CHECKING

from regreen.model.text import Edit
from regreen.rule import Category, Fixer, Match, Matches, Rule, Safety, Said
from regreen.rules._scripts import command_place, may_run_on
from regreen.rules._uses import gone

if TYPE_CHECKING:
    from regreen.workflow.scripts import PlacedStep
    from regreen.workflow.shell.commands import Command
    from regreen.workflow.shell.words import Word

_COMPOSE = "docker-compose"


def gone_from_image(steps: tuple[PlacedStep, ...], today: date) -> Matches:
    """Calls of a program that GitHub's images had once, and that no step of the job installs."""
    from regreen.workflow.schema.image_packages import COMPOSE_V1_GONE

    severity = gone(COMPOSE_V1_GONE, None, today)
    places = [command_place(placed, command) for placed, command, _ in _calls(steps)] if severity else []
    if places:
        title = f"{_COMPOSE} (version 1) left GitHub's images on {COMPOSE_V1_GONE}"
        data = {"program": _COMPOSE, "successor": "docker compose"}
        yield Match(places=tuple(places), data=data, title=title, severity=severity, count=len(places))


def _calls(steps: tuple[PlacedStep, ...]) -> Iterator[tuple[PlacedStep, Command, Word]]:
    from regreen.project.paths.programs import program
    from regreen.workflow.schema.runners import System

    installed: set[int] = set()
    for placed in steps:
        owner = id(placed.job)
        text = f"{placed.step.uses} {placed.step.run or ''}"
        for command in placed.commands if may_run_on(placed, System.LINUX) and owner not in installed else ():
            run = program(command)
            forgiven = command.tested or command.after == "||" or command.depth
            if run is not None and run.name == _COMPOSE and not forgiven:
                yield placed, command, run.word
        if any(
            f"{word}" in text and "compose" in text
            for word in ("install", "curl", "wget", "ln -s", "alias", "uses")
        ):
            installed.add(owner)
        if "compose" in placed.step.uses:
            installed.add(owner)


def renewed(match: Match, steps: tuple[PlacedStep, ...]) -> Iterable[Edit]:
    """The plugin's command in its place, which takes the same words."""
    for placed, command, word in _calls(steps) if match.data.get("program") == _COMPOSE else ():
        if command_place(placed, command) in match.places:
            span = placed.span(word.start, word.end)
            old = placed.source.text[span.start : span.end]
            if old == _COMPOSE:
                yield Edit(span, old, "docker compose")


RULE = Rule(
    id="command-not-found",
    category=Category.MISSING_TOOL,
    title="The command {program} is not there",
    log=(
        Said(
            r"^(?:.{0,80}?(?:line \d+: |\.sh: |: \d+: |\b(?:ba|z|)sh: |env: ))?[‘'`]?(?P<program>[\w./+@-]{1,80})['’`]?: (?:command )?not found$",
            ": not found",
        ),
        Said(
            r"^(?:.{0,80}?(?:line \d+: |\.sh: |: \d+: |\b(?:ba|z|)sh: |env: ))?[‘'`]?(?P<program>[\w./+@-]{1,80})['’`]?: command not found$",
            "command not found",
        ),
        Said(r"\bzsh:(?:\d+:)? command not found: (?P<program>\S+)", "command not found: "),
        Said(
            r"^(?:/usr/bin/)?env: [‘'`]?(?P<program>[\w./+-]+)['’`]?: No such file or directory",
            "No such file or directory",
        ),
        Said(r"The (?:term|name) '(?P<program>[^']+)' is not recognized as", "is not recognized as"),
        Said(
            r"'(?P<program>[\w.-]+)' is not recognized as an internal or external command",
            "is not recognized as",
        ),
        Said(
            r"make(?:\[\d+\])?: (?P<program>[\w./-]+): (?:No such file or directory|Command not found)",
            ("No such file or directory", "Command not found"),
        ),
        Said(r"""[Ee]xecutable [`'\"]?(?P<program>[\w.-]+)[`'\"]? not found""", "xecutable "),
        Said(r"exec: \"(?P<program>[\w./-]+)\": executable file not found", "executable file not found"),
        Said(r"spawn (?P<program>[\w./-]+) ENOENT", "ENOENT"),
        Said(
            r"(?i)\b(?P<program>[\w.+-]{2,40}) (?:is |was )?not (?:found|available|installed)(?:,? (?:in|on)) (?:the |your |\$)?PATH\b",
            (" PATH", " $PATH"),
        ),
    ),
    find=gone_from_image,
    key=("program",),
    explains=("uncaught-exception",),
    fixers=(Fixer("Call `docker compose`, which the images have", Safety.SAFE, renewed),),
)
