"""Settings of pytest, coverage, tox, ruff, mypy and others, wherever they may live.

Each tool's own order of files is kept: the first file that has the tool's section wins, as the tool has it.
Sources: the documentation of pytest ("rootdir and configfile"), coverage.py, tox, ruff, mypy, isort, flake8.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping

from msgspec import Struct

from regreen.model.finding import FileEvidence
from regreen.model.text import Source
from regreen.patch.ini import read_ini
from regreen.patch.toml_scan import Path
from regreen.project.place import at
from regreen.project.pyproject import Pyproject, read_pyproject
from regreen.project.tree import Tree


class Setting(Struct, frozen=True):
    """A setting of a tool. `values` are the items of a list, the words of a line that pytest splits, or the one
    value as text (`true` and `false` for TOML's booleans).
    """

    tool: str
    section: str
    name: str
    values: tuple[str, ...]
    place: FileEvidence

    @property
    def text(self) -> str:
        """The values as one text, a line for each."""
        return "\n".join(self.values)

    @property
    def words(self) -> tuple[str, ...]:
        """The words of all values, split as a shell would."""
        try:
            return tuple(shlex.split(" ".join(self.values), comments=False))
        except ValueError:
            return tuple(" ".join(self.values).split())


class _Home(Struct, frozen=True):
    """A place where a tool looks: a file, and in it a section (INI) or a table (TOML)."""

    file: str
    section: str = ""
    table: Path = ()
    always: bool = False  # the file counts even without the section


_HOMES: Mapping[str, tuple[_Home, ...]] = {
    "pytest": (
        _Home("pytest.toml", table=("pytest",), always=True),
        _Home(".pytest.toml", table=("pytest",), always=True),
        _Home("pytest.ini", "pytest", always=True),
        _Home(".pytest.ini", "pytest", always=True),
        _Home("pyproject.toml", table=("tool", "pytest")),
        _Home("tox.ini", "pytest"),
        _Home("setup.cfg", "tool:pytest"),
    ),
    "coverage": (
        _Home(".coveragerc", "*", always=True),
        _Home("setup.cfg", "coverage:*"),
        _Home("tox.ini", "coverage:*"),
        _Home("pyproject.toml", table=("tool", "coverage")),
    ),
    "tox": (
        _Home("tox.ini", "*", always=True),
        _Home("setup.cfg", "tox:*"),
        _Home("pyproject.toml", table=("tool", "tox")),
        _Home("tox.toml", always=True),
    ),
    "ruff": (
        _Home(".ruff.toml", always=True),
        _Home("ruff.toml", always=True),
        _Home("pyproject.toml", table=("tool", "ruff")),
    ),
    "mypy": (
        _Home("mypy.ini", "*", always=True),
        _Home(".mypy.ini", "*", always=True),
        _Home("pyproject.toml", table=("tool", "mypy")),
        _Home("setup.cfg", "mypy*"),
    ),
    "flake8": (
        _Home(".flake8", "flake8", always=True),
        _Home("setup.cfg", "flake8"),
        _Home("tox.ini", "flake8"),
    ),
    "isort": (
        _Home(".isort.cfg", "settings", always=True),
        _Home("pyproject.toml", table=("tool", "isort")),
        _Home("setup.cfg", "isort"),
        _Home("tox.ini", "isort"),
    ),
    "black": (_Home("pyproject.toml", table=("tool", "black")),),
    "bandit": (_Home(".bandit", "bandit", always=True), _Home("pyproject.toml", table=("tool", "bandit"))),
}
TOOLS = tuple(_HOMES)


class ToolConfig(Struct, frozen=True, dict=True):
    """The settings that tools find in one directory."""

    settings: tuple[Setting, ...]
    files: Mapping[str, str]
    """The file each tool takes its settings from."""

    def get(self, tool: str, name: str, section: str = "") -> Setting | None:
        """A setting by its name; of any section where none is given. Dashes and underscores are alike."""
        wanted = name.replace("-", "_").lower()
        return next(
            (
                setting
                for setting in self.settings
                if setting.tool == tool
                and setting.name.replace("-", "_").lower() == wanted
                and section in ("", setting.section)
            ),
            None,
        )

    def of(self, tool: str) -> tuple[Setting, ...]:
        """All settings of a tool."""
        return tuple(setting for setting in self.settings if setting.tool == tool)


def tool_config(tree: Tree, directory: str = "") -> ToolConfig:
    """What tools that are run in `directory` (relative to the root) find there."""
    start = f"{directory}/" if directory else ""
    settings: list[Setting] = []
    files: dict[str, str] = {}
    for tool, homes in _HOMES.items():
        for home in homes:
            source = tree.source(start + home.file)
            found = tuple(_read(tool, home, source)) if source is not None else ()
            if found or (home.always and source is not None):
                settings += found
                files[tool] = start + home.file
                break
    return ToolConfig(tuple(settings), files)


def _read(tool: str, home: _Home, source: Source) -> Iterator[Setting]:
    if home.file.endswith(".toml"):
        project = read_pyproject(source)
        if project is not None:
            yield from _toml(tool, project, home.table, home.table)
    else:
        yield from _ini(tool, home.section, source)


def _ini(tool: str, wanted: str, source: Source) -> Iterator[Setting]:
    prefix = wanted.removesuffix("*")
    for option in read_ini(source).options:
        matches = option.section.startswith(prefix) if wanted.endswith("*") else option.section == wanted
        if matches:
            section = option.section.removeprefix(prefix) if wanted.endswith(":*") else option.section
            values = tuple(text for _, text in option.rows)
            yield Setting(tool, section, option.name, values, at(source, option.key))


def _toml(tool: str, project: Pyproject, base: Path, path: Path) -> Iterator[Setting]:
    """All leaves below a table; the section is the path between the two, dotted."""
    for name, value in project.table(*path).items():
        if isinstance(value, dict):
            yield from _toml(tool, project, base, (*path, name))
        else:
            section = ".".join(map(str, path[len(base) :]))
            place = project.place(*path, name)
            yield Setting(tool, section, name, _values(value), place)


def _values(value: object) -> tuple[str, ...]:
    if isinstance(value, list):
        return tuple(_text(item) for item in value)
    return (_text(value),)


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
