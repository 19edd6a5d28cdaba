"""The options of `regreen bisect`."""

from __future__ import annotations

import argparse

from regreen.cli.run_options import add_choice, add_machine


def add_bisect(command: argparse.ArgumentParser) -> None:
    """Those of `bisect`."""
    command.add_argument("good", metavar="GOOD", help="a commit at which the job is green")
    command.add_argument(
        "bad", metavar="BAD", nargs="?", default="HEAD", help="one at which it is red (default: HEAD)"
    )
    command.add_argument("--repo", metavar="DIR", help="the repository (default: the one around this folder)")
    command.add_argument(
        "--expect",
        metavar="CAUSE",
        default="",
        help="look for this cause: a fingerprint or a rule (default: the first one that BAD shows)",
    )
    command.add_argument(
        "--first-parent", action="store_true", help="only commits of the branch itself, merges as a whole"
    )
    command.add_argument(
        "--repeat",
        type=int,
        metavar="N",
        help="a green commit has to be so N times (default: 1, or 3 where the cause may be flaky)",
    )
    command.add_argument(
        "--budget", metavar="DURATION", help="at most so long: 90s, 20m, 1h (default: no limit)"
    )
    command.add_argument("--fresh", action="store_true", help="run again what an earlier search ran")
    add_choice(command)
    add_machine(command)
    command.add_argument(
        "--format", choices=("terminal", "json", "markdown"), default="terminal", help="how to answer"
    )
    command.add_argument("--output", metavar="FILE", help="write there instead of to standard output")
    command.add_argument("-q", "--quiet", action="store_true", help="only the answer")
    command.add_argument("-v", "--verbose", action="store_true", help="what the jobs print, evidence in full")
    command.set_defaults(rev=None)
