"""An expression asks for an output that its step never sets.

## Why
`steps.ID.outputs.NAME` is an empty text where the script of the step writes no such name to `$GITHUB_OUTPUT` (or the
action has no such output). GitHub does not complain: conditions are false, versions and paths are empty, and what
fails is a later step.

## Fix
Ask for the name that is written, or write the one that is asked for: `echo "NAME=value" >> "$GITHUB_OUTPUT"`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from regreen.rule import Category, Edit, FileEvidence, Fixer, Match, Matches, Rule, Safety, Severity

if TYPE_CHECKING:
    from regreen.project.tree import Tree
    from regreen.workflow.definitions import Job, Step, Workflow
    from regreen.workflow.references import Reference

_MARK = ("GITHUB_OUTPUT", "set-output", "setOutput", "set_output")


def unset(workflows: tuple[Workflow, ...], tree: Tree) -> Matches:
    """One match for each output of each step."""
    for workflow in workflows:
        groups: dict[tuple[str, str, str], list[Reference]] = {}
        for found in _asked(workflow):
            job = found.job.id if found.job is not None else ""
            groups.setdefault((job, found.chain[1], found.chain[3]), []).append(found)
        for members in groups.values():
            yield from _judged(workflow, members, tree)


def _asked(workflow: Workflow) -> Iterator[Reference]:
    from regreen.workflow.references import references

    if "outputs" not in workflow.source.text:
        return
    for found in references(workflow):
        of_step = found.chain[0] == "steps" and len(found.chain) == 4 and found.chain[2] == "outputs"
        if of_step and found.job is not None:
            yield found


def _judged(workflow: Workflow, members: list[Reference], tree: Tree) -> Iterator[Match]:
    from regreen.project.place import at
    from regreen.workflow.near import nearest

    first = members[0]
    assert first.job is not None
    step = _step(first.job, first.chain[1])
    names = _outputs(workflow, first.job, step, tree) if step is not None else None
    if step is None or names is None or first.chain[3] in names:
        return
    near = nearest(first.written, names) or ""
    places = [at(workflow.source, found.span.start) for found in members]
    hint = (
        f"; it sets {near}" if near else f"; it sets {', '.join(sorted(names))}" if 0 < len(names) < 5 else ""
    )
    yield Match(
        places=(*dict.fromkeys(places), _declared(workflow, step)),
        data={"path": workflow.path, "step": first.chain[1], "output": first.written, "near": near},
        title=f"The step {step.id} of {first.job.id} never sets the output {first.written}{hint}",
        severity=Severity.WARNING,
        count=len(members),
    )


def _step(job: Job, step_id: str) -> Step | None:
    found = [step for step in job.steps if step.id.lower() == step_id]
    return found[0] if len(found) == 1 else None


def _outputs(workflow: Workflow, job: Job, step: Step, tree: Tree) -> frozenset[str] | None:
    from regreen.workflow.actions import UsesKind, parse_uses
    from regreen.workflow.outputs import outputs_of, outputs_of_action
    from regreen.workflow.scripts import PlacedStep

    if step.run is not None:
        return outputs_of(PlacedStep(workflow, job, step), lambda path: _mentions(path, tree))
    uses = parse_uses(step.uses)
    if uses.kind is not UsesKind.REPOSITORY:
        return None
    return outputs_of_action(f"{uses.name}/{uses.path}".rstrip("/"), step.with_.get("filters", ""))


def _mentions(path: str, tree: Tree) -> bool:
    """Whether a script that is named may write outputs: one that does, or that the repository does not have."""
    name = path.rpartition("/")[2]
    texts = [tree.text(found) for found in tree.names.get(name, ())]
    return not texts or any(text is None or any(mark in text for mark in _MARK) for text in texts)


def _declared(workflow: Workflow, step: Step) -> FileEvidence:
    from regreen.project.place import at

    key = step.key("id")
    return at(workflow.source, key.span.start if key is not None else step.span.start)


def renamed(match: Match, workflows: tuple[Workflow, ...]) -> Iterable[Edit]:
    """The name that the step does set."""
    data = match.data
    for workflow in workflows if data["near"] else ():
        for found in _asked(workflow) if workflow.path == data["path"] else ():
            if (found.chain[1], found.written) == (data["step"], data["output"]):
                old = workflow.source.text[found.span.start : found.span.end]
                if old == found.written:
                    yield Edit(found.span, old, data["near"])


RULE = Rule(
    id="output-never-set",
    category=Category.WORKFLOW_CONFIG,
    title="The step {step} never sets the output {output}",
    find=unset,
    key=("path", "step", "output"),
    severity=Severity.WARNING,
    fixers=(Fixer("Ask for {near}, which the step sets", Safety.UNSAFE, renamed),),
)
