"""A coroutine, or the generator of an async fixture, is used as if it were its result.

## Why
An `async def` was called without `await`; or an async fixture is declared with `@pytest.fixture` in strict
mode, so that the test gets the generator itself.

## Fix
Await the call. Declare async fixtures with `@pytest_asyncio.fixture`, or set `asyncio_mode = "auto"`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from regreen.model.errors import PatchError
from regreen.rule import Category, Edit, Fixer, Match, Matches, Rule, Safety, Severity
from regreen.rules._jobs import named, unique
from regreen.rules._saying import saying

if TYPE_CHECKING:
    from regreen.project.async_tests import Unawaited
    from regreen.project.jobs.lacking import Lacking
    from regreen.project.jobs.model import JobRun
    from regreen.project.pytest_runs import PytestRun
    from regreen.project.tree import Tree

log = saying(
    r"(?P<what>'(?:async_generator|coroutine)' object (?:has no attribute '\w+'|is not (?:subscriptable|iterable|callable)|does not support the (?:asynchronous )?context manager protocol))",
    r"(?P<what>object (?:NoneType|dict|list|str|MagicMock|Mock|bool|int) can't be used in 'await' expression)",
    r"(?P<what>'coroutine' object)",
)


def left_alone(job_runs: tuple[JobRun, ...], lacking: Lacking, tree: Tree) -> Matches:
    """One match for each kind of thing that nothing awaits: tests without a plugin or mark, fixtures of pytest itself."""
    from regreen.project.async_tests import unawaited
    from regreen.project.pytest_runs import pytest_runs

    groups: dict[tuple[str, bool], list[tuple[Unawaited, PytestRun]]] = {}
    for found in pytest_runs(job_runs, lacking):
        plugin = "pytest-asyncio" in found.held or "anyio" in found.held
        for item in unawaited(found, tree):
            groups.setdefault((item.what, plugin), []).append((item, found))
    for (what, plugin), members in groups.items():
        item, found = members[0]
        setting = found.setting_place
        why = (
            "has no mark, and asyncio_mode is not auto" if plugin else f"no plugin of {named(found.run)} runs"
        )
        title = (
            f"The async test {item.name} {why}"
            if plugin
            else f"{why[0].upper()}{why[1:]} the async test {item.name}"
        )
        if what == "fixture":
            title = f"The async fixture {item.name} belongs to pytest, which does not await it: asyncio_mode is not auto"
        yield Match(
            places=unique(
                (*(m.place for m, _ in members[:3]), *([setting] if setting else []), found.call.place)
            ),
            data={
                "what": f"{what} {item.name}",
                "file": found.collection.config.files.get("pytest", "") if plugin else "",
            },
            severity=Severity.WARNING,
            count=sum(m.count for m, _ in members),
            title=title,
        )


def automatic(match: Match, tree: Tree) -> list[Edit]:
    """`asyncio_mode = "auto"` in the configuration that the tests have."""
    from regreen.patch.ini import set_option
    from regreen.patch.toml import set_value

    path = match.data.get("file", "")
    source = tree.source(path) if path else None
    try:
        if source is not None and path.endswith(".toml"):
            return set_value(source, ("tool", "pytest", "ini_options", "asyncio_mode"), "auto")
        if source is not None:
            section = "tool:pytest" if path.endswith("setup.cfg") else "pytest"
            return set_option(source, section, "asyncio_mode", "auto")
    except PatchError:
        pass
    return []


RULE = Rule(
    id="async-not-awaited",
    category=Category.TEST_ASSERTION,
    title="{what}",
    log=log,
    find=left_alone,
    explains=("test-failed", "tests-failed-unnamed", "coverage-below-*"),
    fixers=(
        Fixer(
            "Let pytest-asyncio run async tests and fixtures: asyncio_mode = 'auto'", Safety.UNSAFE, automatic
        ),
        Fixer("Let pytest-asyncio run async tests and fixtures: asyncio_mode = 'auto'", Safety.ADVICE),
    ),
)
