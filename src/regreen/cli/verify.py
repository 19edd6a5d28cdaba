"""`regreen verify`."""

from __future__ import annotations

import argparse

from regreen.app.verify import verify
from regreen.cli.codes import CLEAN, FINDINGS
from regreen.cli.live import Live
from regreen.cli.output import emit, page_of
from regreen.cli.run import read_patch, wanted_of, warn


def run(options: argparse.Namespace) -> int:
    """Prove the patch that the options name; 0 when it turns the job green."""
    patch = read_patch(options.patch)
    wanted = wanted_of(options)
    warn(options)
    answer = verify(
        wanted,
        patch,
        against=options.against,
        expected=options.expect,
        repeat=options.repeat,
        observer=None if options.quiet else Live(),
    )
    if options.format == "json":
        from regreen.report.json.run_v1 import render_verification

        emit(options, render_verification(answer))
    else:
        from regreen.report import run_terminal

        emit(options, page_of(options, run_terminal.render_verification, answer))
    return CLEAN if answer.verdict.good else FINDINGS
