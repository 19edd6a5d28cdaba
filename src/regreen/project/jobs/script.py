"""One script: what it installs, and which programs it calls."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Sequence
from functools import partial

from msgspec.structs import replace

from regreen.model.finding import FileEvidence
from regreen.model.text import Source
from regreen.project.jobs.asked import Asked
from regreen.project.jobs.called import language_of, made_by, stops_at_failures
from regreen.project.jobs.effects import of_system, piped, written
from regreen.project.jobs.here import Here, always
from regreen.project.jobs.installers import asked_by
from regreen.project.jobs.installing import Installing
from regreen.project.jobs.known import RUNNERS, SILENT
from regreen.project.jobs.leg import Leg
from regreen.project.jobs.makefile import read_makefile
from regreen.project.jobs.managed import follow_managed, makes_environments
from regreen.project.jobs.model import Call, Environment, Install
from regreen.project.jobs.state import State
from regreen.project.jobs.wanted import Resolver, Wanted, joined
from regreen.project.jobs.words import (
    assign,
    assignments,
    bare,
    behind_options,
    ends_badly,
    filled,
    words_of,
    wrapped,
)
from regreen.project.place import at, on_line
from regreen.workflow.scripts import PlacedStep
from regreen.workflow.shell.commands import Command, commands

_IN_ENVIRONMENT = re.compile(r"^(?:\./)?((?:[\w.-]+/)*[\w.-]+)/(?:bin|Scripts)/([\w.-]+?)(?:\.exe)?$")
_ACTIVATE = re.compile(
    r"^(?:\./)?((?:[\w.-]+/)*[\w.-]+)[/\\](?:bin|Scripts)[/\\]activate(?:\.ps1|\.bat)?$", re.I
)
_SHELLS = frozenset({"bash", "sh", "dash", "zsh"})
_PYTHON = re.compile(r"^(?:python|pypy|py)(?:\d(?:\.\d+)?)?$")
_HARMLESS_ENDS = (
    "mypy",
    "ruff",
    "black",
    "coverage",
    "pytest",
    "mkdocs",
    "twine",
    "isort",
    "flake8",
    "autoflake",
)
_DEPTH = 4  # scripts that call scripts


class Follower:
    """Follows scripts in one leg of a job."""

    def __init__(
        self,
        resolver: Resolver,
        state: State,
        leg: Leg,
        calls: list[Call],
        installs: list[Install],
        *,
        certain: bool,
    ) -> None:
        self.resolver, self.tree, self.state, self.leg = resolver, resolver.tree, state, leg
        self.calls, self.installs, self.certain = calls, installs, certain
        self.installing = Installing(resolver, state, leg, installs)
        self.before = ""  # the text of the command before, which may feed this one
        self.exported = ""  # the environment that the steps behind this one begin with

    def step(self, placed: PlacedStep, variables: dict[str, str], directory: str | None) -> None:
        """The script of a step; what it activates ends with it."""
        text = placed.step.run or ""
        active = self.state.active
        self._commands(
            commands(text),
            lambda command: at(placed.source, placed.span(command.start, command.end).start),
            variables,
            directory,
            0,
            self.certain,
        )
        self.state.active = self.exported or active

    def _commands(
        self,
        found: Sequence[Command],
        place: Callable[[Command], FileEvidence],
        variables: dict[str, str],
        directory: str | None,
        depth: int,
        certain: bool,
    ) -> None:
        folders = [(0, directory)]
        for index, command in enumerate(found):
            while len(folders) > 1 and folders[-1][0] > command.depth:
                folders.pop()
            for word in command.assignments:
                name, _, value = word.text.partition("=")
                if not command.words:
                    assign(variables, name, filled(value, self.leg, variables), sure=not command.depth)
            words = words_of(command, self.leg, variables)
            if not words:
                continue
            if words[0] in ("cd", "pushd"):
                folders.append((command.depth, self._entered(folders[-1][1], words)))
                continue
            surely = certain and not command.depth and not command.tested and command.before != "||"
            surely = surely and (command.after not in ("||", "&") or ends_badly(found, index))
            local = {**variables, **dict(assignments(command, self.leg, variables))}
            asked = command.depth > 0 or command.tested or command.before in ("&&", "||")
            here = Here(place(command), folders[-1][1], surely, local, depth, self.state.active, asked)
            self._command(words, command, here, variables)
            self.before = " ".join(words) if command.piped else ""

    def _entered(self, directory: str | None, words: Sequence[str]) -> str | None:
        target = words[1] if len(words) > 1 else "~"
        if directory is None or set("$`") & set(target) or target == "-":
            return None
        return joined(directory, target)

    def _command(self, words: list[str], command: Command, here: Here, variables: dict[str, str]) -> None:
        words = bare(words)
        if not words:
            return
        program = words[0]
        if program in ("export", "declare"):
            for word in words[1:]:
                name, equals, value = word.partition("=")
                if equals:
                    assign(variables, name, value, sure=not command.depth)
        elif program in ("source", "."):
            self._source(words[1:], here, variables)
        elif program == "echo" and command.redirections:
            self.exported = written(words[1:], command, self.state) or self.exported
        elif found := _IN_ENVIRONMENT.match(program):
            self._inside(joined(here.directory or "", found[1]) or found[1], [found[2], *words[1:]], here)
        else:
            self.program(words, here, self.state.active)

    def _inside(self, key: str, words: list[str], here: Here) -> None:
        """A program of a named environment."""
        self.state.enter(key)
        self.program(words, here, key)

    def program(self, words: list[str], here: Here, key: str) -> None:
        """Follow a program that is looked for in the environment `key` first."""
        program = words[0].rpartition("/")[2] if words[0].startswith(("/usr/", "/opt/")) else words[0]
        if _PYTHON.match(program):
            self._python(words[1:], here, key)
            return
        asked = asked_by(program, words[1:], here.variables)
        if asked is not None:
            self._asked(asked, here, key)
        elif program in _SHELLS:
            self._shell(words[1:], here)
        elif program == "make":
            self._make(words[1:], here)
        elif makes_environments(program):
            self._call(program, words[1:], here, key)
            follow_managed(self, program, words[1:], replace(here, active=key))
        elif program in RUNNERS or "$" in program:
            if not program.endswith(_HARMLESS_ENDS):
                self.state.give_up(f"what `{program}` does")
            self._call(program, words[1:], here, key)
        elif program == "virtualenv":
            self.installing.create(words[1:], here)
        elif "/" in program:
            self._file(program, words[1:], here)
        else:
            of_system(program, words[1:], here.place, self.state)
            self._call(program, words[1:], here, key)

    def _python(self, words: list[str], here: Here, key: str) -> None:
        rest = behind_options(words)
        if rest[:1] == ["-m"] and len(rest) > 1:
            self._module(rest[1], rest[2:], here, key)
        elif rest[:1] == ["-"] or (not rest and self.before):
            piped(self.before, here.place, self.state)
        elif rest and rest[0].endswith("setup.py") and {"install", "develop"} & set(rest[1:]):
            folder = posixpath.dirname(rest[0]) or "."
            asked = asked_by("pip", ["install", folder], here.variables)
            if asked is not None:
                self._asked(asked, here, key)
        else:
            self._call("python", rest, here, key)

    def _module(self, module: str, words: list[str], here: Here, key: str) -> None:
        asked = (
            asked_by(module, words, here.variables)
            if module in ("pip", "uv", "poetry", "pipx", "pipenv")
            else None
        )
        if asked is not None:
            self._asked(asked, here, key)
        elif module in ("venv", "virtualenv"):
            self.installing.create(words, here)
        elif module not in ("ensurepip", "pip"):
            self._call("python", ["-m", module, *words], here, key)
            if makes_environments(module):
                follow_managed(self, module, words, replace(here, active=key))

    def _asked(self, asked: Asked, here: Here, key: str) -> None:
        """An installer's command, and the program it starts afterwards."""
        target, directory = self.installing.fill(asked, here, key)
        if asked.program:
            self._started(asked, replace(here, directory=directory), target)

    def wanted(self, asked: Asked, directory: str | None, here: Here) -> Wanted:
        """What an installer's command asks for, in a directory."""
        return self.installing.wanted(asked, directory, here)

    def _started(self, asked: Asked, here: Here, target: str) -> None:
        """The program behind `uv run`, `poetry run`, `uvx`."""
        words = list(asked.program)
        if asked.module:
            words = ["python", "-m", *words]
        if asked.tool == "uvx":
            return
        before = len(self.calls)
        active, self.state.active = self.state.active, target
        self.program(words, here, target)
        self.state.active = active
        for index in range(before, len(self.calls)):
            self.calls[index] = replace(self.calls[index], launcher=asked.tool)

    def _shell(self, words: list[str], here: Here) -> None:
        rest = [word for word in words if not word.startswith("-")]
        if "-c" in words and rest:
            self._nested(rest[0], here)
        elif rest and rest[0] != "-":
            self._file(rest[0], rest[1:], here)
        else:
            piped(self.before, here.place, self.state)

    def _nested(self, text: str, here: Here) -> None:
        if here.depth < _DEPTH:
            inner = commands(text)
            self._commands(
                inner,
                partial(always, here.place),
                dict(here.variables),
                here.directory,
                here.depth + 1,
                here.certain,
            )

    def _file(self, path: str, words: list[str], here: Here) -> None:
        """A script of the repository."""
        target = joined(here.directory, path) if here.directory is not None else None
        source = self.tree.source(target) if target is not None else None
        if source is None or here.depth >= _DEPTH:
            self.state.give_up(f"what {path} does")
            return
        language = language_of(source)
        if language == "python":
            self._call("python", [path, *words], here, self.state.active)
        elif language == "shell":
            self._follow(source, here)
        else:
            self.state.give_up(f"what {path} does")

    def _follow(self, source: Source, here: Here) -> None:
        self._commands(
            commands(source.text),
            lambda command: at(source, command.start),
            dict(here.variables),
            here.directory,
            here.depth + 1,
            here.certain and stops_at_failures(source),
        )

    def _make(self, words: list[str], here: Here) -> None:
        folder, source, goals = made_by(self.tree, here.directory, words)
        if source is None or here.depth >= _DEPTH:
            self.state.give_up("what `make` does")
            return
        makefile = read_makefile(source)
        for goal in goals or [makefile.first]:
            if goal not in makefile.targets:
                self.state.give_up(f"what `make {goal}` does")
            for line, text in makefile.commands(goal):
                place = on_line(source, line)
                self._commands(
                    commands(text),
                    partial(always, place),
                    dict(here.variables),
                    folder,
                    here.depth + 1,
                    here.certain,
                )

    def _source(self, words: list[str], here: Here, variables: dict[str, str]) -> None:
        found = _ACTIVATE.match(words[0]) if words else None
        if found:
            key = joined(here.directory or "", found[1].replace("\\", "/")) or found[1]
            self.state.enter(key)
            self.state.active = key
        elif words:
            source = self.tree.source(joined(here.directory or "", words[0]) or "")
            if source is None:
                self.state.give_up(f"what {words[0]} does")
            else:
                self._follow(source, here)

    def _call(self, program: str, words: Sequence[str], here: Here, key: str) -> None:
        self._record(program, words, here, key)
        inner = wrapped(program, words)
        if inner is not None:
            self.program(inner, here, key)

    def _record(self, program: str, words: Sequence[str], here: Here, key: str) -> None:
        if here.directory is None or program in SILENT:
            return
        seen: tuple[Environment, ...] = self.state.path(key)
        self.calls.append(
            Call(
                program,
                tuple(words),
                seen,
                here.directory,
                here.place,
                here.certain,
                "",
                here.variables,
                here.conditional,
            )
        )
