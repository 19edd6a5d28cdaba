"""`regreen history`."""

from __future__ import annotations

import argparse
from pathlib import Path

from regreen.app.compare import compare
from regreen.app.record import Memory, memory_of
from regreen.app.side import of_execution
from regreen.cli.codes import CLEAN, FINDINGS
from regreen.cli.output import emit, page_of
from regreen.cli.run_compare import show_comparison, side_of_target
from regreen.model.comparison import Side
from regreen.model.errors import InputError
from regreen.model.record import Record, Wish
from regreen.model.run import Outcome
from regreen.model.test import TestOutcome, TestResult


def run(options: argparse.Namespace) -> int:
    """Do what is asked for with the history of the repository at hand."""
    memory = memory_of(Path(options.repo))
    action = options.action or "list"
    return _ACTIONS[action](options, memory)


def _list(options: argparse.Namespace, memory: Memory) -> int:
    wish = Wish(
        project="" if options.all else memory.project,
        branch=options.branch,
        job=options.job,
        rule=options.rule,
        fingerprint=options.fingerprint,
        commit=options.commit,
        outcome=_outcome(options.outcome),
        before=options.before,
        limit=max(options.limit, 0),
    )
    entries = memory.history.runs(wish)
    if options.format == "json":
        from regreen.report.json.history_v1 import render_list

        emit(options, render_list(entries))
    else:
        from regreen.report import history_terminal

        emit(options, page_of(options, history_terminal.render_list, entries))
    return CLEAN


def _show(options: argparse.Namespace, memory: Memory) -> int:
    record = memory.history.run(options.id)
    tests = list(_telling(memory, record))
    if options.format == "json":
        from regreen.report.json.history_v1 import render_show

        emit(options, render_show(record, tests))
    else:
        from regreen.report import history_terminal

        emit(options, page_of(options, history_terminal.render_show, (record, tests)))
    return CLEAN


def _telling(memory: Memory, record: Record) -> list[tuple[str, TestResult]]:
    """The tests that failed, or that needed several attempts."""
    return [
        (job.name, result)
        for job in record.execution.jobs
        for result in memory.history.results(record.id, job.name)
        if result.outcome in (TestOutcome.FAILED, TestOutcome.ERROR) or result.flaky
    ]


def _log(options: argparse.Namespace, memory: Memory) -> int:
    record = memory.history.run(options.id)
    jobs = record.execution.jobs
    name = options.job or next((job.name for job in jobs if not job.good), jobs[0].name if jobs else "")
    data = memory.history.log(options.id, name)
    if not data:
        known = ", ".join(job.name for job in jobs)
        raise InputError(f"run {options.id} has no log of a job {name!a}; its jobs: {known}")
    options.format = "log"
    emit(options, data.decode("utf-8", "replace"))
    return CLEAN


def _compare(options: argparse.Namespace, memory: Memory) -> int:
    here = side_of_record(memory, options.here)
    if options.there.isdigit():
        there = side_of_record(memory, int(options.there))
    else:
        there = side_of_target(options.there, options.repo)
    answer = compare(here, there)
    show_comparison(options, answer)
    return CLEAN if answer.verdict.good else FINDINGS


def _prune(options: argparse.Namespace, memory: Memory) -> int:
    if options.keep < 0:
        raise InputError("--keep must not be negative")
    options.format = "terminal"
    gone = memory.history.prune(memory.project, options.keep)
    if not options.quiet:
        emit(
            options,
            f"{gone} {'run is' if gone == 1 else 'runs are'} gone from {memory.history.place.shown}\n",
        )
    return CLEAN


def side_of_record(memory: Memory, number: int) -> Side:
    """A run of the history with its logs."""
    from msgspec.structs import replace

    record = memory.history.run(number)
    jobs = tuple(replace(job, log=memory.history.log(number, job.name)) for job in record.execution.jobs)
    execution = replace(record.execution, jobs=jobs)
    title = f"run {number}, {record.branch or 'no branch'} {execution.commit[:12]}"
    return of_execution(title, execution, record.causes)


def _outcome(word: str | None) -> Outcome | None:
    return Outcome.FAILURE if word == "failed" else Outcome(word) if word else None


_ACTIONS = {"list": _list, "show": _show, "log": _log, "compare": _compare, "prune": _prune}
