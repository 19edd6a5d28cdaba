"""The options of `regreen check` that say which findings are shown."""

from __future__ import annotations

import argparse


def add_accept(command: argparse.ArgumentParser) -> None:
    """All of them."""
    accept = command.add_argument_group("which findings")
    accept.add_argument(
        "--changed",
        nargs="?",
        const="",
        metavar="REV",
        help="only findings in staged files; with a commit, in files changed since this history left it",
    )
    accept.add_argument("--baseline", metavar="FILE", help="leave out the findings that FILE knows")
    accept.add_argument(
        "--write-baseline",
        metavar="FILE",
        help="write the present findings to FILE, so that only new ones count",
    )
    accept.add_argument(
        "--tools",
        default="auto",
        metavar="NAMES",
        help="merge the findings of actionlint, zizmor, shellcheck and check-jsonschema: names with commas, `none`, "
        "or `auto` (default): those on PATH, when a whole repository is checked",
    )
