"""Python tracebacks of any program, as `traceback.print_exception` of CPython writes them."""

from __future__ import annotations

from collections.abc import Iterable

from regreen.logs.pattern import Pattern
from regreen.logs.signal import Frame, Raised, Signal
from regreen.logs.tool import Tool
from regreen.logs.window import Window
from regreen.model.run import Line

HEAD = "Traceback (most recent call last):"
_FRAME = Pattern(r'^\s*File "(?P<path>[^"\n]+)", line (?P<row>\d+)(?:, in (?P<function>.+))?$')
_ERROR = Pattern(r"^(?P<module>(?:[A-Za-z_]\w*\.)*)(?P<error>[A-Za-z_]\w*)(?::(?: (?P<message>.*))?)?$")
_NOT_ERRORS = frozenset({"During", "The"})


def _read(window: Window) -> Iterable[Signal]:
    head = window.line.text
    indent, prefix = _margin(head)
    frames: list[Frame] = []
    for line in window.after(600):
        text = line.text
        if prefix and text.startswith(prefix):
            text = text[len(prefix) :]
        elif indent:
            text = text[indent:] if not text[:indent].strip() else text
        frame = _FRAME.match(text)
        if frame:
            row = int(frame["row"])
            frames.append(Frame(path=frame["path"], row=row, function=frame["function"] or "", line=line))
        elif text[:1] not in ("", " ", "\t", "|", "+", "~", "^"):
            error = _ERROR.match(text)
            if error and frames and error["error"] not in _NOT_ERRORS:
                yield _raised(line, error["module"], error["error"], error["message"] or "", frames)
            return


def _raised(line: Line, module: str, error: str, message: str, frames: list[Frame]) -> Raised:
    inner = frames[-1].line
    also = (inner,) if inner else ()
    path = module.rstrip(".")
    return Raised(
        tool="python",
        line=line,
        also=also,
        error=error,
        message=message,
        module=path,
        frames=tuple(frames[-40:]),
    )


def _margin(head: str) -> tuple[int, str]:
    """Width of the indentation and the prefix (`E   `, `| `) that every line of the traceback carries."""
    before = head[: head.index(HEAD)] if HEAD in head else ""
    return (len(before), "") if not before.strip() else (0, before)


TOOL = Tool(name="python", anchors=(HEAD,), read=_read)
