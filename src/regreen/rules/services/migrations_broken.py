"""The migrations of the project do not form one line, or do not match the models.

## Why
Two branches each added a migration on the same parent; a migration names a revision that is not there; or a
model changed without one.

## Fix
Merge the heads (`alembic merge heads`, `makemigrations --merge`), commit the missing file, or make the
migration that the models need.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import TYPE_CHECKING

from regreen.rule import Category, FileEvidence, Fixer, Match, Matches, Rule, Safety, Severity
from regreen.rules._saying import saying

if TYPE_CHECKING:
    from regreen.project.alembic import Scripts
    from regreen.project.jobs.lacking import Lacking
    from regreen.project.jobs.model import Call, JobRun
    from regreen.project.tree import Tree

_READING = frozenset({"upgrade", "check", "current", "stamp", "heads", "history", "downgrade", "revision"})

log = saying(
    r"(?P<what>Multiple head revisions are present)",
    r"(?P<what>Can't locate revision identified by '[^'\n]+')",
    r"(?P<what>Target database is not up to date)",
    r"(?P<what>Requested revision \w+ overlaps with other requested revisions)",
    r"(?P<what>Conflicting migrations detected)",
    r"(?P<what>NodeNotFoundError: Migration [\w.]+ dependencies reference nonexistent parent node)",
    r"(?P<what>InconsistentMigrationHistory)",
    r"(?P<what>New upgrade operations detected)",
    r"(?P<what>Revision \w+ (?:is present more than once|referenced from [^\n]{1,80} is not present))",
)


def out_of_order(job_runs: tuple[JobRun, ...], lacking: Lacking, tree: Tree) -> Matches:
    """Several heads, missing parents, a missing folder or configuration, where a job runs Alembic or the tests."""
    from regreen.project.alembic import scripts

    calls = list(_calls(job_runs))
    tested = next(((call, "") for call in _tests(job_runs, lacking)), None)
    for found in scripts(tree):
        used = next((item for item in calls if item[1] == found.config), tested)
        if used is not None:
            yield from _of_scripts(found, used[0], tree, sure=used[1] == found.config and used[0].certain)


def _calls(job_runs: tuple[JobRun, ...]) -> Iterator[tuple[Call, str]]:
    """The calls of Alembic with the configuration each of them reads."""
    from regreen.project.jobs.holdings import command_of
    from regreen.project.jobs.wanted import joined

    for run in job_runs:
        for call in () if run.foreign else run.calls:
            program, words, _ = command_of(call)
            if program != "alembic" or not _READING & set(words):
                continue
            named = [b for a, b in itertools.pairwise(words) if a in ("-c", "--config")]
            yield call, joined(call.directory, named[0] if named else "alembic.ini") or ""


def _tests(job_runs: tuple[JobRun, ...], lacking: Lacking) -> Iterator[Call]:
    for run in job_runs:
        for call in () if run.foreign else run.calls:
            if lacking.collected(call) is not None:
                yield call


def _of_scripts(found: Scripts, call: Call, tree: Tree, *, sure: bool) -> Iterator[Match]:
    from regreen.project.alembic import heads, migrations, orphans

    severity = Severity.ERROR if sure else Severity.WARNING
    if found.folder and not tree.is_dir(found.folder):
        what = f"the folder {found.folder} is not in the checkout"
        yield Match(places=(found.place, call.place), data={"what": what}, severity=severity)
        return
    known = migrations(tree, found) if found.plain else ()
    for item in orphans(known):
        what = f"{item.place.path} builds on {', '.join(item.parents)}, which is not there"
        yield Match(places=(item.parent_place, call.place), data={"what": what}, severity=severity)
    tops = heads(known)
    if len(tops) > 1 and not orphans(known) and "heads" not in call.arguments:
        places: list[FileEvidence] = [item.parent_place for item in tops[-4:][::-1]]
        yield Match(
            places=(*places, call.place),
            data={"what": f"{len(tops)} migrations have nothing after them"},
            severity=severity,
            title=f"The migrations in {found.folder} have {len(tops)} heads: {', '.join(i.revision for i in tops)}",
        )


RULE = Rule(
    id="migrations-broken",
    category=Category.OTHER,
    title="The migrations are not in order: {what}",
    log=log,
    find=out_of_order,
    explains=(
        "test-failed",
        "tests-failed-unnamed",
        "test-collection-error",
        "conftest-import-error",
        "no-tests-collected",
        "coverage-below-*",
        "table-missing",
    ),
    fixers=(
        Fixer(
            "See heads and history", Safety.ADVICE, commands=("alembic heads", "alembic history --verbose")
        ),
    ),
)
