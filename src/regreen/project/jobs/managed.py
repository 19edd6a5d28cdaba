"""Environments that a command makes for itself (tox, nox, hatch): filled, and their commands followed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from msgspec.structs import replace

from regreen.project.jobs.asked import Asked
from regreen.project.jobs.environments.hatch import hatch
from regreen.project.jobs.environments.made import Made, Order
from regreen.project.jobs.environments.nox import nox
from regreen.project.jobs.environments.tox import tox
from regreen.project.jobs.here import Here
from regreen.project.jobs.installers import asked_by
from regreen.project.jobs.known import SILENT
from regreen.project.jobs.model import Call, Install, Installed, Request
from regreen.project.jobs.state import State
from regreen.project.jobs.wanted import Wanted
from regreen.project.tree import Tree

_READERS: Mapping[
    str, Callable[[Sequence[str], str, Mapping[str, str], str, Tree], tuple[Made, ...] | None]
] = {
    "tox": tox,
    "nox": nox,
    "hatch": hatch,
}
_LIMIT = 12  # environments of one call that are followed
_DEPTH = 4


class Script(Protocol):
    """What is needed of the one who follows a script."""

    tree: Tree
    state: State
    calls: list[Call]
    installs: list[Install]

    def program(self, words: list[str], here: Here, key: str) -> None:
        """Follow one command."""

    def wanted(self, asked: Asked, directory: str | None, here: Here) -> Wanted:
        """What an installer's command asks for."""


def makes_environments(program: str) -> bool:
    """Whether a program makes environments, and runs commands in them."""
    return program in _READERS


def follow_managed(script: Script, program: str, words: Sequence[str], here: Here) -> None:
    """Follow a call of such a program."""
    made = None
    if here.directory is not None and here.depth < _DEPTH:
        made = _READERS[program](words, here.directory, here.variables, script.state.python, script.tree)
    if made is None:
        if program == "hatch":
            script.state.give_up(f"what `{program}` does")
        return
    for environment in made[:_LIMIT]:
        _follow(script, environment, here)


def _follow(script: Script, made: Made, here: Here) -> None:
    state = script.state
    key = f"{made.tool}:{made.place.path}:{made.name}:{made.python}" if made.own else here.active
    inner = replace(
        here,
        directory=made.directory,
        depth=here.depth + 1,
        active=key,
        variables={**here.variables, **made.variables},
    )
    growing = state.environment(key)
    if made.own and not growing.filled:
        growing.installed.append(Installed("pip", "", (), here.place, bare=True))
        growing.unknown += made.unknown
    active, python = state.active, state.python
    state.active, state.python = key, made.python
    for order in made.orders:
        if order.installs:
            _fill(script, made, order, inner, key)
        else:
            _run(script, made, order, inner, key, outer=here.active)
    state.active, state.python = active, python


def _fill(script: Script, made: Made, order: Order, here: Here, key: str) -> None:
    """Install everything of one order; each part is declared where it stands."""
    installed: list[Installed] = []
    projects: list[str] = []
    unknown: list[str] = []
    requests: list[Request] = []
    for words, place in order.parts:
        asked = asked_by("pip", ["install", *words], here.variables)
        if asked is None:
            continue
        wanted = script.wanted(asked, here.directory, replace(here, place=place))
        installed += wanted.installed
        projects += wanted.projects
        unknown += wanted.unknown
        requests += asked.requests
    place = order.parts[-1][1]  # where one more would be added
    total = Wanted(tuple(installed), tuple(projects), tuple(unknown))
    script.state.environment(key).add(total, place, bare=order.bare)
    script.installs.append(
        Install(
            made.tool,
            tuple(requests),
            here.directory or "",
            place,
            (),
            here.certain and order.certain,
            order.bare,
            key,
            total.installed,
            total.projects,
            script.state.python,
        )
    )


def _run(script: Script, made: Made, order: Order, here: Here, key: str, *, outer: str) -> None:
    """Follow one command; where programs from outside are refused, only the environment's own are seen."""
    words, place = order.parts[0]
    before = len(script.calls)
    inner = replace(
        here,
        place=place,
        certain=here.certain and order.certain,
        conditional=here.conditional or not order.certain,
        variables={**here.variables, **order.variables},
    )
    script.program(list(words), inner, key)
    for index in range(before, len(script.calls)):
        call = script.calls[index]
        outside = made.allowed is None or any(_fits(call.program, item) for item in made.allowed)
        seen = tuple(dict.fromkeys((*call.environments[:1], *script.state.path(outer))))
        kept = seen if outside and call.program != "python" else call.environments[:1]
        script.calls[index] = replace(call, launcher=call.launcher or made.tool, environments=kept)


def _fits(program: str, allowed: str) -> bool:
    return allowed in ("*", program) or allowed.rpartition("/")[2] == program or program in SILENT
