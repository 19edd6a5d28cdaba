"""An asyncio engine of the tests is never disposed of.

## Why
The connections of an engine belong to the event loop that opened them, and their driver may keep a thread. An engine
that nobody disposes of keeps the process alive after the last test (aiosqlite from 0.22 on with SQLAlchemy before 2.1:
all tests pass and the job hangs), or its connections turn up in the loop of another test.

## Fix
Make the engine in a fixture and call `await engine.dispose()` behind the `yield`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from regreen.rule import Category, FileEvidence, Fixer, Match, Matches, Rule, Safety, Severity
from regreen.rules._jobs import unique

if TYPE_CHECKING:
    from regreen.project.jobs.lacking import Lacking
    from regreen.project.jobs.model import JobRun
    from regreen.project.tree import Tree

_DISPOSES = re.compile(r"\.dispose\(|dispose_engine|close_db|engine\.sync_engine\.dispose|NullPool")


def undisposed(job_runs: tuple[JobRun, ...], lacking: Lacking, tree: Tree) -> Matches:
    """One match for all files of tests and fixtures that make an engine and dispose of none."""
    from regreen.project.engines import engine_calls
    from regreen.project.pytest_runs import pytest_runs

    seen: dict[str, FileEvidence] = {}
    calls: list[FileEvidence] = []
    for found in pytest_runs(job_runs, lacking):
        for path in found.collection.modules:
            source = tree.source(path)
            if source is None or path in seen or "create_async_engine" not in source.text:
                continue
            made = [call for call in engine_calls(source) if call.asynchronous]
            if made and not _DISPOSES.search(source.text):
                seen[path] = made[0].place
                calls.append(found.call.place)
    if seen:
        yield Match(
            places=unique((*seen.values(), *calls[:1])), data={"path": next(iter(seen))}, count=len(seen)
        )


RULE = Rule(
    id="engine-not-disposed",
    category=Category.HANG,
    title="{path} makes an asyncio engine and never disposes of it: the tests may pass and never end",
    find=undisposed,
    severity=Severity.WARNING,
    fixers=(Fixer("Dispose of the engine behind the yield of its fixture", Safety.ADVICE),),
)
