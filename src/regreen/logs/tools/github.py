"""What GitHub's runner itself says: `##[error]` lines and the exit code of a step."""

from __future__ import annotations

from collections.abc import Iterable

from regreen.logs.pattern import Pattern
from regreen.logs.signal import CiError, ExitCode, Signal
from regreen.logs.tool import Tool
from regreen.logs.window import Window
from regreen.model.run import Part

_EXIT = Pattern(r"^(?:##\[error\]|Error: )?Process completed with exit code (-?\d+)")


def _read(window: Window) -> Iterable[Signal]:
    line = window.line
    exit_code = _EXIT.match(line.text)
    if exit_code:
        yield ExitCode(tool="github", line=line, code=int(exit_code[1]))
    elif line.text.startswith("##[error]") and line.text[len("##[error]") :].strip():
        yield CiError(tool="github", line=line, text=line.text[len("##[error]") :].strip())


TOOL = Tool(
    name="github",
    anchors=("##[error]", "Process completed with exit code"),
    read=_read,
    parts=frozenset({Part.SETUP, Part.OUTPUT, Part.POST, Part.CLEANUP}),
)
