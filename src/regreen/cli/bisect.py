"""`regreen bisect`."""

from __future__ import annotations

import argparse

from regreen.app.bisect import Search, bisect
from regreen.cli.codes import CLEAN, FINDINGS, INTERRUPTED
from regreen.cli.duration import seconds_of
from regreen.cli.live import Live
from regreen.cli.output import emit, page_of
from regreen.cli.run import wanted_of, warn
from regreen.model.bisection import Answer, Bisection


def run(options: argparse.Namespace) -> int:
    """Find the commit; 0 when it is known."""
    warn(options)
    live = Live(lines=options.verbose)
    answer = bisect(
        wanted_of(options),
        Search(
            good=options.good,
            bad=options.bad,
            expected=options.expect,
            first_parent=options.first_parent,
            repeat=options.repeat,
            seconds=seconds_of(options.budget, "--budget"),
            fresh=options.fresh,
        ),
        observer=None if options.quiet else live,
        say=(lambda text: None) if options.quiet else live.heading,
    )
    _answer(options, answer)
    if answer.answer is Answer.INTERRUPTED:
        return INTERRUPTED
    return CLEAN if answer.answer is Answer.FOUND else FINDINGS


def _answer(options: argparse.Namespace, answer: Bisection) -> None:
    if options.format == "json":
        from regreen.report.json.bisect_v1 import render

        emit(options, render(answer))
    elif options.format == "markdown":
        from regreen.report import bisect_markdown

        emit(options, bisect_markdown.render(answer))
    else:
        from regreen.report import bisect_terminal

        emit(options, page_of(options, bisect_terminal.render, answer))
