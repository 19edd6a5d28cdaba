"""`regreen report`: the failure-analysis document."""

from __future__ import annotations

import argparse

from regreen.app.diagnose import diagnose
from regreen.app.inputs import gather
from regreen.cli.diagnose import request_of
from regreen.cli.main import CLEAN, FINDINGS
from regreen.cli.output import emit, progress
from regreen.report import document
from regreen.rules import all_rules


def run(options: argparse.Namespace) -> int:
    """Write the document about what the options name; the exit codes are those of `diagnose`."""
    with progress(options) as say:
        inputs = gather(request_of(options), say)
        say("reading")
        answer = diagnose(inputs.logs, run=inputs.run, tree=inputs.tree, baseline=inputs.baseline)
    pages = {rule.id: rule.doc for rule in all_rules()}
    emit(options, document.render(options.format, answer, pages=pages))
    return FINDINGS if answer.causes or answer.unexplained else CLEAN
