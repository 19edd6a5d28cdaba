"""Files with the marks that git leaves in a merge that is not finished."""

from __future__ import annotations

import re
from collections.abc import Iterator

from regreen.model.text import Source
from regreen.project.modules import is_set_aside
from regreen.project.python import matching_lines, parse
from regreen.project.tree import Tree

_MARKS = re.compile(
    r"^<{7} [^\n]*\n(?:(?!<{7} |>{7} )[^\n]*\n)*?={7}\r?\n(?:(?!<{7} |>{7} )[^\n]*\n)*?>{7} ", re.M
)
_BEGINS = re.compile(r"^<{7} \S", re.M)
_ENDINGS = (".py", ".toml", ".cfg", ".ini", ".yml", ".yaml", ".txt", ".in", ".lock", ".sh", ".env")
_NAMES = ("Dockerfile", "Makefile", ".gitignore", "Pipfile", "package.json", ".coveragerc")


def conflicts(tree: Tree) -> Iterator[tuple[Source, list[int]]]:
    """The files with the lines on which conflicts begin; test data and texts within valid Python are left out."""
    for path in tree.paths:
        name = path.rpartition("/")[2]
        near = path.endswith(".py") or path.count("/") <= 1 or path.startswith(".github/")
        if not near or not (name.endswith(_ENDINGS) or name in _NAMES) or is_set_aside(path):
            continue
        source = tree.source(path)
        if source is None or "\n>>>>>>> " not in source.text or not _MARKS.search(source.text):
            continue
        if not path.endswith(".py") or parse(source) is None:
            yield source, matching_lines(source.text, _BEGINS)
