"""A job wants an artifact that no job of the run uploaded.

## Why
The job that uploads it failed or was skipped, uses another name, or another generation of the action.

## Fix
Compare the names of upload and download. Make the job depend on the one that uploads (`needs:`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from regreen.rule import Category, Edit, Fixer, Match, Matches, Rule, Safety, Said, Severity
from regreen.rules._artifacts import Transfer, downloads, only_known_uploads, uploads
from regreen.rules._needs import awaited

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
            data |= {"waits": job.id, "for": first.id if first else ""}
            title = f"The job {job.id} does not wait for {first.id if first else '?'}, which uploads {download.name}"
            places = (place, *(upload.use.place for upload in same))
            yield Match((), places, data, title=title, severity=Severity.WARNING)


def waiting(match: Match, workflows: tuple[Workflow, ...]) -> Iterable[Edit]:
    """The job that uploads among those that the other one needs."""
    for workflow in workflows if match.data.get("for") else ():
        job = workflow.job(match.data["waits"]) if workflow.path == match.places[0].path else None
        if job is not None:
            return awaited(workflow, job, match.data["for"])
    return []


def renamed(match: Match, workflows: tuple[Workflow, ...], steps: tuple[PlacedStep, ...]) -> Iterator[Edit]:
    """The name of the one artifact that the workflow uploads, where it is much like the one that is asked for."""
    from regreen.project.place import at
    from regreen.workflow.near import nearest
    from regreen.workflow.nodes import Scalar

    for download in downloads(steps) if match.places and "for" not in match.data else ():
        node = download.use.placed.step.at("with", "name")
        source = download.use.source
        if not isinstance(node, Scalar) or at(source, node.span.start) != match.places[0]:
            continue
        file = download.use.placed.file
        names = {item.name for item in uploads(steps) if item.use.placed.file is file and item.constant}
        near = nearest(node.text, sorted(names))
        text = source.text[node.span.start : node.span.end]
        if near and node.text in text:
            yield Edit(node.span, text, text.replace(node.text, near))


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
    fixers=(
        Fixer("Let {waits} wait for {for}", Safety.UNSAFE, waiting),
        Fixer("Write the name that is uploaded", Safety.UNSAFE, renamed),
    ),
)
