"""Which files of a tree are imported when some of them are, and what they import from elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise

from msgspec import Struct

from regreen.model.text import Source
from regreen.project.distributions import STANDARD_LIBRARY
from regreen.project.import_facts import Import
from regreen.project.imports import imports
from regreen.project.modules import Modules, is_set_aside
from regreen.project.tree import Tree

_STATEMENT = re.compile(
    r"^(?:from[ \t]+(\.*[ \t]*[\w.]*)[ \t]+import[ \t]*(?:\(((?:[^()#]|#[^\n]*)*)\)|((?:[^\n\\;#]|\\\r?\n)*))"
    r"|import[ \t]+((?:[^\n\\;#]|\\\r?\n)+))",
    re.MULTILINE,
)
_OFTEN_OWN = frozenset({"test", "code", "platform", "compression"})  # packages of projects, too
_COMMENT = re.compile(r"#[^\n]*")
_SKIPS = re.compile(r"importorskip|allow_module_level|collect_ignore|pytest_ignore_collect|sys\.modules")

_CHOOSES = re.compile(
    r"collect_ignore(?:_glob)?(?:[ \t]*\+=|\.(?:append|extend)\()|def pytest_ignore_collect"
)


class Outside(Struct, frozen=True):
    """An import of something that the tree does not hold. `chain` are the files through which it is reached,
    the first one first; `certain`: it surely runs when that first file is imported.
    """

    module: str
    statement: Import
    chain: tuple[str, ...]
    certain: bool


class Reach:
    """Follows imports at the top of modules. Files are only parsed where `outside` asks for them."""

    def __init__(self, tree: Tree, modules: Modules) -> None:
        self._tree, self._modules = tree, modules
        self._known: dict[str, tuple[tuple[str, ...], frozenset[str]]] = {}

    def reached(self, starts: Iterable[str]) -> dict[str, tuple[str, ...]]:
        """Every file that is imported with `starts`, and the files through which, shortest way."""
        found: dict[str, tuple[str, ...]] = {}
        pending: list[tuple[str, tuple[str, ...]]] = [(path, ()) for path in starts]
        while pending:
            following: list[tuple[str, tuple[str, ...]]] = []
            for path, chain in pending:
                if path not in found:
                    found[path] = chain
                    following += [(inner, (*chain, path)) for inner in self._of(path)[0]]
            pending = following
        return found

    def named_in(self, code: str) -> tuple[str, ...]:
        """The files that a line of code handed to Python imports: `python -c "import shop.config"`."""
        text = "\n".join(line.strip() for line in code.replace(";", "\n").split("\n"))
        found: dict[str, None] = {}
        for level, module, names in _statements(Source("-c", text)):
            if not level and self._modules.roots_of(module.partition(".")[0]):
                found.update((file, None) for file in self._files("", 0, module, names))
        return tuple(found)

    def foreign(self, path: str) -> frozenset[str]:
        """The top-level names of what a file imports at its own top and the tree does not hold."""
        return self._of(path)[1]

    def outside(self, path: str, chain: tuple[str, ...], module: str) -> Outside | None:
        """The statement that imports a module; None where it does not run for sure in its own file."""
        source = self._tree.source(path)
        if source is None or _SKIPS.search(source.text):
            return None
        statement = next((item for item in imports(source) if item.runs and item.top == module), None)
        if statement is None:
            return None
        certain = self.leads((*chain, path))
        return Outside(module, statement, chain, certain)

    def leads(self, chain: Iterable[str]) -> bool:
        """Whether the first file of a chain is surely loaded, and each imports the next, by their syntax trees."""
        files = tuple(chain)
        return all(self._leads(before, after) for before, after in pairwise(files)) and not self._chosen(
            files[:1]
        )

    def _chosen(self, first: tuple[str, ...]) -> bool:
        """Whether code of a conftest decides at run time which tests around it are collected."""
        for path in first:
            folder = path
            while folder and not path.endswith("conftest.py"):
                folder = folder.rpartition("/")[0]
                text = self._tree.text(f"{folder}/conftest.py".lstrip("/")) or ""
                if "ignore" in text and (_CHOOSES.search(text) or _names_it(text, path)):
                    return True
        return False

    def _leads(self, path: str, target: str) -> bool:
        """Whether one file surely imports another, by its syntax tree."""
        source = self._tree.source(path)
        if source is None or _SKIPS.search(source.text):
            return False
        return any(
            target in self._files(path, item.level, item.module, (item.name,))
            for item in imports(source)
            if item.runs
        )

    def _of(self, path: str) -> tuple[tuple[str, ...], frozenset[str]]:
        if path not in self._known:
            source = self._tree.source(path)
            inner: dict[str, None] = {}
            foreign: set[str] = set()
            for level, module, names in _statements(source) if source is not None else ():
                top = module.partition(".")[0]
                if not level and top in STANDARD_LIBRARY and top not in _OFTEN_OWN:
                    continue
                if level or self._modules.roots_of(top):
                    files = self._files(path, level, module, names)
                    inner.update((file, None) for file in files if not is_set_aside(file))
                elif top:
                    foreign.add(top)
            inner.pop(path, None)
            self._known[path] = (tuple(inner), frozenset(foreign))
        return self._known[path]

    def _files(self, path: str, level: int, module: str, names: Iterable[str]) -> Iterator[str]:
        """The files that one statement imports: packages on the way, the module, and modules named in it."""
        parts = module.split(".") if module else []
        if level:
            base = Import(path, 1, 1, level, module, "").base()
            if base is None:
                return
        else:
            base = self._root(path, module)
            if base is None:
                return
        folder = base
        for part in parts:
            folder = f"{folder}/{part}" if folder else part
            yield from self._module(folder)
        if self._modules.is_folder(folder):
            for name in names:
                if name and name != "*":
                    yield from self._module(f"{folder}/{name}" if folder else name)

    def _module(self, place: str) -> Iterator[str]:
        if f"{place}.py" in self._tree:
            yield f"{place}.py"
        elif f"{place}/__init__.py" in self._tree:
            yield f"{place}/__init__.py"

    def _root(self, path: str, module: str) -> str | None:
        """The directory from which a dotted name is imported; None when there are several that fit."""
        roots = self._modules.roots_of(module)
        if not roots:
            head = module.rpartition(".")[0]
            return self._root(path, head) if head else None
        if len(roots) == 1:
            return roots[0]
        around = [root for root in roots if root == "" or path.startswith(root + "/")]
        return max(around, key=len) if len(around) == 1 else None


def _statements(source: Source) -> Iterator[tuple[int, str, tuple[str, ...]]]:
    for match in _STATEMENT.finditer(source.text):
        if match[4]:
            yield from ((0, name, ()) for name in _names(match[4]))
        else:
            module = match[1].replace(" ", "").replace("\t", "")
            rest = module.lstrip(".")
            names = tuple(_names(_COMMENT.sub("", match[2] or match[3] or "")))
            yield len(module) - len(rest), rest, names


def _names(listing: str) -> Iterator[str]:
    for item in listing.replace("\\", " ").split(","):
        words = item.split()
        if words:
            yield words[0]


def _names_it(conftest: str, path: str) -> bool:
    return "collect_ignore" in conftest and path.rpartition("/")[2] in conftest
