"""What of the findings of `check` is shown: without those that were accepted, or that are of other files."""

from __future__ import annotations

import argparse
from pathlib import Path

from msgspec.structs import replace

from regreen.app.accepted import Accept, accepted
from regreen.app.changed import changed_files, hidden_in_change
from regreen.app.known import read_known, write_known
from regreen.app.linted import linted
from regreen.config import PATH, load
from regreen.model.checkup import Checkup
from regreen.model.errors import InputError
from regreen.project.tree import Tree


def shown(options: argparse.Namespace, checkup: Checkup, tree: Tree) -> Checkup:
    """The findings that are shown. With `--write-baseline` they are written instead."""
    if options.baseline and options.write_baseline:
        raise InputError("--baseline and --write-baseline do not go together")
    checkup = linted(checkup, tree, options.tools)
    folder = Path((options.path or [options.repo or "."])[0])
    accept = Accept(
        load(tree.source(PATH)),
        read_known(Path(options.baseline)) if options.baseline else None,
        changed_files(folder, options.changed, options.rev) if options.changed is not None else None,
    )
    answer = accepted(checkup, tree, accept)
    if options.changed is not None:
        hidden = hidden_in_change(folder, options.changed, options.rev)
        notes = [f"{one.path} line {one.line}: the change {one.what}: {one.text[:80]}" for one in hidden]
        answer = replace(answer, notes=(*answer.notes, *notes))
    if not options.write_baseline:
        return answer
    number = write_known(Path(options.write_baseline), answer.findings)
    note = f"{options.write_baseline}: a baseline of {number} finding{'' if number == 1 else 's'} was written"
    return replace(answer, findings=(), notes=(*answer.notes, note))
