"""`regreen check`."""

from __future__ import annotations

import argparse
from datetime import date

from regreen.app.check import check, tree_of
from regreen.cli.codes import CLEAN, FINDINGS
from regreen.cli.output import emit, progress, rendered_checkup
from regreen.model.errors import InputError


def run(options: argparse.Namespace) -> int:
    """Check what the options name; 1 when something will fail."""
    with progress(options) as say:
        say("reading")
        tree = tree_of(options.path or ([options.repo] if options.repo else []), options.rev)
        say("checking")
        answer = check(tree, as_of=_day(options.as_of))
    emit(options, rendered_checkup(options, answer))
    return FINDINGS if answer.errors else CLEAN


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise InputError(f"--as-of: {text!a} is no day such as 2026-01-31") from None
