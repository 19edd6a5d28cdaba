"""`regreen diagnose`."""

from __future__ import annotations

import argparse

from regreen.app.diagnose import diagnose
from regreen.app.inputs import Request, gather
from regreen.cli.main import CLEAN, FINDINGS
from regreen.cli.output import emit, progress, rendered, step_summary


def run(options: argparse.Namespace) -> int:
    """Diagnose what the options name; 1 when there is a cause or a failure that nothing explains."""
    with progress(options) as say:
        inputs = gather(request_of(options), say)
        say("reading")
        answer = diagnose(inputs.logs, run=inputs.run, tree=inputs.tree, baseline=inputs.baseline)
    emit(options, rendered(options, answer))
    step_summary(options, answer)
    return FINDINGS if answer.causes or answer.unexplained else CLEAN


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
