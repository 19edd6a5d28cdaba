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
from regreen.cli.probe_options import day_of
from regreen.cli.run_bounds import bounds_of
from regreen.model.diagnosis import Diagnosis
from regreen.model.errors import InputError
from regreen.model.run import Outcome
from regreen.report.run_terminal import WARNING


def run(options: argparse.Namespace) -> int:
    """Run what the options name; 0 when every job that ran succeeded."""
    wanted = wanted_of(options, patch=read_patch(options.patch))
    warn(options)
    ran = run_jobs(wanted, None if options.quiet else Live())
    diagnosis = diagnosed(ran) if not ran.good and ran.logs else None
    _answer(options, ran, diagnosis)
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


def _answer(options: argparse.Namespace, ran: Ran, diagnosis: Diagnosis | None) -> None:
    if options.format == "json":
        from regreen.report.json.run_v1 import render

        emit(options, render(ran.execution, diagnosis))
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
    secrets = {**_file(options.env_file), **_pairs(options.secret, "--secret")}
    return Wanted(
        repository=Path(options.repo or "."),
        workflow=options.workflow,
        jobs=tuple(options.job),
        matrix=_pairs(options.matrix, "--matrix"),
        event=options.event,
        inputs=_pairs(options.input, "--input"),
        revision=options.rev or "HEAD",
        patch=patch,
        secrets=secrets,
        variables=_pairs(options.var, "--var"),
        services=_pairs(options.service, "--service"),
        actions=Path(options.actions).resolve() if options.actions else None,
        bounds=bounds_of(options),
        watch=options.watch,
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


def _file(name: str | None) -> dict[str, str]:
    """NAME=VALUE lines; comments and empty lines are skipped, one pair of quotes around a value is taken off."""
    if not name:
        return {}
    try:
        text = Path(name).read_text("utf-8", "replace")
    except OSError as error:
        raise InputError(f"{name} cannot be read: {error.strerror}") from None
    found = {}
    for line in text.splitlines():
        key, equals, value = line.strip().removeprefix("export ").partition("=")
        if equals and key and not key.startswith("#"):
            value = value.strip()
            quoted = len(value) > 1 and value[0] == value[-1] and value[0] in "'\""
            found[key.strip()] = value[1:-1] if quoted else value
    return found
