"""Two jobs of the run upload an artifact of the same name.

## Why
Since version 4 an artifact cannot be added to. The legs of a matrix that use one name collide: the first one
uploads, all others fail with 409.

## Fix
Put what differs into the name, for example `-${{ strategy.job-index }}`, and download with `pattern:` and
`merge-multiple: true`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from regreen.rule import Category, Edit, Fixer, Match, Matches, Rule, Safety, Said, Severity
from regreen.rules._artifacts import Transfer, colliding, only_on_failure, told_apart, uploads

if TYPE_CHECKING:
    from regreen.workflow.scripts import PlacedStep


def taken(steps: tuple[PlacedStep, ...]) -> Matches:
    """One match for each step that uploads under one name from several legs."""
    for upload in uploads(steps):
        if upload.new and colliding(upload):
            yield _match(upload)


def _match(upload: Transfer) -> Match:
    from regreen.project.place import at

    placed, job = upload.use.placed, upload.job
    node = placed.step.at("with", "name")
    places = [at(placed.source, node.span.start)] if node else []
    matrix = job.strategy.key("matrix") if job and job.strategy else None
    places += [upload.use.place] + ([at(placed.source, matrix.span.start)] if matrix else [])
    return Match(
        places=tuple(places),
        data={"name": upload.name, "path": placed.file.path, "job": job.id if job else ""},
        severity=Severity.WARNING if only_on_failure(upload) else Severity.ERROR,
        title=f"Every leg of the matrix uploads an artifact named {upload.name}: the second one fails",
    )


def renamed(match: Match, steps: tuple[PlacedStep, ...]) -> Iterable[Edit]:
    """A name for each leg."""
    for upload in uploads(steps):
        if upload.use.place in match.places:
            yield from told_apart(upload, steps)


RULE = Rule(
    id="artifact-name-taken",
    category=Category.WORKFLOW_CONFIG,
    title="Two jobs upload an artifact of the same name",
    log=(
        Said(
            r"Conflict: an artifact with this name already exists on the workflow run",
            "artifact with this name already exists",
        ),
        Said(r"Failed to CreateArtifact: Received non-retryable error: .*409", "Failed to CreateArtifact"),
    ),
    find=taken,
    fixers=(Fixer("Give each leg a name of its own, and download them all", Safety.UNSAFE, renamed),),
)
