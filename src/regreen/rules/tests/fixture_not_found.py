"""A test asks for a fixture that nobody defines.

## Why
The fixture comes from a plugin that the job does not install, stands in a conftest.py that is not above the
test, was renamed, or pytest takes a plain function called `test_...` for a test.

## Fix
Install the plugin, or move the fixture into a conftest.py at or above the test's folder. Decorators that
add arguments (`@patch`) must come with matching parameters.
"""

from __future__ import annotations

from regreen.logs.statements import Statement, Statements
from regreen.rule import Category, Fixer, Match, Matches, Pattern, Rule, Safety
from regreen.rules._saying import evidence

_PLUGINS = {
    "mocker": "pytest-mock",
    "class_mocker": "pytest-mock",
    "benchmark": "pytest-benchmark",
    "httpx_mock": "pytest-httpx",
    "requests_mock": "requests-mock",
    "respx_mock": "respx",
    "aiohttp_client": "pytest-aiohttp",
    "aioresponses": "pytest-aioresponses",
    "httpserver": "pytest-httpserver",
    "freezer": "pytest-freezer",
    "faker": "Faker",
    "snapshot": "syrupy",
    "qtbot": "pytest-qt",
    "page": "pytest-playwright",
    "browser": "pytest-playwright",
    "db": "pytest-django",
    "django_user_model": "pytest-django",
    "django_assert_num_queries": "pytest-django",
    "rf": "pytest-django",
    "settings": "pytest-django",
    "admin_client": "pytest-django",
    "postgresql": "pytest-postgresql",
    "redisdb": "pytest-redis",
    "datadir": "pytest-datadir",
    "shared_datadir": "pytest-datadir",
    "subtests": "pytest-subtests",
    "data_regression": "pytest-regressions",
    "file_regression": "pytest-regressions",
    "fs": "pyfakefs",
    "vcr": "pytest-recording",
    "script_runner": "pytest-console-scripts",
    "unused_tcp_port": "pytest-asyncio",
    "cov": "pytest-cov",
    "worker_id": "pytest-xdist",
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
        plugin = _PLUGINS.get(fixture, "")
        yield Match(
            lines=evidence(members),
            claims=tuple(line for member in members for line in member.lines),
            count=len(members),
            data={"fixture": fixture},
            category=Category.MISSING_TOOL if plugin else None,
            title=f"The fixture {fixture} comes with {plugin}, which is not installed" if plugin else "",
        )


RULE = Rule(
    id="fixture-not-found",
    category=Category.TEST_ASSERTION,
    title="No fixture is called {fixture}",
    log=unknown,
    explains=("test-failed", "tests-failed-unnamed", "coverage-below-*"),
    fixers=(Fixer("See which fixtures there are", Safety.ADVICE, commands=("pytest --fixtures",)),),
)
