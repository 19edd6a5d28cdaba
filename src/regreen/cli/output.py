"""Where answers and progress go."""

from __future__ import annotations

import argparse
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from msgspec.structs import replace

from regreen.model.checkup import Checkup
from regreen.model.diagnosis import Diagnosis
from regreen.model.errors import InputError


def rendered(options: argparse.Namespace, diagnosis: Diagnosis) -> str:
    """The diagnosis in the format that the options ask for; without its notes where quiet was asked for."""
    if options.quiet:
        diagnosis = replace(diagnosis, notes=())
    if options.format == "json":
        from regreen.report.json.v1 import render

        return render(diagnosis)
    from regreen.report import formats
    from regreen.rules import all_rules

    return formats.render(
        options.format,
        diagnosis,
        verbose=options.verbose,
        colour=_colour(options),
        width=shutil.get_terminal_size().columns,
        ascii_only=not options.output and not _draws(sys.stdout.encoding),
        pages={rule.id: rule.doc for rule in all_rules()} if options.format == "sarif" else None,
    )


def rendered_checkup(options: argparse.Namespace, checkup: Checkup) -> str:
    """The findings in the format that the options ask for."""
    if options.format == "json":
        from regreen.report.json.check_v1 import render

        return render(checkup)
    if options.format != "terminal":
        from regreen.report import checkups
        from regreen.rules import all_rules

        pages = {rule.id: rule.doc for rule in all_rules()}
        return checkups.render(options.format, checkup, pages=pages)
    from regreen.report import check_terminal

    return page_of(options, check_terminal.render, checkup)


def page_of(options: argparse.Namespace, render: Callable[..., str], answer: object) -> str:
    """An answer on a page for the terminal."""
    return render(
        answer,
        verbose=options.verbose,
        colour=_colour(options),
        width=shutil.get_terminal_size().columns,
        ascii_only=not options.output and not _draws(sys.stdout.encoding),
    )


def emit(options: argparse.Namespace, text: str) -> None:
    """Write the answer to the file or the standard output."""
    if options.output:
        try:
            Path(options.output).write_text(text, "utf-8")
        except OSError as error:
            raise InputError(f"{options.output} cannot be written: {error.strerror}") from None
        return
    sys.stdout.reconfigure(errors="replace")  # type: ignore[union-attr]
    sys.stdout.write(_quoted_only(options, text))


@contextmanager
def progress(options: argparse.Namespace) -> Iterator[Callable[[str], None]]:
    """A line on a terminal that says what goes on, gone when it is done."""
    if options.quiet or not sys.stderr.isatty():
        yield lambda text: None
        return
    try:
        yield lambda text: print(f"\r\x1b[2K{text[:100]}…", end="", file=sys.stderr, flush=True)  # noqa: T201
    finally:
        sys.stderr.write("\r\x1b[2K")


def step_summary(options: argparse.Namespace, diagnosis: Diagnosis) -> None:
    """With the `github` format in a job on GitHub, add the answer to the summary of the step."""
    path = os.environ.get("GITHUB_STEP_SUMMARY", "")
    if options.format != "github" or not path:
        return
    from regreen.report.github import summary

    try:
        with Path(path).open("a", encoding="utf-8") as file:
            file.write(summary(diagnosis))
    except OSError as error:
        sys.stderr.write(f"regreen: the summary {path} cannot be written: {error.strerror}\n")


def _quoted_only(options: argparse.Namespace, text: str) -> str:
    """In a job on GitHub, text in which a quoted workflow command is no command."""
    if os.environ.get("GITHUB_ACTIONS") != "true" or options.format == "github":
        return text
    from regreen.report.safe import inert

    return inert(text, json=options.format in ("json", "sarif"))


def _draws(encoding: str | None) -> bool:
    """Whether an encoding has the characters that pages are drawn with."""
    try:
        "│·›…⋮".encode(encoding or "ascii")
    except (UnicodeError, LookupError):
        return False
    return True


def _colour(options: argparse.Namespace) -> bool:
    return (
        not options.output
        and sys.stdout.isatty()
        and "NO_COLOR" not in os.environ
        and os.environ.get("TERM") != "dumb"
    )
