"""A test asks for a fixture that nobody defines.

## Why
The fixture comes from a plugin that the job does not install, stands in a conftest.py that is not above the
test, was renamed, or pytest takes a plain function called `test_...` for a test.

## Fix
Install the plugin, or move the fixture into a conftest.py at or above the test's folder. Decorators that
add arguments (`@patch`) must come with matching parameters.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from regreen.logs.statements import Statement, Statements
from regreen.rule import Category, Edit, Fixer, Match, Matches, Pattern, Rule, Safety, Severity
from regreen.rules._jobs import declare, unique
from regreen.rules._saying import evidence

if TYPE_CHECKING:
    from regreen.project.jobs.lacking import Lacking
    from regreen.project.jobs.model import JobRun
    from regreen.project.pytest_runs import PytestRun
    from regreen.project.tree import Tree
    from regreen.project.unknown_fixtures import Wanted

_MORE = {
    "db": "pytest-django",
    "rf": "pytest-django",
    "settings": "pytest-django",
    "page": "pytest-playwright",
}

_MISSING = Pattern(r"fixture '(?P<fixture>[\w.\[\]-]+)' not found")


def unknown(statements: Statements) -> Matches:
    """One match for each fixture."""
    groups: dict[tuple[object, str], list[Statement]] = {}
    for statement in statements.all:
        found = _MISSING.search(statement.text)
        if found:
            groups.setdefault((statement.place.key, found["fixture"]), []).append(statement)
    for (_, fixture), members in groups.items():
        plugin = _plugin(fixture)
        yield Match(
            lines=evidence(members),
            claims=tuple(line for member in members for line in member.lines),
            count=len(members),
            data={"fixture": fixture},
            category=Category.MISSING_TOOL if plugin else None,
            title=f"The fixture {fixture} comes with {plugin}, which is not installed" if plugin else "",
        )


def _plugin(fixture: str) -> str:
    """The plugin that a fixture comes with; empty where none is known."""
    from regreen.project.unknown_fixtures import PLUGINS  # with it comes all that is known of jobs

    return PLUGINS.get(fixture, "") or _MORE.get(fixture, "")


def undefined(job_runs: tuple[JobRun, ...], lacking: Lacking, tree: Tree) -> Matches:
    """One match for each fixture that the tests of a job ask for and nothing defines or brings."""
    from regreen.project.pytest_runs import pytest_runs
    from regreen.project.unknown_fixtures import unknown_fixtures

    groups: dict[str, list[tuple[Wanted, PytestRun]]] = {}
    for found in pytest_runs(job_runs, lacking):
        for item in unknown_fixtures(found, tree):
            groups.setdefault(item.fixture, []).append((item, found))
    for fixture, members in groups.items():
        item, found = members[0]
        installs = [install.place for install in found.run.installs[-1:]] if item.plugin else []
        yield Match(
            places=unique((item.place, *installs, found.call.place)),
            data={"fixture": fixture, "plugin": item.plugin},
            category=Category.MISSING_TOOL if item.plugin else None,
            severity=Severity.ERROR if found.certain else Severity.WARNING,
            count=len(members),
            title=f"The fixture {fixture} comes with {item.plugin}, which is not installed"
            if item.plugin
            else "",
        )


def installed(match: Match, job_runs: tuple[JobRun, ...], lacking: Lacking, tree: Tree) -> list[Edit]:
    """The plugin in the list that the job installs from."""
    from regreen.project.pytest_runs import pytest_runs

    plugin, edits = match.data.get("plugin", ""), dict[Edit, None]()
    for found in pytest_runs(job_runs, lacking) if plugin and not match.lines else ():
        if found.known and plugin not in found.held:
            edits.update(dict.fromkeys(declare(plugin, found.run, found.environment, tree, tests=True)))
    return list(edits)


RULE = Rule(
    id="fixture-not-found",
    category=Category.TEST_ASSERTION,
    title="No fixture is called {fixture}",
    log=unknown,
    find=undefined,
    key=("fixture",),
    explains=("test-failed", "tests-failed-unnamed", "coverage-below-*"),
    fixers=(
        Fixer("Install {plugin} with the tests' requirements", Safety.UNSAFE, installed),
        Fixer("See which fixtures there are", Safety.ADVICE, commands=("pytest --fixtures",)),
    ),
)
