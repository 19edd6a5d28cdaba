"""A marker is used that the configuration does not declare, and pytest is strict about it.

## Why
With `--strict-markers`, or with warnings as errors, every `@pytest.mark.name` must be registered.

## Fix
Add it to `markers` in pytest's configuration, with a word of explanation; or correct the spelling.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from regreen.model.errors import PatchError
from regreen.model.finding import FileEvidence
from regreen.rule import Category, Edit, Fixer, Match, Matches, Rule, Safety, Severity
from regreen.rules._jobs import collections, unique
from regreen.rules._saying import saying

if TYPE_CHECKING:
    from regreen.project.jobs.lacking import Lacking
    from regreen.project.jobs.model import JobRun
    from regreen.project.pytest_files import Collection
    from regreen.project.pytest_markers import Use
    from regreen.project.tree import Tree

log = saying(
    r"'(?P<marker>(?!asyncio')\w+)' not found in `markers` configuration",
    r"PytestUnknownMarkWarning: Unknown pytest\.mark\.(?P<marker>\w+)",
)


def unknown(job_runs: tuple[JobRun, ...], lacking: Lacking, tree: Tree) -> Matches:
    """Markers that no configuration registers, where pytest is told to be strict about that."""
    from regreen.project.pytest_markers import strictness, unregistered

    seen: set[str] = set()
    for found, certain in collections(job_runs, lacking, tree):
        strict = strictness(found)
        for use in unregistered(found) if strict is not None else ():
            if strict is not None and use.name not in seen:
                seen.add(use.name)
                yield _match(use, strict, found, certain=certain)


def _match(use: Use, strict: FileEvidence, found: Collection, *, certain: bool) -> Match:
    setting = found.setting("markers")
    return Match(
        places=unique((use.place, strict, *([setting.place] if setting is not None else []))),
        data={"marker": use.name, "file": found.config.files.get("pytest", "")},
        severity=Severity.ERROR if certain else Severity.WARNING,
    )


def registered(match: Match, tree: Tree) -> list[Edit]:
    """The marker in the list of the configuration that is strict about it."""
    from regreen.patch.ini import append_row
    from regreen.patch.toml import append_item

    path = match.data.get("file", "")
    source = tree.source(path) if path and not match.lines else None
    if source is None:
        return []
    row = f"{match.data['marker']}: {match.data['marker'].replace('_', ' ')} tests"
    try:
        if path.endswith(".toml"):
            return append_item(source, ("tool", "pytest", "ini_options", "markers"), row)
        section = "tool:pytest" if path.endswith("setup.cfg") else "pytest"
        return append_row(source, section, "markers", row)
    except PatchError:
        return []


RULE = Rule(
    id="marker-not-registered",
    category=Category.OTHER,
    title="The marker {marker} is not registered",
    log=log,
    find=unknown,
    key=("marker",),
    explains=(
        "test-collection-error",
        "conftest-import-error",
        "test-failed",
        "no-tests-collected",
        "coverage-below-*",
    ),
    fixers=(
        Fixer("Register {marker} in pytest's configuration", Safety.SAFE, registered),
        Fixer(
            "Register it in pyproject.toml: [tool.pytest.ini_options] markers = ['{marker}: what it means']",
            Safety.ADVICE,
        ),
    ),
)
