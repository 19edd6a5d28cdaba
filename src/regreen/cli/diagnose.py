"""`regreen diagnose`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from regreen.app.diagnose import diagnose
from regreen.app.inputs import Inputs, Request, gather
from regreen.cli.codes import CLEAN, FINDINGS
from regreen.cli.output import emit, progress, rendered, step_summary
from regreen.cli.probe_options import day_of, end_of
from regreen.logs.signals import BAD
from regreen.model.diagnosis import Diagnosis
from regreen.model.errors import InputError

if TYPE_CHECKING:
    from regreen.probe.probes import Probes


def run(options: argparse.Namespace) -> int:
    """Diagnose what the options name."""
    answer = answered(options)
    emit(options, rendered(options, answer))
    step_summary(options, answer)
    return exit_code(answer)


def answered(options: argparse.Namespace) -> Diagnosis:
    """The diagnosis of what the options name."""
    if "-" in options.target and sys.stdin is not None and sys.stdin.isatty():
        sys.stderr.write("regreen: paste the log, then press Ctrl-D on a line of its own\n")
    with progress(options) as say:
        inputs = _recorded(options) if getattr(options, "record", None) else gather(request_of(options), say)
        say("reading")
        return diagnose(
            inputs.logs,
            run=inputs.run,
            jobs=inputs.jobs,
            tree=inputs.tree,
            workflow=inputs.workflow,
            baseline=inputs.baseline,
            config=inputs.config,
            probes=_probes(options, say),
        )


def _recorded(options: argparse.Namespace) -> Inputs:
    """What the history has of a run. Raises `InputError` where something else is asked for as well."""
    from regreen.app.recorded import recorded

    if options.target:
        raise InputError("a run of the history stands alone: --record goes without logs and addresses")
    return recorded(Path(options.repo or "."), options.record)


def _probes(options: argparse.Namespace, say: Callable[[str], None]) -> Probes | None:
    """What may be asked; nothing without `--deep`."""
    if not getattr(options, "deep", False):
        return None
    from regreen.probe.probes import Probes

    green = end_of(day_of(options.green_since, "--green-since"))
    red = end_of(day_of(options.as_of, "--as-of"))
    return Probes(moment=red, green=green, offline=options.offline, say=say)


def exit_code(answer: Diagnosis) -> int:
    """1 when there is a cause, or a failure that nothing explains."""
    return FINDINGS if answer.causes or answer.unexplained or answer.outcome in BAD else CLEAN


def request_of(options: argparse.Namespace) -> Request:
    """What the options ask for."""
    return Request(
        targets=tuple(options.target),
        repository_folder=options.repo,
        revision=options.rev,
        use_repository=not options.no_repo,
        baseline=tuple(options.baseline),
        run_id=options.run_id,
        job_id=options.job_id,
        attempt=options.attempt,
        pull=options.pr,
        branch=options.branch,
        repository=options.repository,
        token=options.token,
    )
