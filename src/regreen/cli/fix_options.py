"""The options of `regreen fix` and `regreen init`."""

from __future__ import annotations

import argparse

from regreen.cli.run_options import add_choice, add_machine


def add_fix(command: argparse.ArgumentParser) -> None:
    """Those of `fix`."""
    command.add_argument(
        "target",
        nargs="*",
        metavar="TARGET",
        help="what to diagnose: log files, folders, zips, `-`, or one run; without it, what `regreen check` finds",
    )
    command.add_argument("--repo", metavar="DIR", help="the repository (default: the one around this folder)")
    command.add_argument(
        "--rev", metavar="REV", help="make the patch for this commit; only with --diff, --until-green"
    )
    _add_choice(command)
    _add_way(command)
    _add_until_green(command)
    github = command.add_argument_group("GitHub")
    github.add_argument("--run", dest="run_id", type=int, metavar="ID", help="this run")
    github.add_argument("--pr", type=int, metavar="N", help="the newest failing run of this pull request")
    github.add_argument("--repository", metavar="OWNER/NAME", help="instead of the one git names")
    github.add_argument(
        "--token", metavar="TOKEN", help="instead of GH_TOKEN, GITHUB_TOKEN or `gh auth token`"
    )


def _add_choice(command: argparse.ArgumentParser) -> None:
    choice = command.add_argument_group("which fixes")
    choice.add_argument(
        "--unsafe", action="store_true", help="also those that change behaviour; default: only safe ones"
    )
    choice.add_argument(
        "--only",
        action="append",
        default=[],
        metavar="RULE",
        help="only fixes of this rule; may be given again, and may be a pattern",
    )
    choice.add_argument("-i", "--interactive", action="store_true", help="show each fix and ask")
    choice.add_argument(
        "--force",
        action="store_true",
        help="also in files that are read-only or have changes that are not staged",
    )


def _add_way(command: argparse.ArgumentParser) -> None:
    way = command.add_argument_group("how")
    way.add_argument("--diff", action="store_true", help="print the patch and write nothing")
    way.add_argument("--commit", action="store_true", help="make a commit for each cause")
    way.add_argument("--branch", metavar="NAME", default="", help="make this branch for the commits")
    way.add_argument(
        "--format", choices=("terminal", "json", "markdown"), default="terminal", help="how to answer"
    )
    way.add_argument("--output", metavar="FILE", help="write the answer there instead of to standard output")
    way.add_argument("-q", "--quiet", action="store_true", help="no progress, no notes")
    way.add_argument("-v", "--verbose", action="store_true", help="everything that is left, in full")


def _add_until_green(command: argparse.ArgumentParser) -> None:
    green = command.add_argument_group(
        "until green: run, diagnose, patch, run again; the repository's code is executed on this machine"
    )
    green.add_argument(
        "--until-green",
        action="store_true",
        help="mend what runs of the jobs show, layer after layer; only --branch and --apply write anything",
    )
    green.add_argument("--apply", action="store_true", help="write the patch to the working tree at the end")
    green.add_argument(
        "--rounds", type=int, metavar="N", help="make a patch at most so many times (default: 8)"
    )
    green.add_argument("--budget", metavar="DURATION", help="at most so long: 90s, 20m, 1h (default: 1h)")
    green.add_argument(
        "--repeat", type=int, metavar="N", help="how often something flaky has to pass (default: 3)"
    )
    add_choice(command, job_help="this job, or this leg; without --until-green the id of a job on GitHub")
    add_machine(command)


def add_init(command: argparse.ArgumentParser) -> None:
    """Those of `init`."""
    command.add_argument("--repo", metavar="DIR", help="the repository (default: the one around this folder)")
    command.add_argument("--diff", action="store_true", help="print the patch and write nothing")
    command.add_argument("-y", "--yes", action="store_true", help="write without asking")
