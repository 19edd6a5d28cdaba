"""A step needs what only a later step of the job sets up, or what no step sets up.

## Why
Steps run in the order of the file. GitHub's images have neither poetry nor uv, pdm, pipenv or pnpm; a virtual
environment is there once it was made; what pip installs before `actions/setup-python` goes into another Python than the
one that is used afterwards.

## Fix
Move the step that sets it up before the first one that needs it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from msgspec import Struct

from regreen.rule import Category, Edit, FileEvidence, Fixer, Match, Matches, Rule, Safety, Severity
from regreen.rules._scripts import command_place
from regreen.rules._steps import moved_before, step_before

if TYPE_CHECKING:
    from regreen.workflow.definitions import Workflow
    from regreen.workflow.scripts import PlacedStep
    from regreen.workflow.shell.commands import Command

_QUIET = frozenset(
    {"actions/checkout", "actions/cache", "actions/setup-node", "actions/setup-python", "actions/setup-java",
     "actions/setup-go", "actions/download-artifact", "actions/cache/restore", "docker/login-action",
     "docker/setup-buildx-action", "step-security/harden-runner", "actions/upload-artifact"}
)  # fmt: skip
_PYTHON = "python"
_MAY_BRING = re.compile(
    r"-r |--requirement|-e |install \.|curl|wget|\.sh\b|\bmake\b|\.ps1\b|GITHUB_PATH|mise |asdf "
)
_MADE = re.compile(
    r"(?:-m venv|virtualenv|uv venv)\b(?P<words>[^\n&|;]*)|(?:poetry|pdm|pipenv) install|uv sync|uv run"
)
_ACTIVATED = re.compile(
    r"^(?P<folder>[\w./-]*?(?:venv|env)[\w.-]*)/(?:bin|Scripts)/(?:activate|python3?|pip3?|pytest)$"
)
_PIP = re.compile(r"(?:^|[\n;&|] *)(?:sudo )?(?:python3? -m )?pip3? install\b(?![^\n]*--user)", re.M)
_PYTHON_LATER = re.compile(r"(?:^|[\n;&|] *)(?:python3?|pytest|coverage|tox|nox|mypy|ruff|flake8)\b", re.M)


class Late(Struct, frozen=True):
    """A step that needs `what`; `setter` is the later step that brings it, None where none does."""

    placed: PlacedStep
    what: str
    place: FileEvidence
    setter: PlacedStep | None
    sure: bool


def late(steps: tuple[PlacedStep, ...]) -> Matches:
    """One match for each job and thing."""
    for item in _all(steps):
        job = item.placed.job
        places = [item.place]
        title = f"{item.what} is used in {job.id if job else '?'}, and no step sets it up"
        if item.setter is not None:
            places.append(_start(item.setter))
            title = f"{item.what} is used before the step '{item.setter.step.title}' sets it up"
            if item.what == _PYTHON:
                title = f"pip installs before the step '{item.setter.step.title}' sets up the Python that is used later"
        yield Match(
            places=tuple(places),
            data={"what": item.what, "path": item.placed.source.path, "job": job.id if job else ""},
            severity=Severity.ERROR if item.sure else Severity.WARNING,
            title=title,
        )


def _start(placed: PlacedStep) -> FileEvidence:
    from regreen.project.place import at

    return at(placed.source, placed.step.span.start)


def _all(steps: tuple[PlacedStep, ...]) -> Iterator[Late]:
    jobs: dict[int, list[PlacedStep]] = {}
    for placed in steps:
        if placed.job is not None:
            jobs.setdefault(id(placed.job), []).append(placed)
    for members in jobs.values():
        first = members[0]
        hosted = bool(first.systems) and None not in first.systems
        if hosted and first.job is not None and first.job.container is None:
            yield from _tools(members)
            yield from _environments(members)
            yield from _pythons(members)


def _sure(placed: PlacedStep, command: Command) -> bool:
    plain = command.depth == 0 and command.before in ("", "\n", ";") and not command.guarded
    return plain and placed.step.if_ is None and placed.step.continue_on_error in (None, False)


def _tools(members: list[PlacedStep]) -> Iterator[Late]:
    from regreen.workflow.schema.toolchains import TOOLCHAINS

    for tool in TOOLCHAINS:
        found = next(_calls(members, tool), None)
        if found is None:
            continue
        index, command = found
        placed = members[index]
        own = (placed.step.run or "")[: command.start]
        if any(_brings(each, tool, each.step.run or "") for each in members[:index]) or _brings(
            None, tool, own
        ):
            continue
        after = (
            each for each in members[index + 1 :] if _brings(each, tool, each.step.run or "", strict=True)
        )
        setter = next(after, None)
        sure = _sure(placed, command) and (setter is not None or tool in ("poetry", "uv", "pnpm"))
        if setter is not None or sure:
            yield Late(placed, tool, command_place(placed, command), setter, sure)


def _calls(members: list[PlacedStep], tool: str) -> Iterator[tuple[int, Command]]:
    from regreen.project.paths.programs import program

    for index, placed in enumerate(members):
        for command in placed.commands:
            run = program(command) if command.name not in ("command", "which") else None
            launched = command.name == tool or (run is not None and run.name == tool and not run.launched)
            if launched and not command.tested and command.after != "||":
                yield index, command


def _brings(placed: PlacedStep | None, tool: str, script: str, *, strict: bool = False) -> bool:
    """Whether a step brings a program, or (unless `strict`) may do so."""
    from regreen.workflow.schema.toolchains import TOOLCHAINS, brought_by

    uses = placed.step.uses.lower() if placed is not None else ""
    if uses:
        listed = uses.startswith(TOOLCHAINS[tool].actions)
        return listed or (not strict and (tool in uses or uses.partition("@")[0] not in _QUIET))
    return bool(brought_by(tool).search(script)) or (not strict and bool(_MAY_BRING.search(script)))


def _environments(members: list[PlacedStep]) -> Iterator[Late]:
    """A virtual environment that is activated before it is made."""
    for index, placed in enumerate(members):
        for command in placed.commands:
            word = (
                command.words[-1]
                if command.name in ("source", ".")
                else command.words[0]
                if command.words
                else None
            )
            found = _ACTIVATED.match(word.text) if word is not None else None
            if found is None:
                continue
            folder = found["folder"].removeprefix("./")
            before = [each.step.run or "" for each in members[:index]] + [
                (placed.step.run or "")[: command.start]
            ]
            others = [each.step.uses for each in members[:index] if each.step.uses]
            known = all(uses.partition("@")[0] in _QUIET - {"actions/cache"} for uses in others)
            if not known or any(_MADE.search(script) or _MAY_BRING.search(script) for script in before):
                return
            setter = next((each for each in members[index + 1 :] if _makes(each, folder)), None)
            if setter is not None:
                yield Late(placed, folder, command_place(placed, command), setter, _sure(placed, command))
            return


def _makes(placed: PlacedStep, folder: str) -> bool:
    found = _MADE.search(placed.step.run or "")
    return found is not None and bool(found["words"]) and folder in found["words"].split()


def _pythons(members: list[PlacedStep]) -> Iterator[Late]:
    """Packages that are installed before the Python that is to have them."""
    from regreen.project.place import at

    setter = next((each for each in members if each.step.uses.startswith("actions/setup-python@")), None)
    if setter is None or setter.step.if_ is not None:
        return
    index = members.index(setter)
    later = " ; ".join(each.step.run or "" for each in members[index + 1 :])
    for placed in members[:index]:
        script = placed.step.run or ""
        found = _PIP.search(script) if not _MADE.search(script) and "activate" not in script else None
        if found is not None and _PYTHON_LATER.search(later) and not _PIP.search(later):
            start = found.start() + len(found[0]) - len(found[0].lstrip("\n;&| "))
            yield Late(
                placed,
                _PYTHON,
                at(placed.source, placed.span(start, start + 1).start),
                setter,
                False,
            )
            return


def reordered(match: Match, steps: tuple[PlacedStep, ...], workflows: tuple[Workflow, ...]) -> Iterable[Edit]:
    """The step that sets it up, moved before the one that needs it; or a new one."""
    from regreen.workflow.schema.toolchains import TOOLCHAINS

    for item in _all(steps):
        data, job = match.data, item.placed.job
        workflow = next((each for each in workflows if each.path == data["path"]), None)
        if job is None or workflow is None or (item.what, job.id) != (data["what"], data["job"]):
            continue
        if item.place not in match.places:
            continue
        if item.setter is not None:
            return moved_before(workflow, job, item.setter.step.index, item.placed.step.index)
        rows = TOOLCHAINS[item.what].step if item.what in TOOLCHAINS else ()
        return step_before(workflow, job, item.placed.step.index, rows) if rows else []
    return []


RULE = Rule(
    id="tool-set-up-too-late",
    category=Category.MISSING_TOOL,
    title="{what} is used before it is set up",
    find=late,
    key=("path", "job", "what"),
    explains=("command-not-found", "tool-not-in-environment", "module-not-installed"),
    fixers=(Fixer("Set it up before", Safety.UNSAFE, reordered),),
)
