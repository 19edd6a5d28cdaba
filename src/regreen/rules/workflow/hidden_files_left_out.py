"""An upload leaves out the very files it is for, because their names begin with a dot.

## Why
Since version 4.4 (September 2024) `actions/upload-artifact` passes over hidden files and folders, also where `path:`
names them. `.coverage` is one; whatever combines the reports afterwards finds none.

## Fix
`include-hidden-files: true` on the upload.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator
from datetime import date
from typing import TYPE_CHECKING

from regreen.model.errors import PatchError
from regreen.rule import Category, Edit, Fixer, Match, Matches, Rule, Safety, Severity
from regreen.rules._artifacts import UPLOAD
from regreen.rules._uses import Use, uses

if TYPE_CHECKING:
    from regreen.workflow.definitions import Job
    from regreen.workflow.scripts import PlacedStep

_SINCE, _DAY = (4, 4), date(2024, 9, 2)


def hidden(steps: tuple[PlacedStep, ...], today: date) -> Matches:
    """One match for each upload."""
    from regreen.project.place import at

    for use, path in _all(steps, today):
        node = use.placed.step.at("with", "path")
        given = use.placed.step.with_
        failing = given.get("if-no-files-found") == "error" and not use.placed.step.continue_on_error
        yield Match(
            places=(at(use.source, node.span.start) if node else use.place, use.place),
            data={"path": use.source.path, "files": path},
            severity=Severity.ERROR if failing else Severity.WARNING,
        )


def _all(steps: tuple[PlacedStep, ...], today: date) -> Iterator[tuple[Use, str]]:
    for use in uses(steps, UPLOAD):
        given = use.placed.step.with_
        exact = len(use.version) > 1
        old = use.version < _SINCE if exact else use.version < _SINCE[:1] or today < _DAY
        if old or given.get("include-hidden-files", "false") != "false":
            continue
        paths = [line.strip() for line in given.get("path", "").split("\n") if line.strip()]
        named = [path for path in paths if _is_hidden(path)]
        if paths and len(named) == len(paths):
            yield use, named[0]
        elif use.placed.job is not None and (found := _reports(use.placed.job, paths)):
            yield use, found


def _is_hidden(path: str) -> bool:
    """Whether the search passes over it: where it begins, or in the pattern from there on; above, dots are fine."""
    parts = [part for part in path.split("/") if part]
    first = next((index for index, part in enumerate(parts) if set(part) & set("*?[")), len(parts))
    searched = parts[max(first - 1, 0) :]
    return any(part.startswith(".") and part.strip(".") for part in searched)


def _reports(job: Job, paths: list[str]) -> str:
    """Where `COVERAGE_FILE` names a hidden file in a folder that is all that is uploaded."""
    for step in job.steps:
        file = step.env.get("COVERAGE_FILE") or job.env.get("COVERAGE_FILE") or ""
        folder, name = posixpath.split(file)
        if name.startswith(".") and [path.rstrip("/") for path in paths] == [folder]:
            return file
    return ""


def included(match: Match, steps: tuple[PlacedStep, ...], today: date) -> Iterable[Edit]:
    """The input that lets hidden files in."""
    from regreen.patch.yaml import insert_key

    for use, _ in _all(steps, today):
        if use.place in match.places:
            try:
                return insert_key(use.source, (*use.placed.path, "with"), "include-hidden-files", True)
            except PatchError:
                return []
    return []


RULE = Rule(
    id="hidden-files-left-out",
    category=Category.WORKFLOW_CONFIG,
    title="upload-artifact leaves out {files}: hidden files take `include-hidden-files: true`",
    find=hidden,
    key=("path", "files"),
    explains=("files-to-upload-missing", "artifact-not-found"),
    fixers=(Fixer("Include hidden files", Safety.SAFE, included),),
)
