"""`--compare`: a run beside the one on the CI service, or beside a log."""

from __future__ import annotations

import argparse

from regreen.app.diagnose import diagnose
from regreen.app.inputs import Request, gather
from regreen.app.record import known_cause
from regreen.app.run import Ran
from regreen.app.side import of_diagnosis, of_execution
from regreen.cli.output import emit, page_of
from regreen.model.comparison import Comparison, Side
from regreen.model.diagnosis import Diagnosis


def side_of_target(target: str, repository: str, token: str = "") -> Side:
    """The run that somebody names by a log, a zip, a folder or an address. Raises `InputError`, `SourceError`."""
    inputs = gather(Request(targets=(target,), repository_folder=repository, token=token or None))
    answer = diagnose(
        inputs.logs,
        run=inputs.run,
        jobs=inputs.jobs,
        tree=inputs.tree,
        workflow=inputs.workflow,
        config=inputs.config,
    )
    return of_diagnosis(inputs.run.ref.url or target, answer, inputs.logs)


def side_of_run(ran: Ran, diagnosis: Diagnosis | None) -> Side:
    """A run that has just ended here."""
    causes = tuple(map(known_cause, diagnosis.causes)) if diagnosis else ()
    return of_execution(f"this machine, {ran.execution.commit[:12]}", ran.execution, causes)


def show_comparison(options: argparse.Namespace, answer: Comparison) -> None:
    """The comparison in the format that the options ask for."""
    if options.format == "json":
        from regreen.report.json.history_v1 import render_comparison

        emit(options, render_comparison(answer))
    elif options.format == "markdown":
        from regreen.report import compare_markdown

        emit(options, compare_markdown.render(answer))
    else:
        from regreen.report import compare_terminal

        emit(options, page_of(options, compare_terminal.render, answer))
