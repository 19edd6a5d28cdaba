"""What `hatch` makes and runs. Source: Hatch's documentation, "Environment configuration" and "CLI reference"."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Mapping, Sequence
from itertools import product

from msgspec import Struct

from regreen.model.errors import PatchError
from regreen.model.finding import FileEvidence
from regreen.model.text import Source
from regreen.patch.toml_scan import Layout, Path, scan
from regreen.project.jobs.environments.made import Made, Order, Part
from regreen.project.place import at
from regreen.project.tree import Tree

_CONTEXT = re.compile(r"\{(args|env|matrix|root|home)(?::((?:[^{}]|\{[^{}]*\})*))?\}")
_PYTHON = re.compile(r"^(\d\.\d+)$")
_TESTS = (
    *("coverage-enable-subprocess", "coverage[toml]", "pytest", "pytest-mock", "pytest-randomly"),
    *("pytest-rerunfailures", "pytest-xdist"),
)
_DEPTH = 6


class _Config(Struct, frozen=True, dict=True):
    """The tables of Hatch; `base` is where they begin in the file."""

    source: Source
    layout: Layout
    base: Path

    def value(self, *path: str | int) -> object:
        return self.layout.value((*self.base, *path))

    def place(self, *path: str | int) -> FileEvidence:
        return at(self.source, self.layout.offset((*self.base, *path)))

    @property
    def names(self) -> tuple[str, ...]:
        found = self.value("envs")
        return tuple(found) if isinstance(found, dict) else ()

    def chain(self, name: str) -> tuple[str, ...]:
        """An environment and those it inherits from, the nearest first."""
        found = [name]
        while len(found) < _DEPTH:
            template = self.value("envs", found[-1], "template")
            default = "default" if found[-1] != "default" and "default" in self.names else ""
            following = template if isinstance(template, str) else default
            if not following or following in found:
                break
            found.append(following)
        return tuple(found)

    def first(self, name: str, key: str) -> tuple[object, Path]:
        """A setting of an environment, or what it inherits, and where that stands."""
        for env in self.chain(name):
            value = self.value("envs", env, key)
            if value is not None:
                return value, ("envs", env, key)
        return None, ()


def hatch(
    words: Sequence[str], directory: str, variables: Mapping[str, str], python: str, tree: Tree
) -> tuple[Made, ...] | None:
    """The environments that `hatch` with these words makes; None where that is not known."""
    env, command, rest = _parsed(list(words))
    if command in (
        "build",
        "version",
        "publish",
        "config",
        "clean",
        "dep",
        "status",
        "project",
        "new",
        "shell",
    ):
        return ()
    config = _config(tree, directory)
    if config is None:
        return None
    if command in ("fmt", "test"):
        return _internal(config, command, python)
    if command != "run" or not rest or "$" in rest[0]:
        return () if command == "env" else None
    name, colon, script = rest[0].partition(":")
    if colon and not name.startswith(("http", "+")):
        env, rest = name, [script, *rest[1:]]
    env = env or variables.get("HATCH_ENV", "") or "default"
    if env not in config.names and env != "default":
        return None
    made = _Reader(config, env, python).made(rest)
    return (made,) if made is not None else None


def _parsed(words: list[str]) -> tuple[str, str, list[str]]:
    """The environment that is named in front, the command, and its words."""
    env, command = "", ""
    while words:
        word = words.pop(0)
        if word in ("-e", "--env", "-p", "--project") and words:
            env = words.pop(0) if word in ("-e", "--env") else env
        elif word == "env" and words[:1] == ["run"]:
            words.pop(0)
            env, command, words = _env_run(words)
            return env, command, words
        elif not word.startswith(("-", "+")):
            command = word
            break
    rest = [word for word in words if not re.match(r"^[+-](?:py|python|\w+)=", word)]
    while rest and rest[0].startswith("-") and command == "run":
        rest.pop(0)
    return env, command, rest


def _env_run(words: list[str]) -> tuple[str, str, list[str]]:
    env = ""
    while words and words[0] != "--" and words[0].startswith(("-", "+")):
        option = words.pop(0)
        if option in ("-e", "--env") and words:
            env = words.pop(0)
    return env, "run", [word for word in words if word != "--"]


def _config(tree: Tree, directory: str) -> _Config | None:
    folder = directory
    while True:
        for name, base in (("hatch.toml", ()), ("pyproject.toml", ("tool", "hatch"))):
            source = tree.source(f"{folder}/{name}".lstrip("/"))
            found = _read(source, base) if source is not None else None
            if found is not None and found.names:
                return found
        if not folder:
            return None
        folder = folder.rpartition("/")[0]


def _read(source: Source, base: Path) -> _Config | None:
    try:
        return _Config(source, scan(source), base)
    except PatchError:
        return None


def _internal(config: _Config, command: str, python: str) -> tuple[Made, ...] | None:
    """`hatch test` and `hatch fmt` have environments of their own, which the project may change."""
    name = f"hatch-{'static-analysis' if command == 'fmt' else command}"
    if name in config.names or command == "fmt":
        return () if command == "fmt" else None
    place = config.place("envs")
    deps = tuple((item,) for item in _TESTS)
    folder = config.source.path.rpartition("/")[0]
    orders = (
        Order(tuple((words, place) for words in (*deps, (f"./{folder}" if folder else ".",))), installs=True),
        Order(((("pytest",), place),)),
    )
    return (Made("hatch", name, place, folder, orders, python),)


class _Reader:
    """Reads one environment."""

    def __init__(self, config: _Config, name: str, python: str) -> None:
        self.config, self.name = config, name
        self.folder = config.source.path.rpartition("/")[0]
        value, _ = config.first(name, "python")
        own = value if isinstance(value, str) and _PYTHON.match(value) else ""
        self.python = own or ("" if self._legs() else python)

    def made(self, rest: list[str]) -> Made:
        """The environment, with the script or command that is run."""
        deps = (*self._deps(), *self._project())
        orders = (Order(deps, installs=True),) if deps else ()
        commands = tuple(self._commands(rest[0], rest[1:], 0))
        unknown = ("an environment that a plugin makes",) if self._typed() else ()
        place = self.config.place("envs", self.name)
        return Made(
            "hatch", self.name, place, self.folder, (*orders, *commands), self.python, unknown=unknown
        )

    def _typed(self) -> bool:
        value, _ = self.config.first(self.name, "type")
        return (isinstance(value, str) and value != "virtual") or self.config.first(self.name, "path")[
            0
        ] is not None

    def _legs(self) -> list[dict[str, str]]:
        """The legs of the environment's matrix."""
        value = self.config.value("envs", self.name, "matrix")
        found: list[dict[str, str]] = []
        for table in value if isinstance(value, list) else ():
            keys = [key for key, choices in table.items() if isinstance(choices, list)]
            found += [
                dict(zip(keys, map(str, choice), strict=True))
                for choice in product(*(table[key] for key in keys))
            ]
        return found

    def _deps(self) -> Iterator[Part]:
        for key in ("dependencies", "extra-dependencies"):
            owners = self.config.chain(self.name) if key == "extra-dependencies" else ("",)
            for owner in owners:
                value, path = (
                    (self.config.value("envs", owner, key), ("envs", owner, key))
                    if owner
                    else self.config.first(self.name, key)
                )
                for index, item in enumerate(value if isinstance(value, list) else ()):
                    yield (self._filled(str(item)),), self.config.place(*path, index)
        value, path = self.config.first(self.name, "dependency-groups")
        for index, item in enumerate(value if isinstance(value, list) else ()):
            yield ("--group", str(item)), self.config.place(*path, index)
        if isinstance(self.config.value("envs", self.name, "overrides"), dict):
            yield ("$OVERRIDES",), self.config.place("envs", self.name, "overrides")

    def _project(self) -> Iterator[Part]:
        if self.config.first(self.name, "skip-install")[0] is True:
            return
        if self.config.value("envs", self.name, "detached") is True:
            return
        value, path = self.config.first(self.name, "features")
        extras = ",".join(map(str, value)) if isinstance(value, list) else ""
        place = self.config.place(*path) if path else self.config.place("envs", self.name)
        start = f"./{self.folder}" if self.folder else "."
        yield ((f"{start}[{extras}]" if extras else start),), place

    def _commands(self, script: str, words: list[str], depth: int) -> Iterator[Order]:
        """A script by its name, or a command."""
        value, path = self._script(script)
        if value is None or depth > _DEPTH:
            yield Order((((script, *words), self.config.place("envs", self.name)),))
            return
        for index, line in enumerate(value if isinstance(value, list) else [value]):
            place = self.config.place(*path, index) if isinstance(value, list) else self.config.place(*path)
            yield from self._line(str(line), words, place, depth)

    def _line(self, line: str, words: list[str], place: FileEvidence, depth: int) -> Iterator[Order]:
        given = " ".join(map(shlex.quote, words))
        certain = not line.startswith("- ")
        text = self._filled(line.removeprefix("- "), given)
        for part in re.split(r"[ \t]*(?:&&|;)[ \t]*", text):
            try:
                found = shlex.split(part)
            except ValueError:
                continue
            if found and self._script(found[0])[0] is not None:
                yield from self._commands(found[0], found[1:], depth + 1)
            elif found:
                yield Order(((tuple(found), place),), certain=certain)

    def _script(self, name: str) -> tuple[object, Path]:
        for table in ("scripts", "extra-scripts"):
            for env in self.config.chain(self.name):
                value = self.config.value("envs", env, table, name)
                if value is not None:
                    return value, ("envs", env, table, name)
        return None, ()

    def _filled(self, text: str, given: str = "") -> str:
        def chosen(match: re.Match[str]) -> str:
            if match[1] == "args":
                return given or (match[2] or "")
            return "." if match[1] == "root" else "$HATCH"

        return _CONTEXT.sub(chosen, text)
