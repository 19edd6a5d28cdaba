"""How a project imports a name: what its other files write, or what there is in the standard library alone."""

from __future__ import annotations

import ast
import re
import sys
from collections import Counter
from collections.abc import Iterator

from regreen.model.text import Source
from regreen.project.python import parse
from regreen.project.tree import Tree

_FILES = 40  # that are parsed for one name
_USUAL = 0.8  # of the imports of a name that must be the same
_TYPING = frozenset(
    str.split("Any Optional Union Dict List Tuple Set Callable Iterator Iterable TypeVar Literal Protocol")
)
_SHADOWED = frozenset(
    {"datetime", "time", "copy", "glob", "pprint", "queue", "random", "string", "test", "types"}
)
"""Modules that are called like something else that is as usual."""

Statement = tuple[str, str]
"""The module, and the name that is taken from it; of `import json` the second is empty."""


def usual_import(tree: Tree, name: str, asking: str) -> Statement | None:
    """The one import of a name that the files of the project agree on, the one at `asking` left out.

    Where no file imports it: a module of the standard library, a name of `typing`. None where nobody can tell.
    """
    found: Counter[Statement] = Counter()
    for source in _files(tree, name, asking):
        found.update(_of(source, name))
    if found:
        (statement, count), *_ = found.most_common(1)
        return statement if count >= _USUAL * found.total() else None
    if name in _TYPING:
        return "typing", name
    return (name, "") if name in sys.stdlib_module_names and name not in _SHADOWED else None


def _files(tree: Tree, name: str, asking: str) -> Iterator[Source]:
    """Files that may import the name, those beside the one that asks first."""
    word = re.compile(
        rf"^[ \t]*(?:from[ \t]|import[ \t]|[\w, ]*\b{re.escape(name)}\b[\w, ]*,?[ \t]*(?:#|$))", re.M
    )
    folder = asking.rpartition("/")[0]
    left = _FILES
    for path in sorted(
        (p for p in tree.paths if p.endswith(".py")), key=lambda p: p.rpartition("/")[0] != folder
    ):
        text = tree.text(path) if path != asking and left else None
        if text is None or name not in text or not word.search(text):
            continue
        source = tree.source(path)
        if source is not None:
            left -= 1
            yield source


def _of(source: Source, name: str) -> Iterator[Statement]:
    tree = parse(source)
    for node in tree.body if tree is not None else ():
        if isinstance(node, ast.Import):
            yield from ((a.name, "") for a in node.names if a.name == name and a.asname is None)
        elif isinstance(node, ast.ImportFrom) and not node.level and node.module:
            yield from ((node.module, name) for a in node.names if a.name == name and a.asname is None)
