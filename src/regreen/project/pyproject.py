"""pyproject.toml: what the project is, what it needs, how it is built.

Sources: PEP 518, 621, 735; the documentation of Poetry, PDM, uv, hatch, flit and setuptools.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from msgspec import Struct

from regreen.model.errors import PatchError
from regreen.model.finding import FileEvidence
from regreen.model.text import Source
from regreen.patch.toml_scan import Layout, Path, scan
from regreen.project.declared import Declared, Kind, parse_requirement, poetry_specifier
from regreen.project.distributions import normalize
from regreen.project.place import at
from regreen.project.tree import Tree

NAME = "pyproject.toml"
_VERSION_FILES: tuple[Path, ...] = (
    ("tool", "setuptools_scm", "write_to"),
    ("tool", "setuptools_scm", "version_file"),
    ("tool", "hatch", "build", "hooks", "vcs", "version-file"),
    ("tool", "pdm", "version", "write_to"),
    ("tool", "versioningit", "write", "file"),
)


class Script(Struct, frozen=True):
    """A console script: `name = "module:function"`."""

    name: str
    target: str
    place: FileEvidence


class Pyproject(Struct, frozen=True, dict=True):
    """A pyproject.toml that is valid TOML. Values are reached by key path, and so are their places."""

    source: Source
    layout: Layout

    @property
    def path(self) -> str:
        """The file's path."""
        return self.source.path

    @property
    def directory(self) -> str:
        """The directory it is for; the root is the empty string."""
        return self.path.rpartition("/")[0]

    def value(self, *path: str | int) -> object:
        """The value at a path of keys; None when there is none."""
        return self.layout.value(path)

    def string(self, *path: str | int) -> str:
        """The string at a path of keys; empty when there is none."""
        value = self.layout.value(path)
        return value if isinstance(value, str) else ""

    def table(self, *path: str | int) -> dict[str, object]:
        """The table at a path of keys; empty when there is none."""
        value = self.layout.value(path)
        return value if isinstance(value, dict) else {}

    def strings(self, *path: str | int) -> tuple[str, ...]:
        """The strings of the array at a path of keys; a lone string counts as an array of one."""
        value = self.layout.value(path)
        if isinstance(value, str):
            return (value,)
        return tuple(item for item in value if isinstance(item, str)) if isinstance(value, list) else ()

    def place(self, *path: str | int) -> FileEvidence:
        """Where a key or an array item stands, or else the nearest table above it."""
        return at(self.source, self.layout.offset(path))

    @property
    def name(self) -> str:
        """The project's name."""
        return self.string("project", "name") or self.string("tool", "poetry", "name")

    @property
    def requires_python(self) -> str:
        """The versions of Python it supports, as PEP 440 writes them."""
        poetry = self.value("tool", "poetry", "dependencies", "python")
        return self.string("project", "requires-python") or (
            poetry_specifier(poetry) if isinstance(poetry, str) else ""
        )

    @property
    def backend(self) -> str:
        """The build backend; setuptools where none is named, as PEP 517 has it."""
        return self.string("build-system", "build-backend") or "setuptools.build_meta:__legacy__"

    @property
    def is_package(self) -> bool:
        """Whether the file describes something that is built and installed."""
        if (
            self.value("tool", "poetry", "package-mode") is False
            or self.value("tool", "uv", "package") is False
        ):
            return False
        return bool(self.value("build-system") or self.value("project") or self.value("tool", "poetry"))

    @property
    def version_files(self) -> tuple[str, ...]:
        """Files that the build writes the version to, relative to the root of the repository."""
        start = f"{self.directory}/" if self.directory else ""
        return tuple(start + name for path in _VERSION_FILES if (name := self.string(*path)))

    @property
    def scripts(self) -> tuple[Script, ...]:
        """Console scripts, of PEP 621 and of Poetry."""
        tables: tuple[Path, ...] = (
            ("project", "scripts"),
            ("project", "gui-scripts"),
            ("tool", "poetry", "scripts"),
        )
        return tuple(
            Script(name, target, self.place(*path, name))
            for path in tables
            for name, target in self.table(*path).items()
            if isinstance(target, str)
        )

    @property
    def extras(self) -> tuple[str, ...]:
        """The names of the extras."""
        return (*self.table("project", "optional-dependencies"), *self.table("tool", "poetry", "extras"))

    @property
    def groups(self) -> tuple[str, ...]:
        """The names of the dependency groups, whichever tool they are for."""
        names = [*self.table("dependency-groups"), *self.table("tool", "poetry", "group")]
        names += self.table("tool", "pdm", "dev-dependencies")
        legacy = self.table("tool", "poetry", "dev-dependencies") or self.strings(
            "tool", "uv", "dev-dependencies"
        )
        return tuple(dict.fromkeys([*names, *(["dev"] if legacy else [])]))

    def included_groups(self, name: str) -> tuple[str, ...]:
        """A group and those it includes, PEP 735; of a cycle each once, an unknown one is left out."""
        wanted, found = [normalize(name)], []
        tables = {normalize(key): value for key, value in self.table("dependency-groups").items()}
        known = tables.keys() | {normalize(group) for group in self.groups}
        while wanted:
            current = wanted.pop()
            if current in found or current not in known:
                continue
            found.append(current)
            entries = tables.get(current)
            for entry in entries if isinstance(entries, list) else ():
                if isinstance(entry, dict) and isinstance(entry.get("include-group"), str):
                    wanted.append(normalize(entry["include-group"]))
        return tuple(found)

    def dependencies(self) -> tuple[Declared, ...]:
        """Everything the file declares, with its place."""
        return (*self._standard(), *self._tools(), *self._poetry())

    def _standard(self) -> Iterator[Declared]:
        yield from self._list(("build-system", "requires"), Kind.BUILD, "")
        yield from self._list(("project", "dependencies"), Kind.MAIN, "")
        for extra in self.table("project", "optional-dependencies"):
            yield from self._list(("project", "optional-dependencies", extra), Kind.EXTRA, extra)
        for group in self.table("dependency-groups"):
            yield from self._list(("dependency-groups", group), Kind.GROUP, group)

    def _tools(self) -> Iterator[Declared]:
        yield from self._list(("tool", "uv", "dev-dependencies"), Kind.GROUP, "dev")
        yield from self._list(("tool", "uv", "constraint-dependencies"), Kind.CONSTRAINT, "")
        for group in self.table("tool", "pdm", "dev-dependencies"):
            yield from self._list(("tool", "pdm", "dev-dependencies", group), Kind.GROUP, group)
        for environment in self.table("tool", "hatch", "envs"):
            for key in ("dependencies", "extra-dependencies"):
                path = ("tool", "hatch", "envs", environment, key)
                yield from self._list(path, Kind.ENVIRONMENT, environment)
        yield from self._list(("tool", "flit", "metadata", "requires"), Kind.MAIN, "")

    def _list(self, path: Path, kind: Kind, group: str) -> Iterator[Declared]:
        entries = self.layout.value(path)
        for index, entry in enumerate(entries if isinstance(entries, list) else ()):
            if isinstance(entry, str):
                found = parse_requirement(entry, kind, group, self.place(*path, index))
                if found is not None:
                    yield found

    def _poetry(self) -> Iterator[Declared]:
        base: Path = ("tool", "poetry")
        yield from self._poetry_table((*base, "dependencies"), Kind.MAIN, "")
        yield from self._poetry_table((*base, "dev-dependencies"), Kind.GROUP, "dev")
        for group in self.table(*base, "group"):
            yield from self._poetry_table((*base, "group", group, "dependencies"), Kind.GROUP, group)

    def _poetry_table(self, path: Path, kind: Kind, group: str) -> Iterator[Declared]:
        for name, wish in self.table(*path).items():
            for option in wish if isinstance(wish, list) else [wish]:
                if normalize(name) != "python":
                    yield self._poetry_item((*path, name), name, option, kind, group)

    def _poetry_item(self, path: Path, name: str, wish: object, kind: Kind, group: str) -> Declared:
        table = wish if isinstance(wish, dict) else {"version": wish}
        version, extras = table.get("version"), table.get("extras")
        url = next((str(table[key]) for key in ("git", "url", "path", "file") if key in table), "")
        optional = table.get("optional") is True and kind is Kind.MAIN
        return Declared(
            name,
            poetry_specifier(version) if isinstance(version, str) else "",
            tuple(map(str, extras)) if isinstance(extras, list) else (),
            str(table.get("markers", "")),
            Kind.EXTRA if optional else kind,
            self._extra_of(name) if optional else group,
            self.place(*path),
            url,
        )

    def _extra_of(self, name: str) -> str:
        wanted = normalize(name)
        extras = self.table("tool", "poetry", "extras")
        return next(
            (
                key
                for key, names in extras.items()
                if isinstance(names, list) and wanted in map(normalize, map(str, names))
            ),
            "",
        )


@lru_cache(maxsize=128)
def read_pyproject(source: Source) -> Pyproject | None:
    """A pyproject.toml; None when it is no valid TOML."""
    try:
        return Pyproject(source, scan(source))
    except PatchError:
        return None


def pyprojects(tree: Tree) -> tuple[Pyproject, ...]:
    """All that can be read, the one nearest to the root first."""
    paths = sorted(tree.names.get(NAME, ()), key=lambda path: (path.count("/"), path))
    sources = (tree.source(path) for path in paths)
    return tuple(
        found for source in sources if source is not None and (found := read_pyproject(source)) is not None
    )
