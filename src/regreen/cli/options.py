"""The command line: every command with its options."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from regreen import __version__
from regreen.cli.accept_options import add_accept
from regreen.cli.codes import COMMANDS
from regreen.cli.probe_options import add_deep

FORMATS = ("terminal", "json", "sarif", "github", "markdown", "html")
CHECK_FORMATS = ("terminal", "json", "sarif", "github", "markdown")


def parse(words: Sequence[str]) -> argparse.Namespace:
    """The options of the command that the words name; `run` is the function that does it.

    Without a command it is `diagnose`, with nothing at all what the last run of the branch suggests.
    """
    words = list(words)
    if not words:
        from regreen.cli.choice import likely

        words = likely()
    if words[0] not in COMMANDS and words[0] not in ("-h", "--help", "--version", "-V"):
        words.insert(0, "diagnose")
    return parser(words[0]).parse_args(words)


def parser(wanted: str = "") -> argparse.ArgumentParser:
    """The whole command line; with the options of the wanted command alone, where one is named: that is quicker."""
    root = argparse.ArgumentParser(
        prog="regreen",
        description="Root causes of a red CI run, with evidence, and the patch that turns it green.",
    )
    root.add_argument("-V", "--version", action="version", version=f"regreen {__version__}")
    commands = root.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, help_text in COMMANDS.items():
        command = commands.add_parser(
            name, help=help_text, description=help_text[0].upper() + help_text[1:] + "."
        )
        if name == wanted or wanted not in COMMANDS:
            _ADD[name](command)
    return root


def _add_diagnose(command: argparse.ArgumentParser) -> None:
    _add_inputs(command)
    command.add_argument(
        "--record", type=int, metavar="ID", help="a run of the history (see `regreen history`)"
    )
    command.add_argument("--as-of", metavar="DAY", help="probe as of this day (default: that of the run)")
    add_deep(command)
    command.add_argument("--format", choices=FORMATS, default="terminal", help="how to answer")
    _add_output(command)
    command.set_defaults(run=_diagnose)


def _add_check(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "path",
        nargs="*",
        metavar="PATH",
        help="a repository (default: the one around this folder), or workflow files",
    )
    command.add_argument("--repo", metavar="DIR", help="the repository, when no PATH is given")
    command.add_argument("--rev", metavar="REV", help="look at this commit instead of the index")
    command.add_argument(
        "--as-of", metavar="DAY", help="judge as of this day (default: that of the commit, else today)"
    )
    command.add_argument(
        "--no-cache", action="store_true", help="look at everything again, also when nothing has changed"
    )
    add_deep(command)
    add_accept(command)
    command.add_argument("--format", choices=CHECK_FORMATS, default="terminal", help="how to answer")
    _add_output(command)
    command.set_defaults(run=_check)


def _add_report(command: argparse.ArgumentParser) -> None:
    _add_inputs(command)
    command.add_argument("--format", choices=("markdown", "html"), default="markdown", help="how to write it")
    _add_output(command)
    command.set_defaults(run=_report)


def _add_explain(command: argparse.ArgumentParser) -> None:
    command.add_argument("rule", nargs="?", metavar="RULE", help="id of a rule, such as module-not-installed")
    command.set_defaults(run=_explain)


def _add_inputs(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "target",
        nargs="*",
        metavar="TARGET",
        help="log files, folders, zips, `-`, or one run: its URL or id, a job's URL, `#12` for a pull request",
    )
    command.add_argument("--repo", metavar="DIR", help="the repository (default: the one around this folder)")
    command.add_argument("--rev", metavar="REV", help="look at this commit instead of the index")
    command.add_argument("--no-repo", action="store_true", help="judge by the log alone")
    command.add_argument(
        "--baseline",
        action="append",
        metavar="LOG",
        default=[],
        help="log of a green run of the same job; `auto` fetches that of the last green run",
    )
    github = command.add_argument_group("GitHub")
    github.add_argument("--run", dest="run_id", type=int, metavar="ID", help="this run")
    github.add_argument("--job", dest="job_id", type=int, metavar="ID", help="this job")
    github.add_argument(
        "--attempt", type=int, metavar="N", help="this attempt of the run (default: the latest)"
    )
    github.add_argument("--pr", type=int, metavar="N", help="the newest failing run of this pull request")
    github.add_argument("--branch", metavar="NAME", help="the newest failing run of this branch")
    github.add_argument("--repository", metavar="OWNER/NAME", help="instead of the one git names")
    github.add_argument(
        "--token", metavar="TOKEN", help="instead of GH_TOKEN, GITHUB_TOKEN or `gh auth token`"
    )


def _add_output(command: argparse.ArgumentParser) -> None:
    command.add_argument("--output", metavar="FILE", help="write there instead of to standard output")
    command.add_argument("-q", "--quiet", action="store_true", help="no progress, no notes")
    command.add_argument("-v", "--verbose", action="store_true", help="symptoms in full, more evidence")


def _diagnose(options: argparse.Namespace) -> int:
    from regreen.cli.diagnose import run

    return run(options)


def _check(options: argparse.Namespace) -> int:
    from regreen.cli.check import run

    return run(options)


def _report(options: argparse.Namespace) -> int:
    from regreen.cli.report import run

    return run(options)


def _explain(options: argparse.Namespace) -> int:
    from regreen.cli.explain import run

    return run(options)


def _add_fix(command: argparse.ArgumentParser) -> None:
    from regreen.cli.fix_options import add_fix

    add_fix(command)
    command.set_defaults(run=_fix)


def _fix(options: argparse.Namespace) -> int:
    from regreen.cli.fix import run

    return run(options)


def _add_init(command: argparse.ArgumentParser) -> None:
    from regreen.cli.fix_options import add_init

    add_init(command)
    command.set_defaults(run=_init)


def _init(options: argparse.Namespace) -> int:
    from regreen.cli.init import run

    return run(options)


def _add_run(command: argparse.ArgumentParser) -> None:
    from regreen.cli.run_options import add_run

    add_run(command)
    command.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> int:
    from regreen.cli.run import run

    return run(options)


def _add_verify(command: argparse.ArgumentParser) -> None:
    from regreen.cli.run_options import add_verify

    add_verify(command)
    command.set_defaults(run=_verify)


def _verify(options: argparse.Namespace) -> int:
    from regreen.cli.verify import run

    return run(options)


def _add_bisect(command: argparse.ArgumentParser) -> None:
    from regreen.cli.bisect_options import add_bisect

    add_bisect(command)
    command.set_defaults(run=_bisect)


def _bisect(options: argparse.Namespace) -> int:
    from regreen.cli.bisect import run

    return run(options)


def _add_history(command: argparse.ArgumentParser) -> None:
    from regreen.cli.history_options import add_history

    add_history(command)
    command.set_defaults(run=_history)


def _history(options: argparse.Namespace) -> int:
    from regreen.cli.history import run

    return run(options)


_ADD = {
    "history": _add_history,
    "diagnose": _add_diagnose,
    "check": _add_check,
    "fix": _add_fix,
    "init": _add_init,
    "run": _add_run,
    "verify": _add_verify,
    "bisect": _add_bisect,
    "report": _add_report,
    "explain": _add_explain,
}
