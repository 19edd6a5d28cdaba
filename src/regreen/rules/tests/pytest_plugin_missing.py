"""pytest is asked for something that only a plugin can do, and the plugin is not there.

## Why
`addopts` or the workflow passes an option of a plugin (`--cov`, `-n`, `--timeout`), or tests are `async
def`, and the job installs pytest without it. It is often in a development group or extra that the job
leaves out.

## Fix
Install the plugin with the tests' other requirements, or take the option out.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from regreen.logs.statements import Statement, Statements
from regreen.model.finding import FileEvidence
from regreen.rule import (
    Category,
    Edit,
    Fixer,
    Match,
    Matches,
    Pattern,
    Refusal,
    Rule,
    Safety,
    Severity,
    Signals,
)
from regreen.rules._jobs import declare, fills, named, unique
from regreen.rules._saying import evidence

if TYPE_CHECKING:
    from regreen.project.jobs.lacking import Lacking
    from regreen.project.jobs.model import JobRun
    from regreen.project.jobs.plugins import MissingPlugin
    from regreen.project.tree import Tree

_ASYNC = Pattern(
    r"async def functions are not natively supported|'asyncio' not found in `markers` configuration"
    r"|requested an async fixture '\w+', with no plugin or hook that handled it"
)
_PLUGIN = Pattern(r"Error importing plugin \"(?P<plugin>[\w.]+)\": No module named")


def unknown(signals: Signals, statements: Statements) -> Matches:
    """One match for each option, required plugin, or for all async tests of a step."""
    for refusal in signals.of(Refusal):
        if refusal.tool == "pytest" and refusal.kind in ("unknown-option", "missing-plugin"):
            yield _refused(refusal)
    groups: dict[tuple[object, str], list[Statement]] = {}
    for statement in statements.all:
        if _ASYNC.search(statement.text):
            groups.setdefault((statement.place.key, "pytest-asyncio"), []).append(statement)
        elif found := _PLUGIN.search(statement.text):
            groups.setdefault((statement.place.key, found["plugin"].replace("_", "-")), []).append(statement)
    for (_, plugin), members in groups.items():
        is_async = plugin == "pytest-asyncio"
        yield Match(
            lines=evidence(members),
            claims=tuple(line for member in members for line in member.lines),
            count=len(members),
            data={"option": "async tests" if is_async else f"the plugin {plugin}", "plugin": plugin},
        )


def _refused(refusal: Refusal) -> Match:
    from regreen.project.pytest_plugins import plugin_of

    if refusal.kind == "missing-plugin":
        data = {"option": "its required plugins", "plugin": refusal.subject}
        return Match(lines=refusal.lines, data=data)
    option = refusal.subject.partition("=")[0]
    plugin = next(iter(plugin_of(option)), "")
    title = "" if plugin else f"pytest does not know the option {option}"
    return Match(lines=refusal.lines, data={"option": option, "plugin": plugin}, title=title)


def absent(job_runs: tuple[JobRun, ...], lacking: Lacking) -> Matches:
    """Options and settings of plugins that a job's environment does not have; one match for each plugin."""
    from regreen.project.jobs.plugins import missing_plugins

    groups: dict[str, list[MissingPlugin]] = {}
    for item in missing_plugins(job_runs, lacking):
        groups.setdefault(item.plugin, []).append(item)
    for plugin, members in groups.items():
        members.sort(key=lambda item: not item.certain)
        first = members[0]
        yield Match(
            places=unique(place for item in members for place in _places(item)),
            data={"option": first.option, "plugin": plugin},
            severity=Severity.ERROR if first.certain else Severity.WARNING,
            count=len({named(item.run) for item in members}),
            title=f"pytest does not know {first.option} in {named(first.run)}: {plugin} is not installed there",
        )


def _places(item: MissingPlugin) -> Iterator[FileEvidence]:
    yield item.place
    yield item.call.place
    install = next(fills(item.run, item.environment), None)
    if install is not None:
        yield install.place


def declared(match: Match, job_runs: tuple[JobRun, ...], lacking: Lacking, tree: Tree) -> list[Edit]:
    """The plugin in the list that the job installs from."""
    from regreen.project.jobs.plugins import missing_plugins

    found: dict[Edit, None] = {}
    for item in missing_plugins(job_runs, lacking) if not match.lines else ():
        if item.plugin == match.data["plugin"]:
            found.update(dict.fromkeys(declare(item.plugin, item.run, item.environment, tree, tests=True)))
    return list(found)


RULE = Rule(
    id="pytest-plugin-missing",
    category=Category.MISSING_TOOL,
    title="pytest does not know {option}: {plugin} is not installed",
    log=unknown,
    find=absent,
    key=("option", "plugin"),
    explains=(
        "test-collection-error",
        "conftest-import-error",
        "test-failed",
        "no-tests-collected",
        "coverage-below-*",
        "module-not-installed",
        "marker-not-registered",
    ),
    fixers=(
        Fixer("Install {plugin} with the tests' requirements", Safety.UNSAFE, declared),
        Fixer(
            "Install {plugin} with the tests' requirements", Safety.ADVICE, commands=("pip install {plugin}",)
        ),
    ),
)
