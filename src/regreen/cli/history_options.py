"""The options of `regreen history`."""

from __future__ import annotations

import argparse

OUTCOMES = ("success", "failed", "cancelled", "timed-out", "skipped", "unknown")


def add_history(command: argparse.ArgumentParser) -> None:
    """What is to be done, and with which runs."""
    actions = command.add_subparsers(dest="action", metavar="ACTION")
    listed = actions.add_parser("list", help="the runs that are kept, the newest first (the default)")
    for one in (command, listed):
        _add_filters(one)
    show = actions.add_parser("show", help="one run in full")
    show.add_argument("id", type=int, metavar="ID", help="its number")
    log = actions.add_parser("log", help="the log of a job of a run")
    log.add_argument("id", type=int, metavar="ID", help="the run's number")
    log.add_argument(
        "-j", "--job", metavar="JOB", default="", help="the job (default: the first that is red)"
    )
    both = actions.add_parser("compare", help="two runs, step by step")
    both.add_argument("here", type=int, metavar="A", help="the number of one run")
    both.add_argument(
        "there", metavar="B", help="that of the other; or a log, a zip, or the address of a run"
    )
    prune = actions.add_parser("prune", help="delete old runs of this project")
    prune.add_argument("--keep", type=int, required=True, metavar="N", help="so many stay")
    for name, one in (("list", command), ("list", listed), ("show", show), ("compare", both)):
        formats = ("terminal", "json", "markdown") if name == "compare" else ("terminal", "json")
        _set(one, "--format", choices=formats, default="terminal", help="how to answer")
        _set(one, "-v", "--verbose", action="store_true", help="everything in full")
    for one in (command, listed, show, log, both, prune):
        _set(one, "--repo", metavar="DIR", default=".", help="the repository (default: the one around here)")
        _set(one, "--output", metavar="FILE", help="write there instead of to standard output")
        _set(one, "-q", "--quiet", action="store_true", help="no notes")


def _add_filters(command: argparse.ArgumentParser) -> None:
    _set(command, "--branch", metavar="NAME", default="", help="of this branch")
    _set(command, "--job", metavar="JOB", default="", help="with this job")
    _set(command, "--rule", metavar="RULE", default="", help="with a cause of this rule")
    _set(
        command, "--fingerprint", metavar="TEXT", default="", help="with a cause whose fingerprint begins so"
    )
    _set(command, "--commit", metavar="SHA", default="", help="of this commit")
    _set(command, "--outcome", choices=OUTCOMES, help="that ended so")
    _set(command, "--all", action="store_true", help="of all projects, not only this one")
    _set(command, "--before", type=int, default=0, metavar="ID", help="older than this one")
    _set(command, "--limit", type=int, default=20, metavar="N", help="so many (default: 20)")


def _set(command: argparse.ArgumentParser, *names: str, **how: object) -> None:
    """An option that stands before or behind the action: the one behind says nothing where it is not given."""
    action = command.prog.rpartition(" ")[2]
    if action != "history":
        how["default"] = argparse.SUPPRESS if action == "list" else how.get("default")
    command.add_argument(*names, **how)  # type: ignore[arg-type]
