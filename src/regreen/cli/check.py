"""`regreen check`."""

from __future__ import annotations

import argparse

from regreen.app.check import check, tree_of
from regreen.cli.accept import shown
from regreen.cli.codes import CLEAN, FINDINGS
from regreen.cli.output import emit, progress, rendered_checkup
from regreen.cli.probe_options import day_of, end_of


def run(options: argparse.Namespace) -> int:
    """Check what the options name; 1 when something will fail."""
    with progress(options) as say:
        say("reading")
        tree = tree_of(options.path or ([options.repo] if options.repo else []), options.rev)
        say("checking")
        day = day_of(options.as_of, "--as-of")
        probes = None
        if options.deep:
            from regreen.probe.probes import Probes

            green = end_of(day_of(options.green_since, "--green-since"))
            probes = Probes(green=green, offline=options.offline, say=say)
        answer = shown(options, check(tree, as_of=day, probes=probes), tree)
    emit(options, rendered_checkup(options, answer))
    return FINDINGS if answer.errors else CLEAN
