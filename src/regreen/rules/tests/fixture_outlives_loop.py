"""An async fixture is made once for many tests, and each test has an event loop of its own.

A fixture of the scope `session` or `module` runs in a loop of that scope, a test in a loop that lives for this test
alone. An engine, pool or session that the fixture hands out belongs to the fixture's loop.

## Why
pytest-asyncio gives every test a new loop unless it is told otherwise. The second loop that uses a pooled connection
raises `attached to a different loop`, `Event loop is closed` or hangs. It may go well on the laptop, with SQLite.

## Fix
Let tests and fixtures share one loop: `asyncio_default_fixture_loop_scope = "session"` and
`asyncio_default_test_loop_scope = "session"` (pytest-asyncio 0.26 and newer). Or make the engine with `NullPool`, or
in a fixture of the function's scope.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from regreen.rule import Category, Edit, Fixer, Match, Matches, Rule, Safety, Severity
from regreen.rules._jobs import unique

if TYPE_CHECKING:
    from regreen.project.jobs.lacking import Lacking
    from regreen.project.jobs.model import JobRun
    from regreen.project.tree import Tree


def outliving(job_runs: tuple[JobRun, ...], lacking: Lacking, tree: Tree) -> Matches:
    """One match for each file with such fixtures."""
    from regreen.project.async_fixtures import outliving as fixtures
    from regreen.project.pytest_runs import pytest_runs

    told: set[str] = set()
    for found in pytest_runs(job_runs, lacking):
        items = [item for item in fixtures(found, tree) if item.place.path not in told]
        for path in dict.fromkeys(item.place.path for item in items):
            told.add(path)
            mine = [item for item in items if item.place.path == path]
            first = mine[0]
            setting = found.collection.setting("asyncio_mode") or found.collection.setting(
                "asyncio_default_fixture_loop_scope"
            )
            homes = (setting.place,) if setting is not None else ()
            yield Match(
                places=unique((*(item.place for item in mine), *homes, found.call.place)),
                data={"fixture": first.name, "path": path},
                count=len(mine),
                severity=Severity.WARNING,
                title=f"The fixture {first.name} hands out {first.what} of a loop that lives for the {first.scope}; "
                "each test has its own",
            )


def settled(match: Match, tree: Tree) -> list[Edit]:
    """One loop for the session, beside the other settings of the plugin in pyproject.toml."""
    from regreen.model.text import Span
    from regreen.patch.encoding import newline

    place = next((place for place in match.places if place.path == "pyproject.toml"), None)
    source = tree.source("pyproject.toml") if place is not None else None
    if place is None or source is None:
        return []
    line, ending = source.line(place.line), newline(source.text)
    lines = [f'{name} = "session"' for name in _SETTINGS if name not in source.text]
    start = source.offset(place.line)
    end = start + len(line)
    if "asyncio_default_fixture_loop_scope" in line:
        return [
            Edit(Span(source.path, start, end), line, ending.join([f'{_SETTINGS[0]} = "session"', *lines]))
        ]
    if "asyncio_default_fixture_loop_scope" in source.text:
        return []
    return [Edit(Span(source.path, end, end), "", "".join(f"{ending}{each}" for each in lines))]


_SETTINGS = ("asyncio_default_fixture_loop_scope", "asyncio_default_test_loop_scope")

RULE = Rule(
    id="fixture-outlives-loop",
    category=Category.TEST_ISOLATION,
    title="The fixture {fixture} hands out what belongs to another event loop",
    find=outliving,
    key=("path",),
    severity=Severity.WARNING,
    explains=("event-loop-misused", "test-failed"),
    fixers=(
        Fixer("Run tests and fixtures in one loop for the session", Safety.UNSAFE, settled),
        Fixer("Make the engine with NullPool, or in a fixture of the function's scope", Safety.ADVICE),
    ),
)
