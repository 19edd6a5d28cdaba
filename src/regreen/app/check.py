"""Check a repository before the push. Nothing of it is executed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from regreen.model.checkup import Checkup
from regreen.model.errors import InputError
from regreen.project.git import INDEX, open_tree
from regreen.project.tree import Tree

if TYPE_CHECKING:
    from regreen.probe.probes import Probes
    from regreen.rule import Rule

WORKFLOWS = ".github/workflows"
_EMPTY = "there is no file in what was looked at: nothing is staged, or the commit is empty"


def check(
    tree: Tree,
    *,
    rules: Sequence[Rule] | None = None,
    as_of: date | None = None,
    probes: Probes | None = None,
) -> Checkup:
    """What CI will refuse or fail on, as far as the tree alone shows it.

    `as_of` decides what is withdrawn or released already; without it the day of the commit, or the day it is.
    `probes` ask real tools, where given; what they did not answer is among the notes.
    """
    # To load these takes longer than to give an answer that is remembered.
    from regreen.engine import check as engine
    from regreen.engine.providers import facts
    from regreen.logs.signals import Signals
    from regreen.model.run import Run, RunRef
    from regreen.rules import all_rules

    rules = all_rules() if rules is None else rules
    started = as_of.isoformat() if as_of else ""
    run = Run(ref=RunRef(started=started))
    providers = probes.providers() if probes is not None else {}
    findings = engine.check(rules, facts(run, Signals(()), tree, probes=providers))
    notes = probes.notes if probes is not None else ()
    return Checkup(findings, tree.revision, notes if tree.paths else (*notes, _EMPTY))


def tree_of(paths: Sequence[str], revision: str | None = None) -> Tree:
    """The tree that the paths name: a repository (also a bare one), or workflow files alone.

    Raises `InputError` when a path is neither.
    """
    named = [Path(path) for path in paths] or [Path()]
    files = [path for path in named if path.is_file()] + [
        file
        for path in named
        if path.is_dir() and _only_workflows(path)
        for file in sorted(path.glob("*.y*ml"))
    ]
    if not files and len(named) == 1:
        return open_tree(named[0], revision or INDEX)
    if not files:
        raise InputError("name one repository, or workflow files")
    return Tree.of({f"{WORKFLOWS}/{path.name}": path.read_bytes() for path in files}, tracked=False)


def folder_of(paths: Sequence[str]) -> Path | None:
    """The folder that the paths name, which is then looked at as a repository; None where they name files."""
    named = [Path(path) for path in paths] or [Path()]
    folder = named[0] if len(named) == 1 and named[0].is_dir() else None
    return folder if folder is not None and not _only_workflows(folder) else None


def _only_workflows(folder: Path) -> bool:
    """A folder of workflow files that is no repository itself."""
    return not (folder / ".git").exists() and not (folder / "HEAD").exists() and any(folder.glob("*.y*ml"))
