"""First-party imports that no tracked file answers: the clean checkout of CI cannot run them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

from regreen.model.text import Source
from regreen.project.distributions import STANDARD_LIBRARY, is_provided, normalize
from regreen.project.generated import Generated
from regreen.project.ignore import IgnoreLine, Ignores
from regreen.project.import_facts import Import
from regreen.project.imports import candidates, imports
from regreen.project.modules import Modules, is_set_aside
from regreen.project.tree import Tree

# a package that does one of these can have modules that no file shows
_DYNAMIC = re.compile(
    r"__path__|sys\.modules|meta_path|extend_path|import_hook|find_spec|LazyModule|_LazyImport"
)
# a module that does one of these can have names that its text does not show
_DYNAMIC_NAMES = re.compile(r"__getattr__|import \*|globals\(|exec\(|setattr\(|locals\(|vars\(|attach")
_WORD = re.compile(r"\w+")


class Unresolved(Struct, frozen=True):
    """An import of a module that is not tracked.

    `module` is the first missing part, dotted; `expected` are the paths that would answer; `ignored_by` the
    ignore line that hides the first hidden one of them, `hidden` that path; `present` a path among them that
    lies untracked in the folder. `certain` is True when the import fails in a clean checkout; False where a
    build might make the module, the import is guarded, or the name might come from elsewhere.
    """

    statement: Import
    module: str
    expected: tuple[str, ...]
    hidden: str
    ignored_by: IgnoreLine | None
    present: str
    certain: bool


class _Missing(Struct, frozen=True):
    """`name` is not in `folder`; `rest` are the parts of the module after it."""

    folder: str
    name: str
    rest: tuple[str, ...]
    module: str  # the dotted name up to and with `name`
    regular: bool  # the package has an __init__ file, so nothing else adds to it
    weak: bool  # the name could be something else than a module


class Resolver:
    """Finds the unresolved first-party imports of a tree.

    `declared` are the distributions the project asks for and `names` the project's own names; both keep
    third-party modules from being taken for first-party ones.
    """

    def __init__(
        self, tree: Tree, declared: frozenset[str] = frozenset(), names: frozenset[str] = frozenset()
    ) -> None:
        self._tree = tree
        self._declared = frozenset(map(normalize, declared))
        self._names = frozenset(map(normalize, names))
        self._modules = Modules(tree)
        self._generated = Generated(tree)
        self._words: dict[str, frozenset[str] | None] = {}
        self._hidden_tops: dict[tuple[str, str], bool] = {}
        self.ignores = Ignores(tree)

    def unresolved(self) -> tuple[Unresolved, ...]:
        """All of them, by file and line."""
        found = (item for path in self._modules.files for item in self._of_file(path))
        return tuple(found)

    def _of_file(self, path: str) -> Iterator[Unresolved]:
        source = self._tree.source(path)
        if source is None or not any(self._is_suspect(path, *pair) for pair in candidates(source)):
            return
        seen: set[tuple[int, str]] = set()
        for statement in imports(source):
            missing = self._find(statement)
            if missing is None or self._is_quiet(source, missing):
                continue
            result = self._result(statement, missing)
            if (statement.line, result.module) not in seen:
                seen.add((statement.line, result.module))
                yield result

    def _is_suspect(self, path: str, module: str, name: str) -> bool:
        """Whether something that a file's text seems to import is worth parsing the file for."""
        rest = module.lstrip(".")
        return self._find(Import(path, 1, 1, len(module) - len(rest), rest, name)) is not None

    def _find(self, statement: Import) -> _Missing | None:
        return self._relative(statement) if statement.level else self._absolute(statement)

    def _relative(self, statement: Import) -> _Missing | None:
        base = statement.base()
        if base is None:
            return None
        parts = tuple(statement.module.split(".")) if statement.module else ()
        return self._walk(base, parts, statement.name, self._modules.package_of(base))

    def _absolute(self, statement: Import) -> _Missing | None:
        parts = tuple(statement.module.split("."))
        roots = self._modules.roots_of(statement.module)
        if roots and not statement.name:
            return None
        walks = [(root, self._walk(root, parts, statement.name)) for root in roots]
        if any(missing is None for _, missing in walks) or not all(parts) or self._is_third_party(parts[0]):
            return None
        if not roots:
            walks = [(root, self._walk(root, parts, "")) for root in self._modules.roots_of(parts[0])]
        if not walks:
            return self._missing_top(statement, parts)
        near = [m for root, m in walks if m is not None and self._is_near(statement.path, root, parts[0])]
        return self._nearest(statement, near)

    def _walk(self, base: str, parts: tuple[str, ...], name: str, package: str = "") -> _Missing | None:
        """The first part that is not there; None when everything is, or when nobody can tell. `package` is
        the dotted name of the directory `base`.
        """
        folder, module = base, package
        for index, part in enumerate(parts):
            module = f"{module}.{part}" if module else part
            if not self._modules.has(folder, part):
                return self._missing(folder, part, parts[index + 1 :], module, weak=False)
            below = f"{folder}/{part}" if folder else part
            if not self._modules.is_folder(below):
                return None  # a module; what is inside of it is not our business
            folder = below
        if not name or name == "*" or not folder or self._modules.has(folder, name):
            return None
        if not self._lacks_name(folder, name):
            return None
        return self._missing(folder, name, (), f"{module}.{name}" if module else name, weak=True)

    def _missing(self, folder: str, name: str, rest: tuple[str, ...], module: str, *, weak: bool) -> _Missing:
        return _Missing(folder, name, rest, module, bool(folder and self._modules.init_of(folder)), weak)

    def _lacks_name(self, package: str, name: str) -> bool:
        """Whether a package's `__init__` surely does not define a name: it never mentions it."""
        if package not in self._words:
            init = self._modules.init_of(package)
            text = (self._tree.text(init) if init else "") or ""
            self._words[package] = None if _DYNAMIC_NAMES.search(text) else frozenset(_WORD.findall(text))
        words = self._words[package]
        return words is not None and name not in words

    def _nearest(self, statement: Import, found: list[_Missing]) -> _Missing | None:
        """Of the places where the module could be, the deepest and nearest to the importer."""
        here = statement.path.split("/")

        def closeness(missing: _Missing) -> tuple[int, int]:
            common = sum(a == b for a, b in zip(here, missing.folder.split("/"), strict=False))
            return -len(missing.rest), common

        return max(found, key=closeness, default=None)

    def _missing_top(self, statement: Import, parts: tuple[str, ...]) -> _Missing | None:
        """A whole top-level module that an ignore line hides, at a root or next to the importer."""
        top = parts[0]
        for folder in dict.fromkeys(("", "src", statement.path.rpartition("/")[0])):
            if (folder, top) not in self._hidden_tops:
                self._hidden_tops[folder, top] = self._is_hidden_top(
                    f"{folder}/{top}" if folder else top, folder
                )
            if self._hidden_tops[folder, top]:
                return _Missing(folder, top, parts[1:], top, regular=False, weak=False)
        return None

    def _is_hidden_top(self, start: str, folder: str) -> bool:
        """Hidden by a line of its own, not together with the folder it would be in."""
        if folder and self.ignores.hides(folder, directory=True):
            return False
        return bool(self.ignores.hides(start, directory=True) or self.ignores.hides(start + ".py"))

    def _is_third_party(self, top: str) -> bool:
        if normalize(top) in self._names:
            return False
        return top in STANDARD_LIBRARY or is_provided(top, self._declared)

    def _is_near(self, path: str, root: str, top: str) -> bool:
        """Whether code at `path` could mean the package below `root`: they share a project."""
        package = f"{root}/{top}" if root else top
        if (
            not self._modules.is_folder(package)
            or self._modules.init_of(root)
            or is_set_aside(package + "/x")
        ):
            return False
        project = root.rpartition("/")[0] if root.rpartition("/")[2] in ("src", "lib", "python") else root
        return not project or path.startswith(project + "/")

    def _is_quiet(self, source: Source, missing: _Missing) -> bool:
        """Whether something makes the claim too doubtful to be worth a word."""
        folder = missing.folder
        while folder:
            init = self._modules.init_of(folder)
            if init and _DYNAMIC.search(self._tree.text(init) or ""):
                return True
            if folder in self._tree.submodules:
                return True
            folder = folder.rpartition("/")[0]
        if self._generated.makes(missing.folder, missing.name):
            return True
        hidden = any(self.ignores.hides(path) for path in _expected(missing))
        if not hidden and (not missing.regular or missing.weak or "sys.path" in source.text):
            return True
        return self._is_elsewhere(missing)

    def _is_elsewhere(self, missing: _Missing) -> bool:
        """Whether another copy of the package has the module: packages are sometimes put together."""
        last = missing.folder.rpartition("/")[2]
        return bool(last) and bool(self._modules.roots_of(f"{last}.{missing.name}"))

    def _result(self, statement: Import, missing: _Missing) -> Unresolved:
        expected = _expected(missing)
        hidden = next((path for path in expected if self.ignores.hides(path)), "")
        line = self.ignores.hides(hidden) if hidden else None
        present = next((path for path in expected if self._tree.present(path)), "")
        certain = statement.runs and not (line is not None and _is_deliberate(line, hidden))
        if "." not in missing.module and not statement.level:
            certain = certain and (bool(present) or (line is not None and _names_folder(line, missing.name)))
        return Unresolved(statement, missing.module, expected, hidden, line, present, certain)


def _expected(missing: _Missing) -> tuple[str, ...]:
    """The paths that would answer an import, the likeliest first."""
    start = f"{missing.folder}/{missing.name}" if missing.folder else missing.name
    if missing.rest:
        deep = "/".join((start, *missing.rest))
        return (f"{start}/__init__.py", f"{deep}.py", f"{deep}/__init__.py")
    return (f"{start}.py", f"{start}/__init__.py")


def _is_deliberate(line: IgnoreLine, path: str) -> bool:
    """An ignore line that names just this file was written for it: something makes the file."""
    name = path.rpartition("/")[2]
    return line.pattern.rpartition("/")[2] == name and not set(line.pattern) & set("*?[")


def _names_folder(line: IgnoreLine, name: str) -> bool:
    """Whether an ignore line means the directory `name` and no other."""
    return line.pattern.rpartition("/")[2] == name
