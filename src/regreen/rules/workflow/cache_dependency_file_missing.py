"""A setup action is to cache dependencies (or to read a version file) and finds no such file.

## Why
`cache: pip` looks for `requirements.txt` or `pyproject.toml`, `cache: npm` for a lock file, both at the root of the checkout. The file is elsewhere, has another name, or the checkout comes later.

## Fix
Name it with `cache-dependency-path:`, put the checkout first, or drop `cache:`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from regreen.model.errors import PatchError
from regreen.project.paths.kind import Kind
from regreen.rule import Category, Edit, Fixer, Match, Rule, Safety
from regreen.rules._paths import absent, by_case, moved
from regreen.rules._refused import refused

if TYPE_CHECKING:
    from regreen.project.paths.path import MissingPath
    from regreen.workflow.scripts import PlacedStep


def named(
    match: Match, missing_paths: tuple[MissingPath, ...], steps: tuple[PlacedStep, ...]
) -> Iterable[Edit]:
    """The path of the only file of the name that the action looks for at the root."""
    from regreen.patch.yaml import insert_key
    from regreen.project.place import at

    wanted = [item for item in missing_paths if item.place in match.places and item.span is None]
    for item in wanted if match.data.get("near") else ():
        for placed in steps:
            node = placed.step.at("with", "cache")
            if node is None or at(placed.source, node.span.start) != item.place:
                continue
            try:
                yield from insert_key(
                    placed.source,
                    (*placed.path, "with"),
                    "cache-dependency-path",
                    match.data["near"],
                    after="cache",
                )
            except PatchError:
                return


def uncached(match: Match, steps: tuple[PlacedStep, ...]) -> Iterable[Edit]:
    """The step without its cache, where no file could be meant."""
    from regreen.patch.yaml import delete
    from regreen.project.place import at

    for placed in steps if match.data.get("kind") == Kind.CACHE.value and "near" not in match.data else ():
        node, path = placed.step.at("with", "cache"), placed.step.at("with", "cache-dependency-path")
        places = [at(placed.source, each.span.start) for each in (node, path) if each is not None]
        if node is None or not set(places) & set(match.places):
            continue
        gone = [
            name for name in ("cache", "cache-dependency-path") if placed.step.at("with", name) is not None
        ]
        alone = len(placed.step.with_) == len(gone)
        paths = [(*placed.path, "with")] if alone else [(*placed.path, "with", name) for name in gone]
        try:
            yield from [edit for each in paths for edit in delete(placed.source, each)]
        except PatchError:
            return


RULE = Rule(
    id="cache-dependency-file-missing",
    category=Category.MISSING_FILE,
    title="The setup action finds no file to compute the cache key from: {subject}",
    log=refused("cache-dependency-file-missing", "setup-version-file-missing"),
    find=absent(Kind.CACHE, Kind.VERSION, key="subject"),
    key=("subject",),
    explains=("step-error", "script-missing"),
    fixers=(
        Fixer("Write the path as git has it", Safety.SAFE, by_case),
        Fixer("Write the path of the file that has this name", Safety.UNSAFE, moved),
        Fixer("Name the file that there is with `cache-dependency-path:`", Safety.UNSAFE, named),
        Fixer("Do without the cache until the file is committed", Safety.UNSAFE, uncached),
        Fixer("Set `cache-dependency-path:` to the file, or drop `cache:`", Safety.ADVICE),
    ),
)
