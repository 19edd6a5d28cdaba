"""A crash report that can be pasted into an issue: versions, command, traceback, nothing of the input."""

from __future__ import annotations

import platform
import tempfile
import traceback
from collections.abc import Sequence
from pathlib import Path

from regreen import __version__
from regreen.logs.mask import MASK, mask


def write_report(error: BaseException, words: Sequence[str]) -> str:
    """Write the report beside the other temporary files and say where; if that fails, say so."""
    text = (
        f"## regreen {__version__} crashed\n\n"
        f"- Python {platform.python_version()} on {platform.platform()}\n"
        f"- command: `regreen {' '.join(_without_token(words))}`\n\n"
        f"```\n{''.join(traceback.format_exception(error))}```\n"
    )
    try:
        with tempfile.NamedTemporaryFile(
            "w", prefix="regreen-crash-", suffix=".md", delete=False, encoding="utf-8"
        ) as file:
            file.write(mask(text))
    except OSError as refused:
        return f"No report could be written ({refused})."
    return f"A report that you can paste is in {Path(file.name)}"


def _without_token(words: Sequence[str]) -> list[str]:
    """The command without the token that may stand in it."""
    shown = [
        MASK if before.startswith("--to") else word for before, word in zip(["", *words], words, strict=False)
    ]
    return [f"--token={MASK}" if word.startswith("--to") and "=" in word else word for word in shown]
