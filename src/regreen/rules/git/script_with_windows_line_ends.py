"""A script with a `#!` line was committed with Windows line ends.

## Why
The kernel takes the carriage return for a part of the interpreter's name: `/bin/bash^M: bad interpreter`. It happens
where git does not convert (`core.autocrlf`) and no `.gitattributes` says what the file is.

## Fix
`*.sh text eol=lf` in `.gitattributes`, then `git add --renormalize .`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from regreen.rule import Category, Edit, FileEvidence, Fixer, Match, Matches, Rule, Safety, Severity

if TYPE_CHECKING:
    from regreen.project.tree import Tree
    from regreen.workflow.definitions import Workflow


def carriage_returns(tree: Tree, workflows: tuple[Workflow, ...]) -> Matches:
    """One match for each script that a workflow or Dockerfile names."""
    texts = [workflow.source.text for workflow in workflows]
    texts += [
        tree.text(path) or ""
        for name in tree.names
        if name.startswith("Dockerfile")
        for path in tree.names[name]
    ]
    for path in tree.paths:
        name = path.rpartition("/")[2]
        if not (path.endswith((".sh", ".bash")) or "." not in name) or not any(
            name in text for text in texts
        ):
            continue
        data = tree.read(path) or b""
        first, _, _ = data.partition(b"\n")
        if first.startswith(b"#!") and first.endswith(b"\r"):
            line = first.decode("utf-8", "replace").strip()
            yield Match(
                places=(FileEvidence(path, 1, 1, line),), data={"path": path}, severity=Severity.ERROR
            )


def unix_line_ends(match: Match, tree: Tree) -> list[Edit]:
    """The same lines with the ends that the kernel wants."""
    from regreen.model.text import Span

    source = tree.source(match.data["path"])
    if source is None:
        return []
    offsets = [index for index in range(len(source.text)) if source.text.startswith("\r\n", index)]
    return [Edit(Span(source.path, index, index + 1), "\r", "") for index in offsets[:5000]]


RULE = Rule(
    id="script-with-windows-line-ends",
    category=Category.OTHER,
    title="{path} has Windows line ends: its first line names an interpreter that does not exist",
    find=carriage_returns,
    key=("path",),
    explains=("command-not-found", "file-not-executable"),
    fixers=(
        Fixer("Write it with Unix line ends", Safety.SAFE, unix_line_ends, ("git add --renormalize {path}",)),
    ),
)
