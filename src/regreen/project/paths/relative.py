"""Paths as a script writes them, as paths of the repository."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from regreen.project.paths.named import Named
from regreen.workflow.expr.template import OPEN
from regreen.workflow.shell.commands import Command

_WORKSPACE = re.compile(r"(?:\$GITHUB_WORKSPACE|\$\{GITHUB_WORKSPACE\}|\$\{\{ *github\.workspace *\}\})/")
_GENERATED = frozenset(
    [
        *(
            ".venv",
            "venv",
            "env",
            ".env",
            "node_modules",
            "dist",
            "build",
            "target",
            "out",
            "site",
            "htmlcov",
        ),
        *(".tox", ".nox", "tmp", "bin", "coverage", ".coverage", "reports", "wheelhouse", ".cache", "_build"),
        *("artifacts", "coverage.xml", "logs"),
    ]
)
_TESTS_FOR = frozenset({"-f", "-e", "-d", "-s", "-r", "-x"})


def generated(path: str) -> bool:
    """Whether a path has a name that builds and caches give to what they make."""
    return path.partition("/")[0] in _GENERATED or path.rpartition("/")[2] in _GENERATED


def looked_at(command: Command) -> Iterator[str]:
    """Paths whose existence a script tests before it uses them."""
    if command.name in ("[", "[[", "test"):
        for before, word in zip(command.arguments, command.arguments[1:], strict=False):
            if before.text in _TESTS_FOR:
                yield word.text


def below_workspace(item: Named) -> str | None:
    """The path as it stands for itself; None where something in it is expanded or it is absolute."""
    text = item.text
    if found := _WORKSPACE.match(text):
        rest = text[found.end() :]
        return None if set(rest) & set("$`*?[{") else rest
    if (
        not item.word.plain
        or text.startswith(("/", "~", "-", "http", "git+", "<"))
        or set(text) & set("*?$`{}=,")
    ):
        return None
    return text


def resolved(base: str, text: str) -> str | None:
    """A path below the root of the repository; None when it leads out or cannot be told."""
    if OPEN in text or set(text) & set("$`*?~") or text.startswith("/") or "\\" in text:
        return None
    path = posixpath.normpath(posixpath.join(base, text))
    return None if path.startswith("..") else "" if path == "." else path


def normal(path: str) -> str:
    """A path without detours; the root is a dot."""
    return posixpath.normpath(path.strip()) if path.strip() else "."
