"""`regreen fix --until-green`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable

from regreen.app.limits import BUDGET, ROUNDS, Limits
from regreen.app.suspects import TIMES
from regreen.app.until_green import until_green
from regreen.cli.codes import CLEAN, FINDINGS, INTERRUPTED
from regreen.cli.duration import seconds_of
from regreen.cli.live import Live
from regreen.cli.output import emit, page_of
from regreen.cli.run import wanted_of, warn
from regreen.model.errors import InputError
from regreen.model.greening import Greening, Stop


def run(options: argparse.Namespace) -> int:
    """Mend until it is green; 0 only when it is."""
    _check(options)
    warn(options)
    live = None if options.quiet else Live()
    say = live.heading if live is not None else _silent
    answer = until_green(
        wanted_of(options),
        _limits(options, say),
        branch=options.branch,
        write=options.apply,
        observer=live,
        say=say,
    )
    _answer(options, answer)
    if answer.stop is Stop.INTERRUPTED:
        return INTERRUPTED
    return CLEAN if answer.stop is Stop.GREEN and _written(options, answer) else FINDINGS


def _written(options: argparse.Namespace, answer: Greening) -> bool:
    """Whether all is where it was wanted."""
    lacking = (options.apply and not answer.files) or (options.branch and not answer.branch)
    return not (answer.diff and lacking)


def _silent(text: str) -> None:
    """Nothing is said."""


def _check(options: argparse.Namespace) -> None:
    if options.target or options.run_id or options.pr:
        raise InputError("--until-green diagnoses runs of its own: name no log and no run with it")
    if options.commit or options.interactive:
        raise InputError("--until-green commits to a branch of its own: --branch NAME makes it yours")
    if options.apply and options.rev:
        raise InputError("--apply writes to the working tree, which is not of --rev; use --branch or --diff")
    if options.rounds is not None and options.rounds < 0:
        raise InputError("--rounds: a number from 0 up")


def _limits(options: argparse.Namespace, say: Callable[[str], None]) -> Limits:
    from regreen.cli.probe_options import day_of, end_of
    from regreen.probe.probes import Probes

    as_of = day_of(options.as_of, "--as-of")

    def probes() -> Probes | None:
        return None if options.offline else Probes(moment=end_of(as_of), say=say)

    return Limits(
        unsafe=options.unsafe,
        only=tuple(options.only),
        rounds=ROUNDS if options.rounds is None else options.rounds,
        seconds=seconds_of(options.budget, "--budget") or BUDGET,
        times=max(options.repeat or TIMES, 1),
        as_of=as_of,
        probes=probes,
    )


def _answer(options: argparse.Namespace, answer: Greening) -> None:
    if options.diff:
        from regreen.cli.patch import write_patch
        from regreen.report.green_words import headline

        write_patch(options, answer.diff)
        sys.stderr.write(f"regreen: {headline(answer)}\n")
    elif options.format == "json":
        from regreen.report.json.green_v1 import render

        emit(options, render(answer))
    elif options.format == "markdown":
        from regreen.report import green_markdown

        emit(options, green_markdown.render(answer))
    else:
        from regreen.report import green_terminal

        emit(options, page_of(options, green_terminal.render, answer))
