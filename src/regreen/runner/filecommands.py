"""The files a step writes for the runner: GITHUB_ENV, GITHUB_OUTPUT, GITHUB_STATE, GITHUB_PATH, GITHUB_STEP_SUMMARY.

Format and refusals follow actions/runner (Worker/FileCommandManager.cs): `name=value`, or `name<<DELIMITER`, the
lines of the value, and a line that is the delimiter.
"""

from __future__ import annotations

import re
from pathlib import Path

from msgspec import Struct

SUMMARY_LIMIT = 1024 * 1024
"""Bytes of a step's summary that GitHub takes."""
BLOCKED = frozenset({"NODE_OPTIONS"})
"""Variables that GITHUB_ENV must not set."""
_FILE_LIMIT = 64 << 20
_LINE_END = re.compile(r"\r\n|\n|\r")


class FileCommandError(ValueError):
    """A file is not in the format; its text is the runner's."""


class CommandFiles(Struct, frozen=True):
    """The files of one step."""

    env: Path
    output: Path
    state: Path
    path: Path
    summary: Path

    @classmethod
    def create(cls, folder: Path, name: str) -> CommandFiles:
        """New empty files in a folder."""
        folder.mkdir(parents=True, exist_ok=True)
        kinds = ("set_env", "set_output", "save_state", "add_path", "step_summary")
        files = [folder / f"{kind}_{name}" for kind in kinds]
        for file in files:
            file.write_bytes(b"")
        return cls(*files)

    @property
    def variables(self) -> dict[str, str]:
        """The environment variables that name them."""
        return {
            "GITHUB_ENV": str(self.env),
            "GITHUB_OUTPUT": str(self.output),
            "GITHUB_STATE": str(self.state),
            "GITHUB_PATH": str(self.path),
            "GITHUB_STEP_SUMMARY": str(self.summary),
        }


def read_file(path: Path) -> str:
    """What a step wrote; empty where it removed the file."""
    try:
        with path.open("rb") as file:
            return file.read(_FILE_LIMIT).decode("utf-8-sig", "replace")
    except OSError:
        return ""


def parse_pairs(text: str) -> dict[str, str]:
    """The names and values in a file; raises `FileCommandError`."""
    pairs: dict[str, str] = {}
    lines = _lines(text)
    at = 0
    while at < len(lines):
        line, at = lines[at][0], at + 1
        if not line:
            continue
        equals, heredoc = line.find("="), line.find("<<")
        if equals >= 0 and (heredoc < 0 or equals < heredoc):
            name, _, value = line.partition("=")
            if not name:
                raise FileCommandError(f"Invalid format '{line}'. Name must not be empty")
        elif heredoc >= 0:
            name, _, delimiter = line.partition("<<")
            if not name or not delimiter:
                raise FileCommandError(
                    f"Invalid format '{line}'. Name must not be empty and delimiter must not be empty"
                )
            value, at = _heredoc(lines, at, delimiter)
        else:
            raise FileCommandError(f"Invalid format '{line}'")
        pairs[name] = value
    return pairs


def _heredoc(lines: list[tuple[str, str]], at: int, delimiter: str) -> tuple[str, int]:
    """The value up to the delimiter, and the line behind it; the last line end is no part of the value."""
    parts: list[str] = []
    for number in range(at, len(lines)):
        line, end = lines[number]
        if line == delimiter:
            return "".join(parts[:-1]), number + 1
        parts += (line, end)
    raise FileCommandError(f"Invalid value. Matching delimiter not found '{delimiter}'")


def _lines(text: str) -> list[tuple[str, str]]:
    """Lines with their ends; a text that ends with a line end has no empty line behind it."""
    found: list[tuple[str, str]] = []
    at = 0
    for match in _LINE_END.finditer(text):
        found.append((text[at : match.start()], match[0]))
        at = match.end()
    return [*found, (text[at:], "")] if at < len(text) else found


def parse_paths(text: str) -> list[str]:
    """The folders in a file, in the order in which they were added."""
    return [line for line, _ in _lines(text) if line]
