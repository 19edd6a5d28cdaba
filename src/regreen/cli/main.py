"""`regreen`: what a command needs is imported when it is called."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from regreen.cli.codes import CLEAN


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and give its exit code."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    if words in (["--version"], ["-V"]):
        from regreen import __version__

        sys.stdout.write(f"regreen {__version__}\n")
        return CLEAN
    from regreen.cli.guard import guarded

    return guarded(words)
