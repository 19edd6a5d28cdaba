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
_PYTHON, _PYTHONS = "3.12", frozenset(f"3.{minor}" for minor in range(7, 15))
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
    """A block `build`, where the file has none, with the Python that the file names."""
    from regreen.patch.encoding import newline
    from regreen.patch.lines import insertion, lines
    from regreen.workflow.nodes import Mapping, Scalar, lookup
    from regreen.workflow.parse import parse_yaml

    source = tree.source(match.data["path"])
    if source is None or match.data["what"] != "build.os":
        return
    found = list(lines(source))
    first = next((line for line in found if line.text.startswith("version:")), None)
    if first is None or any(line.text.startswith("build:") for line in found):
        return
    root = parse_yaml(source)
    named = lookup(root, "python", "version") if isinstance(root, Mapping) else None
    version = named.text if isinstance(named, Scalar) and named.text in _PYTHONS else _PYTHON
    rows = ("build:", "  os: ubuntu-24.04", "  tools:", f'    python: "{version}"')
    end = newline(source.text)
    yield insertion(source, first.end, "".join(end + row for row in rows))


def removed(match: Match, tree: Tree) -> list[Edit]:
    """A key that is no longer heeded away; with its parent where that holds nothing else."""
    from regreen.model.errors import PatchError
    from regreen.patch.yaml import delete

    source = tree.source(match.data["path"])
    path = next((path for path, name in _GONE if match.data["what"] == f"a file without {name}"), None)
    for place in (path, path[:-1]) if source is not None and path is not None else ():
        try:
            return delete(source, place) if source is not None else []
        except PatchError:
            continue
    return []


def configured(match: Match, tree: Tree) -> list[Edit]:
    """The only configuration of Sphinx that the repository has."""
    from regreen.patch.encoding import newline
    from regreen.patch.lines import insertion

    source = tree.source(match.data["path"])
    found = [
        path
        for path in tree.names.get("conf.py", ())
        if "sphinx" in (tree.text(path) or "").lower() or "doc" in path
    ]
    if (
        source is None
        or match.data["what"] != "sphinx.configuration"
        or len(found) != 1
        or "\nsphinx:" in source.text
    ):
        return []
    end = newline(source.text)
    lead = "" if source.text.endswith("\n") else end
    block = f"{lead}{end}sphinx:{end}  configuration: {found[0]}{end}"
    return [insertion(source, len(source.text), block)]


RULE = Rule(
    id="read-the-docs-config",
    category=Category.DOCS,
    title="Read the Docs wants {what} in {path}",
    find=outdated,
    key=("path", "what"),
    fixers=(
        Fixer("State the system and the Python", Safety.UNSAFE, stated),
        Fixer("Take away what Read the Docs no longer heeds", Safety.SAFE, removed),
        Fixer("Name the configuration of Sphinx", Safety.UNSAFE, configured),
        Fixer("Give {path} what Read the Docs wants: {what}", Safety.ADVICE),
    ),
)
