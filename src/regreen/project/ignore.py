"""Which ignore line hides a path: `.gitignore` files as git reads them, at any revision.

Source: gitignore(5) and git's dir.c. Paths need not exist.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from regreen.project.glob import Glob, compile_glob
from regreen.project.tree import Tree

NAME = ".gitignore"


class IgnoreLine(Struct, frozen=True):
    """A line of an ignore file: `text` is the whole line, `pattern` what git makes of it (without `!`)."""

    path: str
    line: int
    text: str
    pattern: str
    negated: bool
    only_directories: bool
    anchored: bool


class _Rule(Struct, frozen=True):
    line: IgnoreLine
    base: str
    glob: Glob

    def matches(self, path: str, directory: bool) -> bool:
        if self.line.only_directories and not directory:
            return False
        name = path[len(self.base) :] if self.line.anchored else path.rpartition("/")[2]
        return self.glob.matches(name.encode("utf-8", "surrogateescape"))


class Ignores:
    """All ignore files of a tree."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self._rules: dict[str, tuple[_Rule, ...]] = {}
        self._directories: dict[str, IgnoreLine | None] = {"": None}

    def hides(self, path: str, *, directory: bool = False) -> IgnoreLine | None:
        """The line because of which git does not see `path`; None when it is not ignored."""
        line = self.match(path, directory=directory)
        return line if line is not None and not line.negated else None

    def match(self, path: str, *, directory: bool = False) -> IgnoreLine | None:
        """The line that decides about `path`, a negated one included; None when there is none.

        As with `git check-ignore --no-index -v`, the line of an ignored parent directory comes first.
        """
        parent = path.rpartition("/")[0]
        hidden = self._directory(parent)
        return hidden if hidden is not None else self._last(path, directory)

    def lines(self, path: str) -> tuple[IgnoreLine, ...]:
        """The patterns of one ignore file, in order."""
        return tuple(rule.line for rule in self._of(path.rpartition("/")[0]))

    def _directory(self, path: str) -> IgnoreLine | None:
        """The line that hides a directory, or one above it."""
        unknown: list[str] = []
        while path not in self._directories:
            unknown.append(path)
            path = path.rpartition("/")[0]
        hidden = self._directories[path]
        for folder in reversed(unknown):
            if hidden is None:
                line = self._last(folder, True)
                hidden = line if line is not None and not line.negated else None
            self._directories[folder] = hidden
        return hidden

    def _last(self, path: str, directory: bool) -> IgnoreLine | None:
        folder = path
        while folder:
            folder = folder.rpartition("/")[0]
            for rule in reversed(self._of(folder)):
                if rule.matches(path, directory):
                    return rule.line
        return None

    def _of(self, folder: str) -> tuple[_Rule, ...]:
        if folder not in self._rules:
            base = f"{folder}/" if folder else ""
            text = self._tree.text(base + NAME) if base + NAME in self._tree.modes else None
            self._rules[folder] = tuple(_rules(base, text or ""))
        return self._rules[folder]


def parse_line(path: str, number: int, text: str) -> IgnoreLine | None:
    """What git makes of one line (without its line end); None for a comment and an empty line."""
    if text.startswith("#"):
        return None
    pattern = _trimmed(text)
    negated = pattern.startswith("!")
    pattern = pattern[negated:]
    if not pattern:
        return None
    only_directories = pattern.endswith("/")
    pattern = pattern[: len(pattern) - only_directories]
    return IgnoreLine(path, number, text, pattern, negated, only_directories, "/" in pattern)


def _trimmed(text: str) -> str:
    """The line without trailing spaces; one after a backslash stays."""
    pattern = text.rstrip(" ")
    backslashes = len(pattern) - len(pattern.rstrip("\\"))
    return pattern + " " if len(pattern) < len(text) and backslashes % 2 else pattern


def _rules(base: str, text: str) -> Iterator[_Rule]:
    for number, line in enumerate(text.removeprefix("\ufeff").split("\n"), 1):
        parsed = parse_line(base + NAME, number, line.removesuffix("\r"))
        if parsed is not None:
            pattern = parsed.pattern.removeprefix("/").encode("utf-8", "surrogateescape")
            yield _Rule(parsed, base, compile_glob(pattern, pathname=parsed.anchored))
