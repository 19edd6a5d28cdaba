"""The projects of a tree, and what each of their lists of dependencies asks for."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

from msgspec import Struct

from regreen.model.finding import FileEvidence
from regreen.patch.ini import Ini
from regreen.project.declared import Declared, Kind
from regreen.project.distributions import normalize
from regreen.project.pyproject import NAME, Pyproject, read_pyproject
from regreen.project.requirements import RequirementsFile, read_requirements
from regreen.project.setupcfg import SetupCfg, read_setup_cfg
from regreen.project.setuppy import SetupPy, read_setup_py
from regreen.project.tree import Tree

_DEPTH = 12  # files that include files, extras that name extras


class Asks(Struct, frozen=True):
    """What a list asks for: `declared`, the `projects` (directories) it names by path, and why there may be more."""

    declared: tuple[Declared, ...] = ()
    unknown: tuple[str, ...] = ()
    projects: tuple[tuple[str, str], ...] = ()

    def __add__(self, other: Asks) -> Asks:
        return Asks(
            self.declared + other.declared, self.unknown + other.unknown, self.projects + other.projects
        )


NOTHING = Asks()


class Project:
    """What lies in one directory: pyproject.toml, setup.cfg, setup.py."""

    def __init__(self, tree: Tree, directory: str) -> None:
        self.tree = tree
        self.directory = directory
        self._start = f"{directory}/" if directory else ""

    @cached_property
    def pyproject(self) -> Pyproject | None:
        """Its pyproject.toml."""
        source = self.tree.source(self._start + NAME)
        return read_pyproject(source) if source is not None else None

    @cached_property
    def broken(self) -> bool:
        """Whether it has a pyproject.toml that cannot be read."""
        return self._start + NAME in self.tree and self.pyproject is None

    @cached_property
    def cfg(self) -> SetupCfg | None:
        """Its setup.cfg."""
        source = self.tree.source(self._start + "setup.cfg")
        return read_setup_cfg(source) if source is not None else None

    @cached_property
    def setup(self) -> SetupPy | None:
        """Its setup.py."""
        source = self.tree.source(self._start + "setup.py")
        return read_setup_py(source) if source is not None else None

    @property
    def exists(self) -> bool:
        """Whether there is anything here that an installer takes for a project."""
        return any(self._start + name in self.tree for name in (NAME, "setup.py", "setup.cfg"))

    @cached_property
    def name(self) -> str:
        """Its normalised name."""
        found = self.pyproject.name if self.pyproject else ""
        found = found or (self.cfg.name if self.cfg else "") or (self.setup.name if self.setup else "")
        return normalize(found) if found else ""

    @property
    def requires_python(self) -> tuple[str, FileEvidence | None]:
        """The versions of Python it supports, and where that stands."""
        if self.pyproject and self.pyproject.requires_python:
            standard = self.pyproject.string("project", "requires-python")
            key = ("project", "requires-python") if standard else ("tool", "poetry", "dependencies", "python")
            return self.pyproject.requires_python, self.pyproject.place(*key)
        if self.cfg and self.cfg.requires_python:
            return self.cfg.requires_python, self.cfg.place("options", "python_requires")
        if self.setup and self.setup.requires_python:
            return self.setup.requires_python, self.setup.place("python_requires")
        return "", None

    @cached_property
    def _declared(self) -> tuple[Declared, ...]:
        found = self.pyproject.dependencies() if self.pyproject else ()
        return (*found, *self._classic)

    @cached_property
    def _classic(self) -> tuple[Declared, ...]:
        """What setup.cfg and setup.py say; they do not count where pyproject.toml has the list itself."""
        found = self.cfg.dependencies() if self.cfg else ()
        return (*found, *(self.setup.dependencies() if self.setup else ()))

    @cached_property
    def dynamic(self) -> tuple[str, ...]:
        """The lists that pyproject.toml leaves to the build."""
        return self.pyproject.strings("project", "dynamic") if self.pyproject else ()

    @cached_property
    def main(self) -> Asks:
        """What every installation of the project gets."""
        found = Asks(tuple(item for item in self._declared if item.kind is Kind.MAIN))
        return found + self._left_to_build("dependencies", "install_requires")

    def extra(self, name: str) -> Asks:
        """What an extra adds; nothing for one that is not defined."""
        wanted = normalize(name)
        chosen = [
            item
            for item in self._declared
            if item.kind is Kind.EXTRA and (wanted in (normalize(item.group), "*") or name == "*")
        ]
        if self.pyproject:
            extras = self.pyproject.table("tool", "poetry", "extras")
            listed = [names for key, names in extras.items() if wanted == normalize(key)]
            keys = {normalize(str(item)) for names in listed if isinstance(names, list) for item in names}
            chosen += [item for item in self._declared if item.kind is Kind.EXTRA and item.key in keys]
        found = Asks(tuple(chosen))
        if self.extras is None:
            return found + Asks(unknown=(f"the extras in {self.directory or 'the root'}",))
        return found + self._left_to_build(f"optional-dependencies.{wanted}", "extras_require")

    def group(self, name: str) -> Asks:
        """What a dependency group asks for, with the groups it includes; everything for `*`."""
        if self.pyproject is None:
            return NOTHING
        names = set(self.groups) if name == "*" else set(self.pyproject.included_groups(name))
        return Asks(
            tuple(
                item for item in self._declared if item.kind is Kind.GROUP and normalize(item.group) in names
            )
        )

    @cached_property
    def extras(self) -> frozenset[str] | None:
        """The normalised names of the extras; None when only the build would tell."""
        found: list[str] = []
        if self.pyproject:
            found += self.pyproject.extras
            dynamic = self.pyproject.table("tool", "setuptools", "dynamic", "optional-dependencies")
            found += dynamic
            if "optional-dependencies" in self.dynamic and not dynamic and not self._classic_extras:
                return None
        if self.setup and ("extras_require" in self.setup.dynamic or self.setup.opaque):
            return None
        return frozenset(map(normalize, (*found, *self._classic_extras)))

    @cached_property
    def _classic_extras(self) -> tuple[str, ...]:
        named = self.cfg.extras if self.cfg else ()
        return (*named, *(self.setup.extras if self.setup else ()))

    @cached_property
    def groups(self) -> tuple[str, ...]:
        """The normalised names of the dependency groups."""
        return tuple(map(normalize, self.pyproject.groups)) if self.pyproject else ()

    def default_groups(self, tool: str) -> tuple[str, ...]:
        """The groups that a tool installs unasked."""
        if self.pyproject is None:
            return ()
        if tool.startswith("uv"):
            chosen = self.pyproject.value("tool", "uv", "default-groups")
            if chosen == "all":
                return self.groups
            return tuple(map(normalize, map(str, chosen))) if isinstance(chosen, list) else ("dev",)
        if tool == "poetry":
            optional = self.pyproject.table("tool", "poetry", "group")
            left_out = {
                normalize(k) for k, v in optional.items() if isinstance(v, dict) and v.get("optional")
            }
            return tuple(name for name in self.groups if name not in left_out)
        return self.groups

    def _left_to_build(self, name: str, argument: str) -> Asks:
        """What the build adds to a list: files that setuptools reads, or what nobody can tell."""
        found = NOTHING
        head = name.partition(".")[0]
        where = f"{self._start}{NAME}"
        if self.pyproject and (head in self.dynamic or not self.pyproject.table("project")):
            files = self.pyproject.value("tool", "setuptools", "dynamic", *name.split("."))
            found += self._files(files.get("file") if isinstance(files, dict) else None)
            if head in self.dynamic and not isinstance(files, dict) and not self._classic and not self.setup:
                found += Asks(unknown=(f"the dynamic {head} of {where}",))
        if self.broken:
            found += Asks(unknown=(f"{where} cannot be read",))
        if head == "dependencies" and self.setup and "pbr" in self.setup.source.text:
            return found + requirements(self.tree, [f"{self._start}requirements.txt"])
        covered = self.pyproject is not None and self.pyproject.table("project") and head not in self.dynamic
        if self.setup and not covered and (argument in self.setup.dynamic or self.setup.opaque):
            found += Asks(unknown=(f"{argument} of {self._start}setup.py",))
        if self.cfg and not covered:
            found += self._cfg_files(self.cfg.ini, head)
        return found

    def _cfg_files(self, ini: Ini, head: str) -> Asks:
        option = ini.get("options", "install_requires") if head == "dependencies" else None
        if option is None or not option.value.startswith("file:"):
            return NOTHING
        return self._files(option.value.removeprefix("file:").split(","))

    def _files(self, named: object) -> Asks:
        paths = [named] if isinstance(named, str) else named if isinstance(named, list) else []
        return requirements(self.tree, [self._start + str(path).strip() for path in paths])


def requirements(tree: Tree, paths: Iterable[str]) -> Asks:
    """What requirements files ask for, with those they include; a missing one adds nothing."""
    found = NOTHING
    pending, seen = list(paths), set[str]()
    while pending and len(seen) < _DEPTH * 8:
        path = pending.pop(0)
        source = tree.source(path) if path not in seen else None
        seen.add(path)
        if source is None:
            continue
        file = read_requirements(source)
        pending += [item.target for item in file.includes if not item.constraint and item.target]
        found += Asks(file.declared, projects=tuple(_local(file)), unknown=tuple(_nameless(file)))
    return found


def constraints(tree: Tree, path: str) -> tuple[Declared, ...]:
    """What a constraints file says."""
    source = tree.source(path)
    return read_requirements(source).declared if source is not None else ()


def _local(file: RequirementsFile) -> Iterable[tuple[str, str]]:
    """Projects that a requirements file installs by path: directory (from the file's working place) and extras."""
    for item in file.projects:
        path, _, extras = item.partition("[")
        if "://" not in path and not path.startswith("git+"):
            yield path.strip().rstrip("/") or ".", extras.partition("]")[0]


def _nameless(file: RequirementsFile) -> Iterable[str]:
    """Addresses in a requirements file that do not say which distribution they are."""
    for item in file.projects:
        if ("://" in item or item.startswith("git+")) and "egg=" not in item:
            yield f"{item} in {file.path}"


class Projects:
    """The projects of a tree by directory and by name."""

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self._known: dict[str, Project] = {}

    def at(self, directory: str) -> Project:
        """The project in exactly this directory, which may hold none."""
        if directory not in self._known:
            self._known[directory] = Project(self.tree, directory)
        return self._known[directory]

    def around(self, directory: str) -> Project | None:
        """The nearest directory upwards that has a pyproject.toml."""
        folder = directory
        while True:
            if f"{folder}/{NAME}".lstrip("/") in self.tree:
                return self.at(folder)
            if not folder:
                return None
            folder = folder.rpartition("/")[0]

    @cached_property
    def by_name(self) -> dict[str, Project]:
        """Projects by their normalised names."""
        names = (NAME, "setup.cfg", "setup.py")
        folders = {path.rpartition("/")[0] for name in names for path in self.tree.names.get(name, ())}
        found = (
            self.at(folder) for folder in sorted(folders, key=lambda folder: (-folder.count("/"), folder))
        )
        return {project.name: project for project in found if project.name}

    def workspace(self, project: Project) -> Project:
        """The root of the uv workspace that a project is a member of; itself where there is none."""
        folder = project.directory
        while folder:
            folder = folder.rpartition("/")[0]
            above = self.at(folder)
            if above.pyproject is not None and above.pyproject.table("tool", "uv", "workspace"):
                return above
        return project

    def members(self, root: Project) -> tuple[Project, ...]:
        """The members of a uv workspace, by the projects below it."""
        below = f"{root.directory}/" if root.directory else ""
        paths = (path for path in self.tree.names.get(NAME, ()) if path.startswith(below))
        return tuple(self.at(path.rpartition("/")[0]) for path in paths)
