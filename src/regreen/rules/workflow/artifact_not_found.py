"""A job wants an artifact that no job of the run uploaded.

## Why
The job that uploads it failed or was skipped, uses another name, or another generation of the action.

## Fix
Compare the names of upload and download. Make the job depend on the one that uploads (`needs:`).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from regreen.rule import Category, Match, Matches, Rule, Said, Severity
from regreen.rules._artifacts import Transfer, downloads, only_known_uploads, uploads

if TYPE_CHECKING:
    from regreen.workflow.definitions import Workflow
    from regreen.workflow.scripts import PlacedStep


def wanting(workflows: tuple[Workflow, ...], steps: tuple[PlacedStep, ...]) -> Matches:
    """Downloads of what no step of the workflow uploads, or of what a job uploads that need not be done yet."""
    wanted = list(downloads(steps))
    known = list(uploads(steps)) if wanted else []
    for workflow in workflows:
        here = [item for item in wanted if item.use.placed.file is workflow]
        mine = [upload for upload in known if upload.use.placed.file is workflow]
        sure = bool(here) and only_known_uploads(workflow, steps)
        for download in here:
            if download.constant and not download.tolerant:
                yield from _judged(workflow, download, mine, sure)


def _judged(workflow: Workflow, download: Transfer, known: list[Transfer], sure: bool) -> Iterator[Match]:
    from regreen.project.place import at
    from regreen.workflow.needs import needs_graph

    job = download.job
    same = [upload for upload in known if upload.matches(download.name)]
    node = download.use.placed.step.at("with", "name")
    place = at(workflow.source, node.span.start) if node else download.use.place
    data = {"what": f"Artifact not found for name: {download.name}"}
    if not same and sure:
        others = tuple(upload.use.place for upload in known)
        title = f"No step of the workflow uploads the artifact {download.name}"
        conditional = bool(download.use.placed.step.if_ or (job and job.if_))
        # where nothing is uploaded at all, something that cannot be seen here may do it
        severity = Severity.WARNING if conditional or not others else None
        yield Match((), (place, *others), data, title=title, severity=severity)
    elif same and job is not None:
        before = {*needs_graph(workflow.jobs).ancestors(job.id), job.id}
        if not any(upload.job and upload.job.id in before for upload in same):
            first = same[0].job
            title = f"The job {job.id} does not wait for {first.id if first else '?'}, which uploads {download.name}"
            places = (place, *(upload.use.place for upload in same))
            yield Match((), places, data, title=title, severity=Severity.WARNING)


RULE = Rule(
    id="artifact-not-found",
    category=Category.WORKFLOW_CONFIG,
    title="The artifact that is to be downloaded is not there: {what}",
    log=(
        Said(r"(?P<what>Unable to download artifact\(s\)[^\n]{0,100})", "nable to download artifact"),
        Said(r"(?P<what>Artifact not found for name: \S+)", "rtifact not found for name"),
        Said(
            r"(?P<what>Unable to find (?:an artifact with the name: \S+|any artifacts[^\n]{0,60}))",
            "nable to find a",
        ),
    ),
    find=wanting,
    key=("what",),
    cascade=True,
)
