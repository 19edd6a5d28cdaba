"""Calls of Python files and modules of the repository: `python path/to/file.py`, `python -m package.module`."""

from __future__ import annotations

import posixpath
from collections.abc import Sequence

from regreen.project.paths.calls import PlacedCall
from regreen.project.tree import Tree
from regreen.workflow.shell.words import Word


def module_of(call: PlacedCall) -> tuple[str, Sequence[Word]]:
    """What stands behind `python -m`, and its arguments; empty where the call is none of a module."""
    words = call.command.words
    index = next((i for i, word in enumerate(words) if word is call.program.word), 0)
    if index and words[index - 1].text == "-m":
        return call.program.name, call.program.arguments
    return "", ()


def file_of(call: PlacedCall, tree: Tree) -> tuple[str, Sequence[Word]]:
    """The file of the repository that a call runs, and its arguments; empty where it runs none."""
    arguments = call.program.arguments
    if (
        call.program.name == "python"
        and arguments
        and arguments[0].text.endswith(".py")
        and arguments[0].plain
    ):
        path = posixpath.normpath(posixpath.join(call.directory, arguments[0].text))
        return (path, arguments[1:]) if path in tree else ("", ())
    module, rest = module_of(call)
    if module:
        path = next((path for path in runnable(module, call.directory) if path in tree), "")
        return path, rest
    return "", ()


def runnable(module: str, directory: str) -> tuple[str, ...]:
    """Where a module that can be run may stand."""
    path = module.replace(".", "/")
    bases = (directory, posixpath.join(directory, "src"))
    return tuple(posixpath.join(base, path + end) for base in bases for end in (".py", "/__main__.py"))
