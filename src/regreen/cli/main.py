"""`regreen`: what a command needs is imported when it is called; the version is told without anything else."""

from __future__ import annotations

import sys


def main(arguments: list[str] | tuple[str, ...] | None = None) -> int:
    """Run one command and give its exit code (see `regreen.cli.codes`)."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    if words in (["--version"], ["-V"]):
        from regreen import __version__

        sys.stdout.write(f"regreen {__version__}\n")
        return 0
    from regreen.cli.guard import guarded

    return guarded(words)
