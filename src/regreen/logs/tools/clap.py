"""Usage errors of programs written with Rust's `clap` and Python's `click`/`argparse`, where they name what is unknown.

Formats as clap's `error/format.rs` writes them (uv, ruff, cargo and many more).
"""

from __future__ import annotations

from regreen.logs.phrases import phrase, phrasebook
from regreen.model.finding import Category

_TOOL = Category.MISSING_TOOL

TOOL = phrasebook(
    "clap",
    (
        phrase("option-removed", _TOOL, "error: unexpected argument '", r"error: unexpected argument '(?P<subject>[^']+)' found", also=r"^Usage: "),
        phrase("command-removed", _TOOL, "error: unrecognized subcommand '", r"error: unrecognized subcommand '(?P<subject>[^']+)'", also=r"^Usage: "),
        phrase("option-removed", _TOOL, "wasn't expected, or isn't valid", r"error: Found argument '(?P<subject>[^']+)' which wasn't expected"),
        phrase("usage-error", Category.WORKFLOW_CONFIG, "cannot be used with", r"error: the argument '(?P<subject>[^']+)' cannot be used with"),
        phrase("usage-error", Category.WORKFLOW_CONFIG, "the following required arguments were not provided", r"error: the following required arguments were not provided"),
        phrase("usage-error", Category.WORKFLOW_CONFIG, "error: invalid value '", r"error: invalid value '(?P<subject>[^']*)' for"),
    ),
)  # fmt: skip
