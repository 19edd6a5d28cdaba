"""The options of `regreen run` and `regreen verify`."""

from __future__ import annotations

import argparse

from regreen.cli.run_bounds import add_bounds, add_isolation


def add_run(command: argparse.ArgumentParser) -> None:
    """Those of `run`."""
    _add_repository(command)
    add_choice(command)
    command.add_argument("--rev", metavar="REV", default="HEAD", help="run this commit (default: HEAD)")
    command.add_argument("--patch", metavar="FILE", help="apply this diff to the commit first")
    add_machine(command)
    _add_memory(command)
    _add_answer(command, "markdown")


def add_verify(command: argparse.ArgumentParser) -> None:
    """Those of `verify`."""
    command.add_argument("--patch", metavar="FILE", required=True, help="the diff to prove; `-` reads it")
    _add_repository(command)
    add_choice(command)
    command.add_argument(
        "--rev", metavar="REV", default="HEAD", help="what the patch goes onto (default: HEAD)"
    )
    command.add_argument("--against", metavar="REV", default="", help="compare with this commit instead")
    command.add_argument(
        "--expect",
        action="append",
        default=[],
        metavar="FINGERPRINT",
        help="a cause that must show before the patch",
    )
    command.add_argument(
        "--repeat",
        type=int,
        metavar="N",
        help="run the patched job so many times (default: 1, or 3 where the cause may be flaky)",
    )
    add_machine(command)
    _add_answer(command)


def _add_repository(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--repo", metavar="DIR", default=".", help="the repository (default: the one around this folder)"
    )


def add_choice(command: argparse.ArgumentParser, job_help: str = "this job, or this leg") -> None:
    """Which jobs are to be run."""
    choice = command.add_argument_group("what to run")
    choice.add_argument("-w", "--workflow", metavar="NAME", default="", help="file or name of the workflow")
    choice.add_argument("-j", "--job", action="append", default=[], metavar="JOB", help=job_help)
    choice.add_argument(
        "--matrix", action="append", default=[], metavar="KEY=VALUE", help="only legs with this value"
    )
    choice.add_argument("--no-needs", action="store_true", help="leave out the jobs that this one needs")
    choice.add_argument(
        "--event", metavar="NAME", default="", help="the event that starts it (default: the likeliest)"
    )
    choice.add_argument(
        "--input", action="append", default=[], metavar="NAME=VALUE", help="an input of the workflow"
    )


def add_machine(command: argparse.ArgumentParser) -> None:
    """What jobs get of this machine and its user."""
    machine = command.add_argument_group("what it gets")
    machine.add_argument(
        "--secret-file",
        "--env-file",
        action="append",
        default=[],
        metavar="FILE",
        help="secrets, in dotenv format",
    )
    machine.add_argument(
        "--secret", action="append", default=[], metavar="NAME",
        help="a secret of the environment, or asked for; its value never stands on the command line",
    )  # fmt: skip
    machine.add_argument(
        "--var", action="append", default=[], metavar="NAME=VALUE", help="a configuration variable"
    )
    machine.add_argument(
        "--service",
        action="append",
        default=[],
        metavar="ID=HOST:PORT",
        help="a service that you run yourself",
    )
    machine.add_argument(
        "--actions", metavar="DIR", help="folder with actions, as OWNER/NAME or OWNER/NAME@REF"
    )
    machine.add_argument("--offline", action="store_true", help="fetch no actions or interpreters")
    machine.add_argument(
        "--as-of", metavar="DAY", help="packages of this day (default: that of an old commit)"
    )
    machine.add_argument("--warm", action="store_true", help="use and keep what actions/cache stores")
    machine.add_argument("--keep", action="store_true", help="leave the folders of the run for a look")
    add_bounds(command)
    add_isolation(command)


def _add_memory(command: argparse.ArgumentParser) -> None:
    memory = command.add_argument_group("what comes of it")
    memory.add_argument(
        "--no-record", dest="record", action="store_false", help="keep nothing of it in the history"
    )
    memory.add_argument(
        "--compare",
        metavar="RUN",
        help="set it beside another run, step by step: a log, a zip, the address of a run on GitHub",
    )


def _add_answer(command: argparse.ArgumentParser, *more: str) -> None:
    formats = ("terminal", "json", *more)
    command.add_argument("--format", choices=formats, default="terminal", help="how to answer")
    command.add_argument(
        "--output", metavar="FILE", help="write the answer there instead of to standard output"
    )
    command.add_argument("-q", "--quiet", action="store_true", help="only the answer")
    command.add_argument("-v", "--verbose", action="store_true", help="skipped steps, symptoms in full")
