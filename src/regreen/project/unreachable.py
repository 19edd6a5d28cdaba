"""Modules of the project that tests import from a folder which is not on their import path."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from msgspec import Struct

from regreen.project.distributions import STANDARD_LIBRARY, is_provided
from regreen.project.import_facts import Import
from regreen.project.imports import candidates, imports
from regreen.project.jobs.lacking import Lacking
from regreen.project.jobs.model import JobRun
from regreen.project.modules import Modules
from regreen.project.pytest_runs import PytestRun, import_roots, pytest_runs
from regreen.project.tree import Tree

_PATHS = re.compile(
    r"sys\.path|syspath_prepend|site\.addsitedir|pytest_pythonpath|collect_ignore|sys\.modules"
)


class Unreachable(Struct, frozen=True):
    """An import of a module that lies below `root`, which is not on the import path of the call."""

    statement: Import
    root: str
    found: PytestRun
    certain: bool


def unreachable(runs: Sequence[JobRun], lacking: Lacking) -> Iterator[Unreachable]:
    """One for each module and call, at the file that is imported first."""
    tree = lacking.tree
    for found in pytest_runs(runs, lacking):
        texts = [tree.text(path) or "" for path in found.collection.conftests]
        if not found.known or any(_PATHS.search(text) for text in texts):
            continue
        roots, exact = import_roots(found, tree)
        seen: set[str] = set()
        for path in found.collection.modules if exact else ():
            for item in _of_file(path, roots, found, lacking, seen):
                seen.add(item.statement.top)
                yield item


def _of_file(
    path: str, roots: frozenset[str], found: PytestRun, lacking: Lacking, seen: set[str]
) -> Iterator[Unreachable]:
    source = lacking.tree.source(path)
    if source is None or _PATHS.search(source.text):
        return
    tops = {module.partition(".")[0] for module, _ in candidates(source) if not module.startswith(".")}
    lost = {
        top: root for top in tops - seen if (root := _lost(top, roots, found, lacking.modules, lacking.tree))
    }
    for statement in imports(source) if lost else ():
        if statement.top in lost and statement.runs and statement.top not in seen:
            seen.add(statement.top)
            certain = found.certain and found.call.place.path == found.run.workflow.path
            yield Unreachable(statement, lost[statement.top].removesuffix("/"), found, certain)


def _lost(top: str, roots: frozenset[str], found: PytestRun, modules: Modules, tree: Tree) -> str:
    """The only folder from which a module could be imported, with a slash behind; empty where one is on the path."""
    if not top or top in STANDARD_LIBRARY or is_provided(top, found.held):
        return ""
    places = modules.roots_of(top)
    if not places or any(place in roots for place in places):
        return ""
    near = [
        place
        for place in places
        if place in ("", "src", found.collection.root, f"{found.collection.root}/src")
    ]
    if len(near) != 1 or not any(
        f"{near[0]}/{top}{end}".lstrip("/") in tree for end in (".py", "/__init__.py")
    ):
        return ""
    return near[0] + "/"
