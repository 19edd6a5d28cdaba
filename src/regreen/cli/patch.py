"""A patch as the answer."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from regreen.model.errors import InputError


def write_patch(options: argparse.Namespace, diff: str) -> None:
    """The patch byte by byte, so that `git apply` takes it whatever the encoding of its files."""
    data = diff.encode("utf-8", "surrogateescape")
    if options.output:
        try:
            Path(options.output).write_bytes(data)
        except OSError as error:
            raise InputError(f"{options.output} cannot be written: {error.strerror}") from None
    else:
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
