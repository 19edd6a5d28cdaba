"""Dockerfiles: what they copy from the build context, and what `.dockerignore` keeps out of it.

Source: the reference of Dockerfiles ("COPY", "ADD", ".dockerignore files").
"""

from __future__ import annotations

import json
import posixpath
import re
import shlex
from collections.abc import Iterator
from functools import lru_cache

from msgspec import Struct

from regreen.model.finding import FileEvidence
from regreen.model.text import Source
from regreen.project.place import on_line
from regreen.project.tree import Tree

_INSTRUCTION = re.compile(r"^\s*(?P<name>[A-Za-z]+)\s+(?P<rest>.*)$", re.DOTALL)
_HEREDOC = re.compile(r"<<-?[\"']?(\w+)[\"']?")


class Copied(Struct, frozen=True):
    """A path of the build context that a COPY or ADD wants."""

    path: str
    place: FileEvidence


def copied(source: Source) -> Iterator[Copied]:
    """The paths; what only the build knows (variables, addresses, other stages) is left out."""
    for line, text in _instructions(source.text):
        match = _INSTRUCTION.match(text)
        if match is None or match["name"].upper() not in ("COPY", "ADD"):
            continue
        try:
            words = json.loads(match["rest"]) if match["rest"].startswith("[") else shlex.split(match["rest"])
        except ValueError:
            continue
        flags = [word for word in words if isinstance(word, str) and word.startswith("--")]
        operands = [word for word in words if isinstance(word, str) and not word.startswith("--")]
        if any(flag.startswith("--from") for flag in flags) or "<<" in match["rest"]:
            continue
        for word in operands[:-1]:
            if "$" not in word and "://" not in word and not word.startswith("git@"):
                path = posixpath.normpath(word.lstrip("/"))
                yield Copied("" if path == "." else path, on_line(source, _line_of(source, line, word)))


def _line_of(source: Source, line: int, word: str) -> int:
    """The line of a continued instruction on which a word stands."""
    for number in range(line, line + 20):
        if word in source.line(number):
            return number
        if not source.line(number).rstrip().endswith("\\"):
            break
    return line


def _instructions(text: str) -> Iterator[tuple[int, str]]:
    """Instructions with the number of their first line, lines joined; bodies of here-documents are left out."""
    number, pending, until = 0, "", ""
    for count, raw in enumerate(text.split("\n"), 1):
        line = raw.rstrip("\r")
        if until:
            until = "" if line.strip() == until else until
            continue
        if line.lstrip().startswith("#"):
            continue
        number = number or count
        pending += line
        if pending.rstrip().endswith("\\"):
            pending = pending.rstrip()[:-1] + " "
            continue
        if pending.strip():
            yield number, pending
            found = _HEREDOC.search(pending)
            until = found[1] if found else ""
        number, pending = 0, ""


class Context:
    """The files that a build sees: those below a folder of the tree that `.dockerignore` does not keep out."""

    def __init__(self, tree: Tree, folder: str, dockerfile: str) -> None:
        self._tree, self._folder = tree, folder
        start = f"{folder}/" if folder else ""
        names = (f"{dockerfile}.dockerignore", f"{start}.dockerignore")
        self.ignore = next((name for name in names if name in tree), "")
        self._patterns = _patterns(tree.text(self.ignore) or "") if self.ignore else ()

    def lacks(self, path: str) -> str:
        """`absent` for a path (or pattern) that is not in the folder, `ignored` for one kept out; else nothing."""
        found = list(self._matching(path))
        if not found:
            return "absent"
        return "" if any(not self.hidden(name) for name in found) else "ignored"

    def hidden(self, path: str) -> int:
        """The line of the ignore file that keeps a path of the context out; 0 where none does."""
        last = 0
        for line, negated, pattern in self._patterns:
            if pattern.match(path):
                last = 0 if negated else line
        return last

    def _matching(self, path: str) -> Iterator[str]:
        start = f"{self._folder}/" if self._folder else ""
        if not set(path) & set("*?["):
            whole = f"{start}{path}".rstrip("/")
            if whole in self._tree and not self._tree.is_dir(whole):
                yield path
            elif self._tree.is_dir(whole):
                yield from (
                    name[len(start) :] for name in self._tree.under(self._tree.resolve(whole) or whole)
                )
            return
        pattern = re.compile(_translated(path) + r"(?:/.*)?")
        for name in self._tree.under(self._folder):
            if pattern.fullmatch(name[len(start) :]):
                yield name[len(start) :]


@lru_cache(maxsize=64)
def _patterns(text: str) -> tuple[tuple[int, bool, re.Pattern[str]], ...]:
    found = []
    for number, raw in enumerate(text.split("\n"), 1):
        line = raw.strip()
        if not line or line.startswith("#"):
            continue
        negated = line.startswith("!")
        plain = posixpath.normpath(line[negated:].strip().lstrip("/"))
        if plain != ".":
            found.append((number, negated, re.compile(_translated(plain) + r"(?:/|$)")))
    return tuple(found)


def _translated(pattern: str) -> str:
    """A pattern of Go's `filepath.Match`, with `**` for any folders, as a regular expression."""
    out: list[str] = []
    index = 0
    while index < len(pattern):
        if pattern.startswith("**/", index):
            out.append("(?:.*/)?")
            index += 3
        elif pattern.startswith("**", index):
            out.append(".*")
            index += 2
        else:
            char = pattern[index]
            out.append({"*": "[^/]*", "?": "[^/]"}.get(char, re.escape(char)))
            index += 1
    return "".join(out)
