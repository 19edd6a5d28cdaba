"""A Dockerfile copies a file that the build context does not have, or is itself not where it is looked for.

## Why
The context is another folder than the path was written for, the file is not committed (built or ignored files
exist on laptops only), or `.dockerignore` leaves it out.

## Fix
Correct the path or the context, commit the file or build it in a step before, or take it out of
`.dockerignore`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from regreen.rule import Category, FileEvidence, Fixer, Match, Matches, Rule, Safety, Severity
from regreen.rules._refused import refused

if TYPE_CHECKING:
    from regreen.project.dockerfile import Context, Copied
    from regreen.project.image_builds import Build
    from regreen.project.tree import Tree
    from regreen.workflow.scripts import PlacedStep

_MADE = frozenset(
    {
        ".git",
        "dist",
        "build",
        "target",
        "out",
        "node_modules",
        ".next",
        "bin",
        "wheels",
        "wheelhouse",
        "public",
    }
)


def not_there(steps: tuple[PlacedStep, ...], tree: Tree) -> Matches:
    """Dockerfiles, and what they copy, that an image build of a job looks for in vain."""
    from regreen.project.dockerfile import Context, copied
    from regreen.project.image_builds import builds

    seen: set[object] = set()
    for build in builds(steps, tree):
        source = tree.source(build.dockerfile) if build.dockerfile else None
        if build.compose or (build.context and not tree.is_dir(build.context)):
            continue
        if source is None:
            if not _is_made(build, build.dockerfile) and not tree.exists(build.dockerfile):
                yield _match(
                    build, build.dockerfile, (build.place,), f"The image build wants {build.dockerfile}"
                )
            continue
        context = Context(tree, build.context, build.dockerfile)
        for item in copied(source):
            if set(item.path) & set("*?["):
                continue  # BuildKit takes a pattern that nothing answers
            if (item, build.context) not in seen and not _is_made(build, item.path):
                seen.add((item, build.context))
                yield from _lacking(build, item, context, tree)


def _lacking(build: Build, item: Copied, context: Context, tree: Tree) -> Iterator[Match]:
    why = context.lacks(item.path) if item.path else ""
    if not why:
        return
    places = [item.place, build.place]
    title = (
        f"{item.place.path} copies {item.path}, which is not in the build's context ({build.context or '.'})"
    )
    ignore = tree.source(context.ignore) if context.ignore else None
    if why == "ignored" and ignore is not None:
        line = context.hidden(item.path) or 1
        places.insert(1, FileEvidence(ignore.path, line, 1, ignore.line(line).strip()))
        title = f"{item.place.path} copies {item.path}, which {ignore.path} keeps out of the build"
    yield _match(build, item.path, tuple(places), title)


def _match(build: Build, path: str, places: tuple[FileEvidence, ...], title: str) -> Match:
    return Match(
        places=places,
        data={"subject": path},
        severity=Severity.ERROR if build.sure and not build.placed.step.if_ else Severity.WARNING,
        title=title if "copies" in title else f"{title}, which is not in the checkout",
    )


def _is_made(build: Build, path: str) -> bool:
    """Whether an earlier step may make a path, or is known to."""
    parts = [part for part in path.split("/") if part]
    if any(part in _MADE for part in parts):
        return True
    name = parts[-1].strip("*") if parts else ""
    return bool(name) and name in build.earlier


RULE = Rule(
    id="copy-source-missing",
    category=Category.MISSING_FILE,
    title="The image build wants {subject}, which is not in its context",
    log=refused("copy-source-missing"),
    find=not_there,
    key=("subject",),
    explains=("step-error", "image-build-step-failed", "image-not-found"),
    fixers=(
        Fixer(
            "See whether the file is committed and not ignored",
            Safety.ADVICE,
            commands=("git ls-files --error-unmatch {subject}",),
        ),
    ),
)
