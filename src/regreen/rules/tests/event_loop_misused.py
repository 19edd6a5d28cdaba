"""Something belongs to one asyncio event loop and is used in another, or in none.

## Why
Test plugins give every test a loop of its own. A client, engine, lock or queue that was made in another
test, in a fixture of a wider scope or at import still belongs to the old loop.

## Fix
Make such objects in a fixture of the same loop scope as the tests (`loop_scope`), dispose of engines and
clients at its end, or use one loop for the whole session.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from regreen.rule import Category, Edit, Fixer, Match, Matches, Rule, Safety, Severity
from regreen.rules._saying import Form, saying

if TYPE_CHECKING:
    from regreen.project.jobs.lacking import Lacking
    from regreen.project.jobs.model import JobRun
    from regreen.project.tree import Tree

_LOOP = re.compile(r"^@pytest(?:_asyncio)?\.fixture\b[^\n]*\n(?:@[^\n]*\n)*def event_loop\(", re.MULTILINE)
_CAPPED = re.compile(r"(?:==|~=|<=?)\s*(?:0\.|1(?:\.0)?$)")

log = saying(
    r"(?P<what>attached to a different (?:event )?loop)",
    r"(?P<what>Event loop is closed)",
    r"(?P<what>bound to a different event loop)",
    r"ScopeMismatch: (?P<what>You tried to access the function scoped fixture event_loop)",
    r"(?P<what>another operation is in progress)",
    Form(r"(?P<what>There is no current event loop in thread '[^'\n]+')", category=Category.TEST_ASSERTION),
    Form(
        r"(?P<what>asyncio\.run\(\) cannot be called from a running event loop)",
        category=Category.TEST_ASSERTION,
    ),
    Form(r"(?P<what>This event loop is already running)", category=Category.TEST_ASSERTION),
    Form(r"(?P<what>(?:Playwright )?Sync API inside the asyncio loop)", category=Category.TEST_ASSERTION),
    Form(
        r"SynchronousOnlyOperation: (?P<what>You cannot call this from an async context)",
        category=Category.TEST_ASSERTION,
    ),
)


def own_loop(job_runs: tuple[JobRun, ...], lacking: Lacking, tree: Tree) -> Matches:
    """One match for each `event_loop` fixture of the project that the installed pytest-asyncio no longer looks at."""
    from regreen.project.place import at
    from regreen.project.pytest_runs import pytest_runs

    seen: set[str] = set()
    for found in pytest_runs(job_runs, lacking):
        asked = [item for item in found.environment.installed if item.name == "pytest-asyncio"]
        if "pytest-asyncio" not in found.held or any(_CAPPED.search(item.specifier) for item in asked):
            continue
        for path in found.collection.modules:
            source = tree.source(path)
            match = _LOOP.search(source.text) if source is not None and "event_loop" in source.text else None
            if source is not None and match is not None and path not in seen:
                seen.add(path)
                yield Match(
                    places=(at(source, match.start()), *(item.place for item in asked), found.call.place),
                    data={"what": "pytest-asyncio 1.0 and newer do not look at an event_loop fixture"},
                    title=f"{path} makes an event_loop of its own, which pytest-asyncio 1.0 and newer do not look at",
                    severity=Severity.WARNING,
                )


def kept(match: Match, tree: Tree) -> Iterator[Edit]:
    """The plugin below the release that no longer looks at the fixture, wherever it is required."""
    from regreen.patch.specifier import with_cap

    for place in match.places if not match.lines else ():
        source = tree.source(place.path)
        if source is not None and not place.path.endswith(".py"):
            yield from with_cap(source, place.line, "pytest-asyncio", "1")


RULE = Rule(
    id="event-loop-misused",
    category=Category.TEST_ISOLATION,
    title="An asyncio object is used in the wrong event loop: {what}",
    log=log,
    find=own_loop,
    explains=("test-failed", "tests-failed-unnamed", "coverage-below-*"),
    fixers=(
        Fixer("Keep pytest-asyncio below 1.0 for now", Safety.UNSAFE, kept),
        Fixer(
            "Give tests and fixtures one loop: asyncio_default_fixture_loop_scope and asyncio_default_test_loop_scope = 'session'",
            Safety.ADVICE,
        ),
    ),
)
