"""Scripts and Makefiles that a step calls: what they are, and which of them is meant."""

from __future__ import annotations

import re
from collections.abc import Sequence

from regreen.model.text import Source
from regreen.project.jobs.makefile import NAMES
from regreen.project.jobs.wanted import joined
from regreen.project.tree import Tree

_SHELL = re.compile(r"^#!.*\b(?:ba|da|z)?sh\b")
_ERREXIT = re.compile(r"^\s*set -[a-z]*e|^#!.*sh -[a-z]*e", re.MULTILINE)


def language_of(script: Source) -> str:
    """`python` or `shell`, by the first line and the name; empty where it is neither."""
    first = script.text.split("\n", 1)[0]
    if (first.startswith("#!") and "python" in first) or script.path.endswith(".py"):
        return "python"
    return "shell" if script.path.endswith((".sh", ".bash")) or _SHELL.match(first) else ""


def stops_at_failures(script: Source) -> bool:
    """Whether a failing command ends a shell script."""
    return _ERREXIT.search(script.text) is not None


def made_by(
    tree: Tree, directory: str | None, words: Sequence[str]
) -> tuple[str | None, Source | None, list[str]]:
    """What `make` with these words works on: its directory, its Makefile, and the goals."""
    goals = [word for word in words if not word.startswith("-") and "=" not in word]
    folder = directory
    if "-C" in words:
        named = "".join(words[words.index("-C") + 1 :][:1])
        folder = joined(folder or "", named) if named else None
        goals = [goal for goal in goals if goal != named]
    paths = [f"{folder}/{name}".lstrip("/") for name in NAMES] if folder is not None else []
    source = next((found for path in paths if (found := tree.source(path)) is not None), None)
    return folder, source, goals
