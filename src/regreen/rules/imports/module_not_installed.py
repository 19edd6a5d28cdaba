"""Python imports a module that the job's environment does not have.

## Why
The package is not among what the job installs: it was installed by hand on the developer's machine, belongs to
an extra or group that the job leaves out, or its distribution has another name than its module. A module of the
project itself is missing when the project is not installed, its folder is not on the path, or the file is not in git.

## Fix
Declare the distribution where the job installs from. A test helper belongs into the test group or extra. For a
module of the project: install the project (`pip install -e .`), or set `pythonpath` in pytest's configuration, and
see with `git ls-files` that the file was committed.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from msgspec import Struct

from regreen.logs.statements import Statements
from regreen.rule import (
    Category,
    Edit,
    FileEvidence,
    Fixer,
    Line,
    Match,
    Matches,
    Pattern,
    Refusal,
    Rule,
    Safety,
    Severity,
    Signals,
)
from regreen.rules._jobs import declare, declared_at, fills, named, unique
from regreen.rules._left_out import ask_for

if TYPE_CHECKING:
    from regreen.project.jobs.homes import Home
    from regreen.project.jobs.lacking import Lacking, MissingModule
    from regreen.project.jobs.model import Environment, JobRun
    from regreen.project.jobs.projects import Projects
    from regreen.project.tree import Tree

_MODULE = Pattern(r"No module named '?(?P<module>[\w.]+)'?(?P<shadow>; '[\w.]+' is not a package)?")
_IN_PACKAGE = "{parent} is there, but has no module {module}"
_SHADOWED = "{module} cannot be imported: a file hides the package {parent}"


class _Missing(Struct, frozen=True):
    place: tuple[int, int]
    module: str
    shadowed: bool
    lines: tuple[Line, ...]


def missing(statements: Statements, signals: Signals) -> Matches:
    """One match for each module and step."""
    groups: dict[tuple[tuple[int, int], str], list[_Missing]] = {}
    for one in (*_imports(statements), *_commands(signals)):
        groups.setdefault((one.place, one.module), []).append(one)
    for (_, module), members in groups.items():
        first = members[0]
        shown = dict.fromkeys((*first.lines[:3], *(one.lines[0] for one in members[1:])))
        yield Match(
            lines=tuple(shown)[:5],
            claims=tuple(line for one in members for line in one.lines),
            count=len(members),
            data={"module": module},
            title=_title(first),
        )


def _title(missing: _Missing) -> str:
    parent = missing.module.rpartition(".")[0]
    if not parent:
        return ""
    title = _SHADOWED if missing.shadowed else _IN_PACKAGE
    return title.format(module=missing.module, parent=parent)


def _imports(statements: Statements) -> Iterator[_Missing]:
    for statement in statements.all:
        signal = statement.signal
        if signal.error in ("ModuleNotFoundError", "ImportError", "ImproperlyConfigured", ""):
            found = _MODULE.search(statement.text)
            if found:
                yield _Missing(statement.place.key, found["module"], bool(found["shadow"]), statement.lines)


def _commands(signals: Signals) -> Iterator[_Missing]:
    for refusal in signals.of(Refusal):
        if refusal.kind == "no-module" and refusal.tool == "python":
            yield _Missing(signals.place(refusal.line).key, refusal.subject, False, refusal.lines)


def absent(job_runs: tuple[JobRun, ...], lacking: Lacking, projects: Projects) -> Matches:
    """Modules that a job surely imports and that nothing of what it installs brings; one match for each module."""
    groups: dict[str, list[MissingModule]] = {}
    for item in lacking.missing_modules(job_runs):
        groups.setdefault(item.module, []).append(item)
    for module, members in groups.items():
        members.sort(key=lambda item: not item.certain)
        first = members[0]
        jobs = list(dict.fromkeys(named(item.run) for item in members))
        others = f" and in {len(jobs) - 1} more jobs" if len(jobs) > 1 else ""
        home = _home(first, projects)
        left_out = f"; {home.said} has it and is left out" if home is not None else ""
        yield Match(
            places=unique(place for item in members for place in _places(item, projects)),
            data={"module": module, "distribution": first.distribution},
            severity=Severity.ERROR if first.certain else Severity.WARNING,
            count=len(jobs),
            title=f"Nothing that is installed in {jobs[0]}{others} provides the module {module}{left_out}",
        )


def _home(item: MissingModule, projects: Projects) -> Home | None:
    """The group, extra or file that has the distribution and is left out."""
    from regreen.project.jobs.homes import home_of

    installs = tuple(fills(item.run, item.environment))
    return home_of([item.distribution], item.call.directory, installs, projects)


def _places(item: MissingModule, projects: Projects) -> Iterator[FileEvidence]:
    """Where it would be declared, the import, the last command that installs, and the call that gets there; where a
    list has it that is left out, the commands first.
    """
    from regreen.project.place import on_line

    statement, tree = item.found.statement, projects.tree
    home = _home(item, projects)
    if home is not None:
        yield from (install.place for install in fills(item.run, item.environment))
        yield home.place
    yield from declared_at(
        item.distribution, item.run, item.environment, tree, tests="test" in statement.path
    )
    source = tree.source(statement.path)
    if source is not None:
        yield on_line(source, statement.line, statement.column)
    installs = (install.place for install in fills(item.run, item.environment))
    yield next(installs, item.call.place)
    yield item.call.place


def asked_for(match: Match, job_runs: tuple[JobRun, ...], lacking: Lacking, projects: Projects) -> list[Edit]:
    """The option that installs the list which has it, on the command that fills the environment."""
    found: dict[Edit, None] = {}
    for item in lacking.missing_modules(job_runs) if not match.lines else ():
        home = _home(item, projects) if item.module == match.data.get("module") else None
        if home is not None:
            found.update(dict.fromkeys(ask_for(fills(item.run, item.environment), home, projects.tree)))
    return list(found)


def declared(match: Match, job_runs: tuple[JobRun, ...], lacking: Lacking, projects: Projects) -> list[Edit]:
    """The distribution in the list that the job installs from, for each place where one suggests itself; nothing where
    a list has it already.
    """
    if match.lines or asked_for(match, job_runs, lacking, projects):
        return []
    return list(_declared(match, job_runs, lacking, projects.tree))


def _declared(
    match: Match, job_runs: tuple[JobRun, ...], lacking: Lacking, tree: Tree
) -> dict[Edit, MissingModule]:
    """The edits for each job that surely lacks the module."""
    found: dict[Edit, MissingModule] = {}
    for item in lacking.missing_modules(job_runs):
        if item.module == match.data.get("module"):
            tests = "test" in item.found.statement.path
            edits = declare(item.distribution, item.run, item.environment, tree, tests=tests)
            found.update(dict.fromkeys(edits, item))
    return found


def declared_for(
    match: Match, signals: Signals, job_runs: tuple[JobRun, ...], lacking: Lacking, tree: Tree
) -> list[Edit]:
    """The same where the log bears witness: in the job whose step says so as well, for a distribution that is known."""
    from regreen.project.distributions import distribution_of, providers

    module = match.data.get("module", "")
    own = tree.is_dir(module) or f"{module}.py" in tree or tree.is_dir(f"src/{module}")
    known = any(lacking.holdings.dependencies.knows(name) for name in providers(module))
    if not match.lines or "." in module or own or not known:
        return []
    names = {signals.place(line).job for line in match.lines}
    tests = any("test" in line.text for line in match.lines)
    others = _declared(match, job_runs, lacking, tree)
    found: dict[Edit, None] = dict.fromkeys(others)
    for run in job_runs:
        if not _is_one_of(run, names) or any(item.run is run for item in others.values()):
            continue
        environment = next(_filled(run), None)
        if environment is not None:
            found.update(dict.fromkeys(declare(distribution_of(module), run, environment, tree, tests=tests)))
    return list(found)


def _is_one_of(run: JobRun, names: set[str]) -> bool:
    """Whether a job of the log is this one; a leg has its values behind the name, in brackets."""
    own = {run.job.id, run.job.name or run.job.id}
    return any(name in own or name.rpartition(" (")[0] in own for name in names)


def _filled(run: JobRun) -> Iterator[Environment]:
    """The environments of the job that something is installed into, that of the last call first."""
    for call in reversed(run.calls):
        for environment in call.environments:
            if next(fills(run, environment), None) is not None:
                yield environment


RULE = Rule(
    id="module-not-installed",
    category=Category.MISSING_MODULE,
    title="Nothing that the job installs provides the module {module}",
    log=missing,
    find=absent,
    key=("module",),
    explains=("test-collection-error", "conftest-import-error", "no-tests-collected", "coverage-below-*"),
    fixers=(
        Fixer("Install the list that has {distribution}", Safety.UNSAFE, asked_for),
        Fixer("Declare {distribution} where the job installs from", Safety.UNSAFE, declared),
        Fixer("Declare what provides {module} where the job installs from", Safety.UNSAFE, declared_for),
        Fixer("See what the job installs, and declare what provides {module}", Safety.ADVICE),
    ),
)
