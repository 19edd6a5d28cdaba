"""Comments of the form `# regreen: ignore[rule-id] reason`, on the line they are about or alone on the line above.

They are looked for where findings point: in everything below `.github`, in files at the root and one folder below, and
in Python files. In those, only real comments count, not strings that look like one.
"""

from __future__ import annotations

import re
import tokenize
from collections.abc import Iterator
from io import StringIO

from msgspec import Struct

from regreen.model.text import Source
from regreen.patch.encoding import BOM
from regreen.patch.lines import lines
from regreen.project.modules import is_set_aside
from regreen.project.tree import Tree

MARK = "regreen: ignore"
_COMMENT = re.compile(r"#[ \t]*regreen:[ \t]*ignore\[(?P<rules>[^\]\n]*)\](?P<reason>[^\n]*)")
_SUFFIXES = (
    ".yml",
    ".yaml",
    ".toml",
    ".ini",
    ".cfg",
    ".txt",
    ".in",
    ".py",
    ".gitignore",
    ".coveragerc",
    ".flake8",
)
_DEPTH = 1  # folders above a file that is neither Python nor below .github


class InlineIgnore(Struct, frozen=True):
    """One comment. `rules` are the ids it names, `target` the line it is about, `line` its own."""

    path: str
    line: int
    column: int
    target: int
    rules: tuple[str, ...]
    reason: str
    text: str


def inline_ignores(tree: Tree) -> list[InlineIgnore]:
    """All of them, in the order of paths and lines; test data is left out."""
    return [
        found
        for path in tree.paths
        if _may_hold(path) and (source := tree.source(path)) is not None and MARK in source.text
        for found in in_source(source)
    ]


def in_source(source: Source) -> Iterator[InlineIgnore]:
    """The comments of one file."""
    comments = _python_comments(source.text) if source.path.endswith(".py") else None
    for line in lines(source):
        match = _COMMENT.search(line.text) if MARK in line.text else None
        if match is None or (comments is not None and (line.number, match.start()) not in comments):
            continue
        alone = not line.text[: match.start()].strip()
        yield InlineIgnore(
            source.path,
            line.number,
            match.start() + 1,
            line.number + 1 if alone else line.number,
            tuple(rule.strip() for rule in match["rules"].split(",") if rule.strip()),
            match["reason"].strip(" \t:-"),
            line.text.strip(),
        )


def _may_hold(path: str) -> bool:
    if not path.endswith(_SUFFIXES):
        return False
    near = path.startswith(".github/") or path.count("/") <= _DEPTH
    return (near or path.endswith(".py")) and not is_set_aside(path)


def _python_comments(text: str) -> frozenset[tuple[int, int]] | None:
    """Where comments begin; None when the text cannot be split into tokens."""
    try:
        tokens = list(tokenize.generate_tokens(StringIO(text.removeprefix(BOM)).readline))
    except (tokenize.TokenError, SyntaxError, ValueError):
        return None
    return frozenset(token.start for token in tokens if token.type == tokenize.COMMENT)
