"""Tasks that a step asks make or npm for and that the project does not define.

Source: the GNU make manual; npm's documentation of `npm run`.
"""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Iterable, Iterator

from msgspec import Struct

from regreen.model.finding import FileEvidence
from regreen.model.text import Source
from regreen.project.jobs.makefile import NAMES, read_makefile
from regreen.project.paths.calls import PlacedCall
from regreen.project.place import on_line
from regreen.project.tree import Tree
from regreen.workflow.shell.words import Word

_OPEN = re.compile(
    r"^-?s?include\b|^define\b|^\.DEFAULT\b|^[^\t#=]*[%$][^=]*:(?!=)|^\$\(eval|^MAKEFLAGS", re.M
)
_ELSEWHERE = (
    "-C",
    "-f",
    "--directory",
    "--file",
    "--makefile",
    "-w",
    "--workspace",
    "--prefix",
    "--if-present",
)
_VALUED = frozenset({"-j", "-l", "-o", "-W", "-I"})


class UndefinedTask(Struct, frozen=True):
    """A task that is not defined; `known` are those that are, in the file that `defined` quotes."""

    tool: str
    name: str
    word: Word
    call: PlacedCall
    defined: FileEvidence
    known: tuple[str, ...]


def undefined_tasks(calls: Iterable[PlacedCall], tree: Tree) -> Iterator[UndefinedTask]:
    """The tasks of all calls that their Makefile or package.json does not have."""
    for call in calls:
        name = call.program.name
        if any(word.text.startswith(_ELSEWHERE) for word in call.program.arguments):
            continue
        if name == "make":
            yield from _of_make(call, tree)
        elif name in ("npm", "pnpm"):
            yield from _of_npm(call, tree)


def _of_make(call: PlacedCall, tree: Tree) -> Iterator[UndefinedTask]:
    paths = [posixpath.join(call.directory, name) for name in NAMES]
    source = next((found for path in paths if path in tree and (found := tree.source(path))), None)
    if source is None or _OPEN.search(source.text):
        return
    known = tuple(read_makefile(source).targets)
    before = ""
    for word in call.program.arguments:
        goal = word.plain and not word.text.startswith("-") and "=" not in word.text and before not in _VALUED
        before = word.text
        if goal and word.text not in known and not tree.exists(posixpath.join(call.directory, word.text)):
            yield UndefinedTask("make", word.text, word, call, on_line(source, 1), known)


def _of_npm(call: PlacedCall, tree: Tree) -> Iterator[UndefinedTask]:
    words = call.program.arguments
    texts = [word.text for word in words]
    if texts[:1] in (["run"], ["run-script"]) and len(words) > 1:
        word = words[1]
    elif texts[:1] == ["test"]:
        word = words[0]
    else:
        return
    source = _package(call.directory, tree)
    known = _scripts(source) if source is not None else None
    if source is None or known is None or not word.plain or word.text.startswith("-") or word.text in known:
        return
    line = next((i for i, text in enumerate(source.text.split("\n"), 1) if '"scripts"' in text), 1)
    yield UndefinedTask(call.program.name, word.text, word, call, on_line(source, line), known)


def _package(directory: str, tree: Tree) -> Source | None:
    """The package.json that npm takes: the nearest one upwards."""
    while True:
        path = posixpath.join(directory, "package.json")
        if path in tree:
            return tree.source(path)
        if not directory:
            return None
        directory = directory.rpartition("/")[0]


def _scripts(source: Source) -> tuple[str, ...] | None:
    try:
        parsed = json.loads(source.text.removeprefix("\ufeff"))
    except (ValueError, RecursionError):
        return None
    scripts = parsed.get("scripts", {}) if isinstance(parsed, dict) else None
    return tuple(scripts) if isinstance(scripts, dict) else None
