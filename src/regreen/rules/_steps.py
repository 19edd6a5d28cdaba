"""Edits that add steps to a job, or move them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from regreen.model.errors import PatchError
from regreen.model.text import Edit, Span

if TYPE_CHECKING:
    from regreen.project.jobs.model import JobRun
    from regreen.project.tree import Tree
    from regreen.workflow.definitions import Job, Workflow


def before_first(workflow: Workflow, job: Job, rows: Sequence[str]) -> list[Edit]:
    """A step in front of all others. `rows` are its lines, as they would stand without their indentation."""
    return step_before(workflow, job, 0, rows)


def step_before(workflow: Workflow, job: Job, index: int, rows: Sequence[str]) -> list[Edit]:
    """A step in front of the one at `index`; nothing where the list is laid out in a way that is not edited."""
    from regreen.patch.apply import apply
    from regreen.patch.encoding import newline
    from regreen.patch.lines import insertion
    from regreen.workflow.load import load_workflow

    text = workflow.source.text
    if not 0 <= index < len(job.steps):
        return []
    start = job.steps[index].span.start
    line_start = text.rfind("\n", 0, start) + 1
    lead = text[line_start:start]
    if lead.strip() != "-":
        return []
    leads = [lead, *(" " * len(lead) for _ in rows[1:])]
    written = "".join(f"{each}{row}{newline(text)}" for each, row in zip(leads, rows, strict=True))
    edit = insertion(workflow.source, line_start, written)
    try:
        after = load_workflow(apply(workflow.source, [edit])).job(job.id)
    except PatchError:
        return []
    return [edit] if after is not None and len(after.steps) == len(job.steps) + 1 else []


def moved_before(workflow: Workflow, job: Job, moved: int, index: int) -> list[Edit]:
    """A step moved in front of an earlier one, its text as it is; nothing where they cannot be told apart by lines."""
    from regreen.patch.apply import apply
    from regreen.patch.lines import insertion
    from regreen.workflow.load import load_workflow

    start, target = _line_start(workflow, job, moved), _line_start(workflow, job, index)
    last = moved + 1 == len(job.steps)
    following = None if last else _line_start(workflow, job, moved + 1)
    if start is None or target is None or target >= start or (following is None and not last):
        return []
    text = workflow.source.text
    end = following if following is not None else _end(text, start, job.steps[moved].span.end)
    block = text[start:end]
    edits = [insertion(workflow.source, target, block), Edit(Span(workflow.path, start, end), block, "")]
    try:
        after = load_workflow(apply(workflow.source, edits)).job(job.id)
    except PatchError:
        return []
    whole = after is not None and len(after.steps) == len(job.steps)
    return edits if whole and block.endswith("\n") else []


def _end(text: str, start: int, end: int) -> int:
    """Behind the last line of a step that has something on it."""
    kept = text[start:end].rstrip()
    return text.find("\n", start + len(kept)) + 1 or len(text)


def _line_start(workflow: Workflow, job: Job, index: int) -> int | None:
    """Where the line of a step begins, where only its dash stands before it."""
    text = workflow.source.text
    start = job.steps[index].span.start
    line_start = text.rfind("\n", 0, start) + 1
    return line_start if text[line_start:start].strip() == "-" else None


def install_step(name: str, run: JobRun, tree: Tree) -> list[Edit]:
    """A step that installs a distribution, behind those that check out and set Python up: from the requirements file
    that asks for it, where there is one. Nothing where the job sets no Python up.
    """
    prepared = [
        step.index
        for step in run.job.steps
        if step.uses.startswith(("actions/checkout@", "actions/setup-python@")) and not step.if_
    ]
    python = any(step.uses.startswith("actions/setup-python@") for step in run.job.steps)
    if not python or not prepared:
        return []
    file = _asking(name, tree)
    what = f"-r {file}" if file else name
    return step_before(run.workflow, run.job, max(prepared) + 1, [f"run: python -m pip install {what}"])


def _asking(name: str, tree: Tree) -> str:
    """The requirements file closest to the root that asks for a distribution; empty where none does."""
    from regreen.patch.requirements import find
    from regreen.project.requirements import is_requirements_file

    paths = sorted(
        filter(is_requirements_file, tree.paths), key=lambda path: (path.count("/"), len(path), path)
    )
    sources = (tree.source(path) for path in paths)
    return next((source.path for source in sources if source is not None and find(source, name)), "")
