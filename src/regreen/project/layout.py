"""How a build back end sees a project's folders: what setuptools discovers, and what the configuration names.

Sources: setuptools' `discovery.py` and `config/setupcfg.py`, poetry-core's `masonry/utils/module.py`, hatchling's
documentation of `packages`.
"""

from __future__ import annotations

import fnmatch
from collections.abc import Iterator

from msgspec import Struct

from regreen.model.finding import FileEvidence
from regreen.project.generated import Generated
from regreen.project.jobs.projects import Project
from regreen.project.jobs.wanted import joined
from regreen.project.pyproject import Script
from regreen.project.tree import Tree

_NOT_PACKAGES = frozenset(
    str.split(
        """
        ci bin debian doc docs documentation manpages news newsfragments changelog test tests unit_test unit_tests
        example examples scripts tools util utils python build benchmark benchmarks exercise exercises htmlcov tasks
        fabfile site_scons
        """
    )
)
_NOT_MODULES = frozenset(
    str.split(
        """
        setup conftest test tests example examples build toxfile noxfile pavement dodo tasks fabfile conanfile manage
        benchmark benchmarks exercise exercises htmlcov
        """
    )
)
_BUILDERS = ("setuptools", "")


class Named(Struct, frozen=True):
    """A path that the packaging configuration names, and what it is for; `fatal`: no build without it."""

    path: str
    what: str
    place: FileEvidence
    fatal: bool = True


def is_setuptools(project: Project) -> bool:
    """Whether setuptools builds a project."""
    file = project.pyproject
    if file is None:
        return project.setup is not None or project.cfg is not None
    return file.backend.partition(".")[0] in _BUILDERS and not file.table("tool", "poetry")


def candidates(project: Project) -> tuple[str, ...]:
    """The top-level packages, or else modules, that setuptools finds in a flat layout when nothing names them;
    nothing where something does, or where it looks below `src`.
    """
    if not is_setuptools(project) or _names_packages(project) or not project.exists:
        return ()
    start = f"{project.directory}/" if project.directory else ""
    if project.tree.is_dir(f"{start}src"):
        return ()
    below = [path[len(start) :] for path in project.tree.under(project.directory)]
    folders = sorted({path.partition("/")[0] for path in below if "/" in path})
    packages = tuple(name for name in folders if _is_package(name))
    if packages:
        return packages
    files = [path.removesuffix(".py") for path in below if "/" not in path and path.endswith(".py")]
    return tuple(name for name in files if name not in _NOT_MODULES and not name.startswith((".", "_")))


def unnamed_by_hatch(project: Project) -> tuple[str, ...]:
    """The packages of a project for which hatchling stops, as none is called like the project and nothing names one;
    nothing where it finds what to ship (its "default file selection"), or where there is no package at all.
    """
    file = project.pyproject
    if file is None or not file.backend.startswith("hatchling") or file.table("tool", "hatch", "build"):
        return ()
    start = f"{project.directory}/" if project.directory else ""
    names = {project.name.replace("-", "_"), file.string("project", "name") or ""}
    inside = [path[len(start) :] for path in project.tree.under(project.directory)]
    known = {
        path for name in names for path in (f"{name}/__init__.py", f"src/{name}/__init__.py", f"{name}.py")
    }
    known_below = tuple(f"/{name}/__init__.py" for name in names)
    if any(path in known or (path.count("/") == 2 and path.endswith(known_below)) for path in inside):
        return ()
    folders = [path.removesuffix("/__init__.py") for path in inside if path.endswith("/__init__.py")]
    return tuple(
        folder
        for folder in sorted(folders)
        if folder.removeprefix("src/").count("/") == 0 and _is_package(folder.removeprefix("src/"))
    )


def _is_package(name: str) -> bool:
    return name.isidentifier() and name not in _NOT_PACKAGES and not name.startswith((".", "_"))


def _names_packages(project: Project) -> bool:
    file, cfg, setup = project.pyproject, project.cfg, project.setup
    if file is not None and {"packages", "py-modules", "ext-modules"} & set(file.table("tool", "setuptools")):
        return True
    if file is not None and "package-dir" in file.table("tool", "setuptools"):
        return True
    options = ("packages", "py_modules", "package_dir")
    if cfg is not None and any(cfg.ini.get("options", name) is not None for name in options):
        return True
    if cfg is not None and cfg.ini.of("files"):  # pbr's
        return True
    if setup is None:
        start = f"{project.directory}/" if project.directory else ""
        return f"{start}setup.py" in project.tree  # one that cannot be read
    named = {*options, "ext_modules", "cffi_modules", "rust_extensions", "cmdclass", "pbr"}
    return setup.opaque or bool(named & set(setup.arguments))


def named_folders(project: Project) -> Iterator[Named]:
    """Folders and files of packages that the configuration names by path."""
    file = project.pyproject
    if file is None:
        return
    base: tuple[str, ...] = ("tool", "setuptools", "packages")
    where = ("", *file.strings("tool", "setuptools", "packages", "find", "where"))
    directories = file.table("tool", "setuptools", "package-dir")
    if isinstance(file.value(*base), list) and is_setuptools(project):
        root = str(directories.get("", "")) or where[-1]
        for index, name in enumerate(file.strings(*base)):
            path = str(directories.get(name, "")) or f"{root}/{name.replace('.', '/')}".lstrip("/")
            yield Named(path, f"the package {name}", file.place(*base, index))
    for path in (
        file.strings("tool", "setuptools", "packages", "find", "where") if is_setuptools(project) else ()
    ):
        place = file.place("tool", "setuptools", "packages", "find", "where")
        yield Named(path, "packages", place, fatal=False)
    hatch: tuple[str, ...] = ("tool", "hatch", "build", "targets", "wheel", "packages")
    for index, path in enumerate(file.strings(*hatch) if file.backend.startswith("hatchling") else ()):
        yield Named(path, "a package", file.place(*hatch, index), fatal=False)
    yield from _of_poetry(project)


def _of_poetry(project: Project) -> Iterator[Named]:
    file = project.pyproject
    packages = file.value("tool", "poetry", "packages") if file is not None else None
    for index, item in enumerate(packages if isinstance(packages, list) else ()):
        include, origin = (
            (item.get("include"), item.get("from", "")) if isinstance(item, dict) else (None, "")
        )
        if file is not None and isinstance(include, str) and not isinstance(item.get("format"), list | str):
            path = f"{origin}/{include}".lstrip("/")
            yield Named(path, "a package", file.place("tool", "poetry", "packages", index))


def named_files(project: Project) -> Iterator[Named]:
    """The readme, licence and version files that the configuration names. setuptools does without them."""
    file = project.pyproject
    if file is None or is_setuptools(project):
        return
    readme = file.value("project", "readme")
    name = readme.get("file") if isinstance(readme, dict) else readme
    if isinstance(name, str):
        yield Named(name, "the readme", file.place("project", "readme"))
    for path in file.strings("tool", "poetry", "readme"):
        yield Named(path, "the readme", file.place("tool", "poetry", "readme"))
    licence = file.value("project", "license")
    if isinstance(licence, dict) and isinstance(licence.get("file"), str):
        yield Named(str(licence["file"]), "the licence", file.place("project", "license"))
    version = file.value("tool", "hatch", "version", "path")
    if isinstance(version, str) and file.backend.startswith("hatchling"):
        yield Named(version, "the version", file.place("tool", "hatch", "version", "path"))


def absent(project: Project, named: Iterator[Named], generated: Generated) -> Iterator[Named]:
    """Those that are not in the tree and that no build makes."""
    for item in named:
        path = joined(project.directory, item.path)
        if path is None or any(sign in path for sign in "*?[{"):
            continue
        folder, _, name = path.rpartition("/")
        module = path if path.endswith(".py") else f"{path}.py"
        tracked = (
            project.tree.exists(path) or module in project.tree or f"{path}-stubs" in project.tree.directories
        )
        if not tracked and not generated.makes(folder, name.partition(".")[0]):
            yield item


def missing_scripts(project: Project) -> Iterator[tuple[Script, str]]:
    """Console scripts whose module is not in the tree though its top-level package is: the script and the module."""
    file = project.pyproject
    for script in file.scripts if file is not None else ():
        module = script.target.partition(":")[0].strip()
        top = module.partition(".")[0]
        root = _root_of(project, top)
        if root is None or "." not in module:
            continue
        path = f"{root}/{module.replace('.', '/')}".lstrip("/")
        if not _has_module(project.tree, path):
            yield script, module


def _root_of(project: Project, top: str) -> str | None:
    """The folder from which a top-level package is imported; None when it is in none of the usual ones."""
    for folder in ("", "src", "lib", "python"):
        root = f"{project.directory}/{folder}".strip("/")
        if f"{root}/{top}/__init__.py".lstrip("/") in project.tree:
            return root
    return None


def _has_module(tree: Tree, path: str) -> bool:
    folder, _, name = path.rpartition("/")
    if any(f"{path}{end}" in tree for end in (".py", "/__init__.py", ".pyx", ".so", ".pyi", ".rs", ".c")):
        return True
    if tree.is_dir(path) or Generated(tree).makes(folder, name):
        return True
    return any(fnmatch.fnmatch(other, f"{name}.*") for other in tree.names if other.startswith(name + "."))
