"""`regreen run`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from regreen.app.run import Ran, Wanted
from regreen.app.run import run as run_jobs
from regreen.app.verify import diagnosed
from regreen.cli.codes import CLEAN, FINDINGS, INTERRUPTED
from regreen.cli.live import Live
from regreen.cli.output import emit, page_of, rendered
from regreen.cli.preload import preload
from regreen.cli.probe_options import day_of
from regreen.cli.run_bounds import bounds_of
from regreen.cli.secrets import read_secrets
from regreen.model.comparison import Side
from regreen.model.diagnosis import Diagnosis
from regreen.model.errors import InputError
from regreen.model.run import Outcome
from regreen.report.run_terminal import WARNING
from regreen.runner.isolation.level import Access, Level


def run(options: argparse.Namespace) -> int:
    """Run what the options name; 0 when every job that ran succeeded."""
    if options.format == "markdown" and not options.compare:
        raise InputError("--format markdown goes with --compare")
    wanted = wanted_of(options, patch=read_patch(options.patch))
    there = _other(options)
    warn(options)
    preload(recorded=options.record)
    ran = run_jobs(wanted, None if options.quiet else Live())
    diagnosis = diagnosed(ran) if not ran.good and ran.logs else None
    number = _kept(options, wanted, ran, diagnosis)
    if there is None:
        _answer(options, ran, diagnosis, number)
    else:
        from regreen.app.compare import compare
        from regreen.cli.run_compare import show_comparison, side_of_run

        show_comparison(options, compare(side_of_run(ran, diagnosis), there))
    if any(
        job.outcome is Outcome.CANCELLED and not job.reason.startswith("fail-fast")
        for job in ran.execution.jobs
    ):
        return INTERRUPTED
    return CLEAN if ran.good else FINDINGS


def warn(options: argparse.Namespace) -> None:
    """Say what is about to happen, before it does."""
    if not options.quiet:
        sys.stderr.write(f"regreen: {WARNING}\n")


def _other(options: argparse.Namespace) -> Side | None:
    """The run to compare with; whatever is wrong with it is said before anything is executed."""
    if not options.compare:
        return None
    from regreen.cli.run_compare import side_of_target

    return side_of_target(options.compare, options.repo)


def _kept(options: argparse.Namespace, wanted: Wanted, ran: Ran, diagnosis: Diagnosis | None) -> int:
    """The number of the run in the history; 0 where it is not kept, which is no reason to fail."""
    if not options.record:
        return 0
    from regreen.app.record import keep, memory_of, record_of

    memory = memory_of(wanted.repository, revision=wanted.revision)
    record = record_of(memory, ran.execution, diagnosis, patched=bool(wanted.patch))
    number, why = keep(memory, record)
    if not options.quiet:
        said = f"kept as run {number}: `regreen history show {number}`" if number else f"not kept: {why}"
        sys.stderr.write(f"regreen: {said}\n")
    return number


def _answer(options: argparse.Namespace, ran: Ran, diagnosis: Diagnosis | None, number: int) -> None:
    if options.format == "json":
        from regreen.report.json.run_v1 import render

        emit(options, render(ran.execution, diagnosis, number))
        return
    from regreen.report import run_terminal

    text = page_of(options, run_terminal.render, ran.execution)
    if diagnosis is not None and any(
        job.outcome is Outcome.FAILURE and not job.cannot_run for job in ran.execution.jobs
    ):
        text += "\n" + rendered(options, diagnosis)
    emit(options, text)


def wanted_of(options: argparse.Namespace, *, patch: str = "") -> Wanted:
    """What the options ask for. Raises `InputError`."""
    return Wanted(
        repository=Path(options.repo or "."),
        workflow=options.workflow,
        jobs=tuple(options.job),
        matrix=_pairs(options.matrix, "--matrix"),
        event=options.event,
        inputs=_pairs(options.input, "--input"),
        revision=options.rev or "HEAD",
        patch=patch,
        secrets=read_secrets(options.secret_file, options.secret),
        variables=_pairs(options.var, "--var"),
        services=_pairs(options.service, "--service"),
        actions=Path(options.actions).resolve() if options.actions else None,
        bounds=bounds_of(options),
        watch=options.watch,
        isolation=Level(options.isolation),
        access=Access(options.network),
        network=not options.offline,
        warm=options.warm,
        as_of=day_of(options.as_of, "--as-of"),
        keep=options.keep,
        needs=not options.no_needs,
    )


def read_patch(name: str | None) -> str:
    """The text of a patch; empty where none is named. Raises `InputError`."""
    if not name:
        return ""
    try:
        data = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    except OSError as error:
        raise InputError(f"{name} cannot be read: {error.strerror}") from None
    if not data.strip():
        raise InputError(f"{name} holds no patch")
    return data.decode("utf-8", "surrogateescape")


def _pairs(words: list[str], option: str) -> dict[str, str]:
    found = {}
    for word in words:
        name, equals, value = word.partition("=")
        if not equals or not name:
            raise InputError(f"{option}: {word!a} is not NAME=VALUE")
        found[name] = value
    return found
