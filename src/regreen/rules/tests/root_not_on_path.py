"""Tests import the project's own modules, and nothing puts their folder on the import path.

## Why
`pytest` puts the folder of each test file on the import path (the first one upwards without an `__init__.py`), not the
one it is called in; `python -m pytest` adds that one. Below `src` nothing is found at all unless the project is
installed. On a laptop an editable install or the editor's settings hide this.

## Fix
Install the project (`pip install -e .`), or set `pythonpath` in pytest's configuration, or call `python -m pytest`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from regreen.model.errors import PatchError
from regreen.model.text import Span
from regreen.rule import Category, Edit, FileEvidence, Fixer, Match, Matches, Rule, Safety, Severity
from regreen.rules._jobs import named, unique

if TYPE_CHECKING:
    from regreen.project.jobs.lacking import Lacking
    from regreen.project.jobs.model import JobRun
    from regreen.project.tree import Tree
    from regreen.project.unreachable import Unreachable

_CALL = re.compile(r"(?:^\s*|run:\s*|&&\s*|;\s*|\brun\s+)(pytest)(?=\s|$)")


def off_path(job_runs: tuple[JobRun, ...], lacking: Lacking, tree: Tree) -> Matches:
    """One match for each module that tests look for in vain."""
    from regreen.project.unreachable import unreachable

    groups: dict[str, list[Unreachable]] = {}
    for item in unreachable(job_runs, lacking):
        groups.setdefault(item.statement.top, []).append(item)
    for module, members in groups.items():
        first = members[0]
        setting = first.found.setting_place
        installs = [install.place for install in first.found.run.installs[-1:]]
        yield Match(
            places=unique(
                (
                    *(item.found.call.place for item in members),
                    _place(first, tree),
                    *([setting] if setting is not None else []),
                    *installs,
                )
            ),
            data={"module": module, "root": first.root or ".", "file": _file(first)},
            severity=Severity.ERROR if first.certain else Severity.WARNING,
            count=len(members),
            title=f"pytest in {named(first.found.run)} does not find {module}, which lies in "
            f"{first.root or 'the root'}: that folder is not on the import path",
        )


def _place(item: Unreachable, tree: Tree) -> FileEvidence:
    from regreen.project.place import on_line

    source = tree.source(item.statement.path)
    assert source is not None
    return on_line(source, item.statement.line, item.statement.column)


def _file(item: Unreachable) -> str:
    """The configuration of pytest at the root of the tree; empty where it has none there."""
    return item.found.collection.config.files.get("pytest", "") if not item.found.collection.root else ""


def on_path(match: Match, tree: Tree) -> list[Edit]:
    """`pythonpath` in pytest's configuration, or `python -m pytest` where there is none and the root is wanted."""
    from regreen.patch.ini import set_option
    from regreen.patch.toml import set_value

    path, root = match.data["file"], match.data["root"]
    source = tree.source(path) if path else None
    try:
        if source is not None and path.endswith(".toml"):
            return set_value(source, ("tool", "pytest", "ini_options", "pythonpath"), [root])
        if source is not None:
            return set_option(source, "tool:pytest" if path == "setup.cfg" else "pytest", "pythonpath", root)
    except PatchError:
        return []
    place = match.places[0]
    workflow = tree.source(place.path)
    if workflow is None or root != "." or "python -m pytest" in place.text or " -m pytest" in place.text:
        return []
    line = workflow.line(place.line)
    called = _CALL.search(line)
    if called is None:
        return []
    start = workflow.offset(place.line) + called.start(1)
    return [Edit(Span(workflow.path, start, start), "", "python -m ")]


RULE = Rule(
    id="root-not-on-path",
    category=Category.MISSING_MODULE,
    title="The tests do not find {module}: {root} is not on the import path",
    find=off_path,
    key=("module",),
    explains=("module-not-installed", "test-collection-error", "conftest-import-error"),
    fixers=(
        Fixer("Put {root} on the import path of the tests", Safety.UNSAFE, on_path),
        Fixer("Install the project before its tests", Safety.ADVICE, commands=("pip install -e .",)),
    ),
)
