"""An asyncio engine of the tests is never disposed of.

## Why
The connections of an engine belong to the event loop that opened them, and their driver may keep a thread. An engine
that nobody disposes of keeps the process alive after the last test (aiosqlite from 0.22 on with SQLAlchemy before 2.1:
all tests pass and the job hangs), or its connections turn up in the loop of another test.

## Fix
Make the engine in a fixture and call `await engine.dispose()` behind the `yield`.
"""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from regreen.rule import Category, Edit, FileEvidence, Fixer, Match, Matches, Rule, Safety, Severity
from regreen.rules._jobs import unique

if TYPE_CHECKING:
    from regreen.model.text import Source
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


def disposed(match: Match, tree: Tree) -> list[Edit]:
    """The engines of fixtures disposed of at their end; nothing where one of them is made elsewhere."""
    found = [_disposed(tree.source(place.path), place.line) for place in match.places[: match.count]]
    return [edit for edits in found for edit in edits] if all(found) else []


def _disposed(source: Source | None, line: int) -> list[Edit]:
    from regreen.model.errors import PatchError
    from regreen.patch.python import append_statement

    name = _of_fixture(source, line) if source is not None else ""
    try:
        return append_statement(source, line, f"await {name}.dispose()") if source and name else []
    except PatchError:
        return []


def _of_fixture(source: Source, line: int) -> str:
    """The variable that holds the engine made on a line, where that is in an asynchronous fixture that yields."""
    from regreen.project.python import parse

    tree = parse(source)
    for node in ast.walk(tree) if tree is not None else ():
        if not isinstance(node, ast.AsyncFunctionDef) or not node.lineno <= line <= (node.end_lineno or 0):
            continue
        yields = any(isinstance(inner, ast.Yield) for inner in ast.walk(node))
        for statement in node.body if yields else ():
            target = statement.targets[0] if isinstance(statement, ast.Assign) else None
            if isinstance(target, ast.Name) and statement.lineno <= line <= (statement.end_lineno or 0):
                return target.id
    return ""


RULE = Rule(
    id="engine-not-disposed",
    category=Category.HANG,
    title="{path} makes an asyncio engine and never disposes of it: the tests may pass and never end",
    find=undisposed,
    severity=Severity.WARNING,
    fixers=(
        Fixer("Dispose of the engine at the end of its fixture", Safety.UNSAFE, disposed),
        Fixer("Dispose of the engine behind the yield of its fixture", Safety.ADVICE),
    ),
)
