"""Read the Docs refuses the configuration, or builds the documentation with tools that nobody chose.

## Why
Without `build.os` and `build.tools.python` a build took whatever Python was the default (3.7 at last), with which new
releases of Sphinx and its extensions do not install; since 2023-10-16 such a file is refused. `build.image` went on the
same day, `python.version` and `python.system_packages` before, and since 2025-01-20 the place of `conf.py` has to be named.

## Fix
State the system and the Python below `build`, and the place of `conf.py` below `sphinx`.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from regreen.rule import Category, Edit, FileEvidence, Fixer, Match, Matches, Rule, Safety, Severity

if TYPE_CHECKING:
    from regreen.model.text import Source
    from regreen.project.tree import Tree
    from regreen.workflow.nodes import Node

_NAMES = (".readthedocs.yaml", ".readthedocs.yml", "readthedocs.yaml", "readthedocs.yml")
_ANNOUNCED = date(2023, 4, 1)
_CONFIGURED = date(2025, 1, 20)
_GONE = (
    (("build", "image"), "build.image"),
    (("python", "version"), "python.version"),
    (("python", "system_packages"), "python.system_packages"),
)


def outdated(tree: Tree, today: date) -> Matches:
    """What the configuration lacks or says in vain, as of the day."""
    source = next((found for name in _NAMES if (found := tree.source(name)) is not None), None)
    if source is None or today < _ANNOUNCED:
        return
    from regreen.workflow.nodes import Mapping
    from regreen.workflow.parse import parse_yaml

    root = parse_yaml(source)
    if isinstance(root, Mapping):
        for what, places in _lacking(root, source, today):
            yield Match(
                places=places,
                data={"path": source.path, "what": what},
                severity=Severity.WARNING,  # whether the service is connected nobody can tell
            )


def _lacking(root: Node, source: Source, today: date) -> Iterator[tuple[str, tuple[FileEvidence, ...]]]:
    from regreen.project.place import on_line
    from regreen.workflow.nodes import lookup

    here = tuple(
        found for name in ("build", "python", "version") if (found := _place(root, source, name)) is not None
    )
    top = here or (on_line(source, 1),)
    if lookup(root, "build", "os") is None:
        yield "build.os", top
    elif not any(lookup(root, "build", key) is not None for key in ("tools", "commands")):
        yield "build.tools", top
    for path, name in _GONE:
        place = _place(root, source, *path)
        if place is not None:
            yield f"a file without {name}", (place,)
    others = (("build", "commands"), ("build", "jobs", "build"), ("mkdocs",))
    custom = any(lookup(root, *path) is not None for path in others)
    if today >= _CONFIGURED and not custom and lookup(root, "sphinx", "configuration") is None:
        yield "sphinx.configuration", top


def _place(root: Node, source: Source, *path: str) -> FileEvidence | None:
    from regreen.project.place import at
    from regreen.workflow.nodes import Mapping, lookup

    parent = lookup(root, *path[:-1]) if len(path) > 1 else root
    if not isinstance(parent, Mapping):
        return None
    entry = next((entry for entry in parent.entries if entry.key.string == path[-1]), None)
    return at(source, entry.key.span.start) if entry is not None else None


def stated(match: Match, tree: Tree) -> Iterator[Edit]:
    """A block `build`, where the file has none."""
    from regreen.patch.lines import insertion

    source = tree.source(match.data["path"])
    if source is None or match.data["what"] != "build.os":
        return
    lines = source.text.split("\n")
    if any(line.startswith("build:") for line in lines):
        return
    start = next((index for index, line in enumerate(lines) if line.startswith("version:")), None)
    if start is not None:
        at = sum(len(line) + 1 for line in lines[: start + 1])
        block = 'build:\n  os: ubuntu-24.04\n  tools:\n    python: "3.12"\n'
        yield insertion(source, min(at, len(source.text)), block if at <= len(source.text) else "\n" + block)


RULE = Rule(
    id="read-the-docs-config",
    category=Category.DOCS,
    title="Read the Docs wants {what} in {path}",
    find=outdated,
    key=("path", "what"),
    fixers=(
        Fixer("State the system and the Python", Safety.UNSAFE, stated),
        Fixer("Give {path} what Read the Docs wants: {what}", Safety.ADVICE),
    ),
)
