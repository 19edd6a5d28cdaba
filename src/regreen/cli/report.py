"""`regreen report`: the failure-analysis document."""

from __future__ import annotations

import argparse

from regreen.cli.diagnose import answered, exit_code
from regreen.cli.output import emit
from regreen.report import document
from regreen.rules import all_rules


def run(options: argparse.Namespace) -> int:
    """Write the document about what the options name; the exit codes are those of `diagnose`."""
    answer = answered(options)
    pages = {rule.id: rule.doc for rule in all_rules()}
    emit(options, document.render(options.format, answer, pages=pages))
    return exit_code(answer)
