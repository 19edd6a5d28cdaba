"""How a project imports a name: what its other files write, or what there is in the standard library alone."""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Iterator

from regreen.project.tree import Tree

_FILES = 40  # that are looked at for one name
_RENAMED = re.compile(r"\w+[ ]+as[ ]+\w+|#[^\n]*")
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
    pattern = re.compile(
        rf"^(?:import[ ]+{name}[ ]*(?:#|$)|from[ ]+(?P<module>\w[\w.]*)[ ]+import[ ]+(?P<names>\([^()]*\)|[^\n(#]+))",
        re.M,
    )
    found: Counter[Statement] = Counter()
    for text in _texts(tree, name, asking):
        found.update(_of(text, name, pattern))
    if found:
        (statement, count), *_ = found.most_common(1)
        return statement if count >= _USUAL * found.total() else None
    if name in _TYPING:
        return "typing", name
    return (name, "") if name in sys.stdlib_module_names and name not in _SHADOWED else None


def _texts(tree: Tree, name: str, asking: str) -> Iterator[str]:
    """Files that hold the name, those beside the one that asks first."""
    folder = asking.rpartition("/")[0]
    paths = (path for path in tree.paths if path.endswith(".py") and path != asking)
    left = _FILES
    for path in sorted(paths, key=lambda path: path.rpartition("/")[0] != folder):
        text = tree.text(path) if left else None
        if text is not None and name in text:
            left -= 1
            yield text


def _of(text: str, name: str, pattern: re.Pattern[str]) -> Iterator[Statement]:
    for match in pattern.finditer(text):
        if match["module"] is None:
            yield name, ""
        elif name in re.split(r"[\s,()\\]+", _RENAMED.sub(" ", match["names"])):
            yield match["module"], name
