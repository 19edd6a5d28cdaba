"""`regreen`: one table of commands; what a command needs is imported when it is called.

Exit codes: 0 clean, 1 findings, 2 usage or unreadable input, 3 a bug of ours (a report is written), 130
interrupted.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

COMMANDS = {
    "diagnose": "name the root causes of a failing run: a log, a zip, a folder, a run's URL, or nothing for the newest",
    "report": "write the full failure analysis of a run: causes, evidence, fix plan, success criteria",
    "explain": "print the page of a rule; without a rule, the list of all",
}

CLEAN, FINDINGS, USAGE, BUG, INTERRUPTED = 0, 1, 2, 3, 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and give its exit code."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    if words in (["--version"], ["-V"]):
        from regreen import __version__

        sys.stdout.write(f"regreen {__version__}\n")
        return CLEAN
    from regreen.cli.guard import guarded

    return guarded(words)
