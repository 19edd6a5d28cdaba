"""`regreen init`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from regreen.app.init import setup
from regreen.app.worktree import Worktree
from regreen.cli.ask import confirmed
from regreen.cli.codes import CLEAN, FINDINGS
from regreen.model.errors import InputError
from regreen.patch.write import write
from regreen.report.safe import visible, visible_block


def run(options: argparse.Namespace) -> int:
    """Show what would be added, ask, write; 1 when nothing was written that would have been."""
    worktree = Worktree.open(Path(options.repo or "."))
    if worktree.repository is None:
        raise InputError(f"{worktree.root} is no git repository")
    found = setup(worktree.tree)
    sys.stdout.write(found.diff if options.diff else visible_block(found.diff))
    sys.stdout.flush()
    for note in found.notes:
        sys.stderr.write(f"note: {visible(note)}\n")
    if options.diff or not found.edits:
        return CLEAN
    if not options.yes and not confirmed("write this?"):
        sys.stderr.write("regreen: nothing was written; --yes writes without asking\n")
        return FINDINGS
    for path in write(worktree.root, found.edits):
        sys.stderr.write(f"written: {visible(path)}\n")
    return CLEAN
