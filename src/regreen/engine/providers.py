"""The facts that rules may ask for by name.

Given for every diagnosis: `run` (Run), `signals` (Signals), `tree` (Tree: the repository at the commit; empty
when there is none), `workflow` (Source: the run's workflow file as of its commit; None where nobody gave it).
Everything else is computed from these when a rule first asks for it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from regreen.engine.facts import Facts
from regreen.logs.gates import Gates, gates_of
from regreen.logs.signals import Signals, Tail
from regreen.logs.statements import statements
from regreen.model.run import Run
from regreen.model.text import Source
from regreen.project.tree import Tree

if TYPE_CHECKING:
    from regreen.project.unresolved import Unresolved
    from regreen.workflow.definitions import Workflow

WORKFLOWS = ".github/workflows"


def tails(signals: Signals) -> tuple[Tail, ...]:
    """The last lines of steps that failed, or whose end nobody tells."""
    return signals.tails


def gates(signals: Signals) -> Gates:
    """The checkers that said no, each with its messages and verdicts."""
    return gates_of(signals)


def unresolved(tree: Tree) -> tuple[Unresolved, ...]:
    """First-party imports that no tracked file answers."""
    from regreen.project.unresolved import Resolver

    return Resolver(tree).unresolved() if tree.paths else ()


def workflows(tree: Tree, workflow: Source | None) -> tuple[Workflow, ...]:
    """The workflow files, in the order of their paths; the run's own as of the run's commit."""
    from regreen.workflow.load import load_workflow

    paths = [
        path for path in tree.under(WORKFLOWS) if path.endswith((".yml", ".yaml")) and path.count("/") == 2
    ]
    found = {path: source for path in paths if (source := tree.source(path))}
    if workflow is not None:
        found[workflow.path] = workflow
    return tuple(load_workflow(found[path]) for path in sorted(found))


PROVIDERS: Mapping[str, Callable[..., object]] = {
    "gates": gates,
    "tails": tails,
    "unresolved": unresolved,
    "statements": statements,
    "workflows": workflows,
}


def facts(run: Run, signals: Signals, tree: Tree | None = None, workflow: Source | None = None) -> Facts:
    """The facts of one diagnosis."""
    tree = tree if tree is not None else Tree.of({}, tracked=False)
    return Facts({"run": run, "signals": signals, "tree": tree, "workflow": workflow}, PROVIDERS)
