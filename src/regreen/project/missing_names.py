"""Names that a file imports from a module of the project that never mentions them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from msgspec import Struct

from regreen.project.distributions import STANDARD_LIBRARY, providers
from regreen.project.import_facts import Import
from regreen.project.imports import candidates, imports
from regreen.project.modules import Modules, is_set_aside
from regreen.project.tree import Tree

# a module that does one of these can have names that its text does not show
_DYNAMIC = (
    *("__getattr__", "import *", "globals(", "setattr(", "locals(", "vars(", "attach", "sys.modules"),
    *("namedtuple", "__path__", "Enum(", "__dict__"),
)
_EXTENDED = re.compile(r"__all__\s*\+=|exec(?<!\wexec)\(")
_WORD = re.compile(r"\w+")


class MissingName(Struct, frozen=True):
    """An import of a name that the module `path` does not have."""

    statement: Import
    path: str


class NameLookup:
    """Looks names up in the modules of a tree, by their text."""

    def __init__(self, tree: Tree) -> None:
        self._tree, self._modules = tree, Modules(tree)
        self._words: dict[str, frozenset[str] | None] = {}

    def missing(self, paths: Iterable[str]) -> Iterator[MissingName]:
        """What the files import in vain, by file and line."""
        for path in paths:
            source = self._tree.source(path)
            if source is None or not any(self._lacks(path, *pair) for pair in candidates(source)):
                continue
            for statement in imports(source):
                module = "." * statement.level + statement.module
                target = self._lacks(path, module, statement.name)
                if target and not statement.context.guarded and not statement.context.type_checking:
                    yield MissingName(statement, target)

    def _lacks(self, path: str, module: str, name: str) -> str:
        """The module that does not have a name; empty where it has it, or nobody can tell."""
        if not name or name == "*" or not name.isidentifier() or not module.strip("."):
            return ""
        target = self._target(path, module)
        if not target or is_set_aside(target):
            return ""
        words = self._of(target)
        return "" if words is None or name in words else target

    def _of(self, target: str) -> frozenset[str] | None:
        if target not in self._words:
            text = self._tree.text(target)
            known = text is not None and len(text) < 500_000 and not _is_dynamic(text)
            self._words[target] = frozenset(_WORD.findall(text or "")) if known else None
        return self._words[target]

    def _target(self, path: str, module: str) -> str:
        rest = module.lstrip(".")
        level = len(module) - len(rest)
        tail = rest.replace(".", "/")
        if level:
            base = Import(path, 1, 1, level, rest, "").base()
            start = f"{base}/{tail}" if base else tail
            return f"{start}.py" if base is not None and f"{start}.py" in self._tree.modes else ""
        roots = self._modules.roots_of(rest)
        files = [file for root in roots if (file := f"{root}/{tail}.py".lstrip("/")) in self._tree.modes]
        folders = [root for root in roots if self._modules.is_folder(f"{root}/{tail}".lstrip("/"))]
        return files[0] if len(files) == 1 and not folders and self._is_meant(path, rest, files[0]) else ""

    def _is_meant(self, path: str, module: str, target: str) -> bool:
        """Whether an absolute import surely means a file: a module next to it that is no package's, or below a root."""
        top = module.partition(".")[0]
        root = target.removesuffix(f"{module.replace('.', '/')}.py").rstrip("/")
        if top in STANDARD_LIBRARY or (root not in ("", "src") and providers(top)):
            return False  # a folder of tests may have the name of a distribution
        here, there = path.rpartition("/")[0], target.rpartition("/")[0]
        return "." in module or there in ("", "src") or (there == here and not self._modules.init_of(here))


def _is_dynamic(text: str) -> bool:
    return any(word in text for word in _DYNAMIC) or _EXTENDED.search(text) is not None
