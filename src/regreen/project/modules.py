"""Where Python modules lie in a tree, whatever directory Python would be started from."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from regreen.project.tree import SUBMODULE, Tree

_SUFFIXES = (".py", ".pyi", ".pyx", ".pxd", ".so", ".pyd", ".ipynb")
_INITS = ("__init__.py", "__init__.pyi", "__init__.pyx")
_SET_ASIDE = frozenset(
    {
        "testdata",
        "test_data",
        "test-data",
        "testing_data",
        "fixtures",
        "example_scripts",
        "resources",
        "templates",
    }
    | {"cookiecutter", "snippets", "node_modules", "site-packages", ".git", "golden", "snapshots"}
)
_VENDORED = frozenset(
    {"vendor", "_vendor", "vendored", "_vendored", "third_party", "thirdparty", "extern", "external"}
)
_TESTS = frozenset({"tests", "test", "testing"})
_DATA = frozenset(
    {"data", "cases", "input", "inputs", "functional", "samples", "examples", "unittests", "assets"}
)


class Modules:
    """The modules of a tree. A module is a file or a directory that has Python code somewhere below it."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self._roots: dict[str, tuple[str, ...]] = {}

    @cached_property
    def files(self) -> tuple[str, ...]:
        """Python source files that count: no test data, templates or copies of other projects."""
        return tuple(path for path in self._tree.paths if path.endswith(".py") and not is_set_aside(path))

    @cached_property
    def _places(self) -> dict[str, frozenset[str]]:
        """The directories that hold a module, by the module's last component."""
        found: dict[str, set[str]] = {}
        for path in self._code:
            folder, _, name = path.rpartition("/")
            found.setdefault(name.partition(".")[0], set()).add(folder)
        for folder in self.folders:
            parent, _, name = folder.rpartition("/")
            found.setdefault(name, set()).add(parent)
        return {name: frozenset(folders) for name, folders in found.items()}

    @cached_property
    def _code(self) -> tuple[str, ...]:
        links = {path for path, mode in self._tree.modes.items() if mode in (SUBMODULE, 0o120000)}
        return tuple(path for path in self._tree.paths if path.endswith(_SUFFIXES) or path in links)

    @cached_property
    def folders(self) -> frozenset[str]:
        """Directories with Python code somewhere below them; the root is not one."""
        found: set[str] = set()
        for path in self._code:
            folder = path.rpartition("/")[0]
            while folder and folder not in found:
                found.add(folder)
                folder = folder.rpartition("/")[0]
        return frozenset(found)

    def roots_of(self, module: str) -> tuple[str, ...]:
        """Directories from which the dotted name can be imported; the root is the empty string."""
        if module not in self._roots:
            self._roots[module] = tuple(sorted(self._find_roots(module)))
        return self._roots[module]

    def _find_roots(self, module: str) -> Iterator[str]:
        head, _, name = module.rpartition(".")
        tail = head.replace(".", "/")
        for folder in self._places.get(name, frozenset()):
            if not tail:
                yield folder
            elif folder == tail or folder.endswith("/" + tail):
                yield folder[: len(folder) - len(tail)].removesuffix("/")

    def has(self, folder: str, name: str) -> bool:
        """Whether a directory holds the module `name`."""
        return folder in self._places.get(name, frozenset())

    def is_folder(self, path: str) -> bool:
        """Whether `path` is a directory with Python code below it."""
        return path in self.folders

    def package_of(self, folder: str) -> str:
        """The dotted name of a directory, as far up as its parents have an `__init__` file."""
        parts: list[str] = []
        while folder:
            folder, _, name = folder.rpartition("/")
            parts.append(name)
            if not self.init_of(folder):
                break
        return ".".join(reversed(parts))

    def init_of(self, folder: str) -> str:
        """The path of a package's `__init__` file; empty for a namespace package."""
        start = f"{folder}/" if folder else ""
        return next((start + name for name in _INITS if start + name in self._tree), "")


def is_set_aside(path: str) -> bool:
    """Whether a path lies among test data, templates or copies of other projects, which nobody imports."""
    folders = path.split("/")[:-1]
    if "{{" in path or any(name.lower() in _SET_ASIDE or name in _VENDORED for name in folders):
        return True
    first = next((i for i, name in enumerate(folders) if name.lower() in _TESTS), len(folders))
    return any(name.lower() in _DATA for name in folders[first + 1 :])
