"""Tests read files that git holds as pointers of Git LFS, and the checkout does not fetch them.

## Why
`actions/checkout` leaves the pointers (a text of three lines) where the files should be, unless it is told `lfs: true`.
Images do not open, models do not load, archives are no archives.

## Fix
`lfs: true` on the checkout of the jobs that read such files, or `git lfs pull` behind it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from regreen.model.errors import PatchError
from regreen.rule import Category, Edit, FileEvidence, Fixer, Match, Matches, Rule, Safety, Severity

if TYPE_CHECKING:
    from regreen.project.jobs.lacking import Lacking
    from regreen.project.jobs.model import JobRun
    from regreen.project.tree import Tree
    from regreen.workflow.definitions import Job, Step, Workflow

_POINTER = b"version https://git-lfs.github.com/spec/v1"


def pointers(job_runs: tuple[JobRun, ...], lacking: Lacking, tree: Tree) -> Matches:
    """One match for each job that runs tests whose files name a pointer."""
    rules = tree.text(".gitattributes") or ""
    if "filter=lfs" not in rules:
        return
    endings = tuple(
        line.split()[0].lstrip("*") for line in rules.splitlines() if "filter=lfs" in line and line[:1] == "*"
    )
    held = [
        path
        for path in tree.paths
        if endings and path.endswith(endings) and (tree.read(path) or b"").startswith(_POINTER)
    ]
    names = {path.rpartition("/")[2]: path for path in held[:2000]}
    seen: set[tuple[str, str]] = set()
    for run in job_runs if names else ():
        key = (run.workflow.path, run.job.id)
        step = next(_checkouts(run.job), None)
        if key in seen or step is None or any("lfs" in (item.run or "") for item in run.job.steps):
            continue
        place = _reader(run, lacking, tree, names)
        if place is not None:
            from regreen.project.place import at

            seen.add(key)
            yield Match(
                places=(
                    at(run.workflow.source, step.span.start),
                    place,
                    FileEvidence(".gitattributes", 1, 1, rules.split("\n")[0]),
                ),
                data={"path": run.workflow.path, "job": run.job.id, "step": str(step.index)},
                severity=Severity.WARNING,
            )


def _checkouts(job: Job) -> Iterator[Step]:
    for step in job.steps:
        if step.uses.lower().startswith("actions/checkout@") and step.with_.get("lfs", "false") != "true":
            yield step


def _reader(run: JobRun, lacking: Lacking, tree: Tree, names: dict[str, str]) -> FileEvidence | None:
    """The first line of a test that names a file which is a pointer."""
    for call in () if run.foreign else run.calls:
        found = lacking.collected(call)
        for path in found.modules if found is not None else ():
            text = tree.text(path) or ""
            for name in names:
                index = text.find(name)
                if index >= 0:
                    line = text.count("\n", 0, index) + 1
                    return FileEvidence(path, line, 1, text.split("\n")[line - 1].strip())
    return None


def fetched(match: Match, workflows: tuple[Workflow, ...]) -> list[Edit]:
    """`lfs: true` on the checkout."""
    from regreen.patch.yaml import insert_key

    for workflow in workflows:
        job = workflow.job(match.data["job"]) if workflow.path == match.data["path"] else None
        if job is None:
            continue
        index = int(match.data["step"])
        path = ("jobs", job.id_node.text, "steps", index)
        try:
            if job.steps[index].at("with") is None:
                return insert_key(workflow.source, path, "with", {"lfs": True})
            return insert_key(workflow.source, (*path, "with"), "lfs", True)
        except PatchError:
            return []
    return []


RULE = Rule(
    id="large-files-not-fetched",
    category=Category.MISSING_FILE,
    title="The checkout of the job {job} leaves pointers of Git LFS where its tests read files",
    find=pointers,
    fixers=(Fixer("Fetch the files with the checkout", Safety.UNSAFE, fetched),),
)
