"""`docker compose` is called with a file that it cannot use in a clean checkout.

## Why
An `env_file` (`.env`) stands in `.gitignore` and exists on laptops only, a build context was moved, the file that the
command names is not committed, or it is no YAML. Compose reads all of it before it does anything, also for `config`.

## Fix
Say `required: false` for env files that may be missing (Compose 2.24 and newer) or make one in a step before
(`cp .env.example .env`); correct the paths.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from regreen.model.text import Edit
from regreen.rule import Category, Fixer, Match, Matches, Rule, Safety, Severity

if TYPE_CHECKING:
    from regreen.project.tree import Tree
    from regreen.workflow.scripts import PlacedStep


def unusable(steps: tuple[PlacedStep, ...], tree: Tree) -> Matches:
    """One match for each thing that a compose file names in vain."""
    from regreen.project.compose_needs import needs
    from regreen.project.image_builds import builds

    seen: set[object] = set()
    for build in builds(steps, tree):
        for need in needs(build, tree) if build.compose else ():
            name = need.path.rpartition("/")[2]
            if (need.place, need.path) in seen or (name and name in build.earlier):
                continue
            seen.add((need.place, need.path))
            yield Match(
                places=tuple(dict.fromkeys((need.place, build.place))),
                data={"path": need.path, "file": need.place.path, "what": need.what},
                severity=Severity.ERROR if build.sure and not build.placed.step.if_ else Severity.WARNING,
                title=need.title,
            )


def optional(match: Match, tree: Tree) -> list[Edit]:
    """An env file that may be missing."""
    from regreen.project.compose_needs import env_file_spans

    source = tree.source(match.data["file"]) if match.data["what"] == "env file" else None
    if source is None:
        return []
    return [
        Edit(span, source.text[span.start : span.end], text)
        for line, span, text in env_file_spans(source)
        if line == match.places[0].line
    ]


RULE = Rule(
    id="compose-file-unusable",
    category=Category.MISSING_FILE,
    title="{file} wants {path}, which is not in the checkout",
    find=unusable,
    key=("path", "file"),
    explains=("copy-source-missing", "image-build-step-failed", "service-not-reachable"),
    fixers=(Fixer("Let the env file be absent", Safety.UNSAFE, optional),),
)
