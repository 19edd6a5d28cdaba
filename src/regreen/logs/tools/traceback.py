"""Python tracebacks of any program, as `traceback.print_exception` of CPython writes them.

Also those that Rich draws in a box, and those of loguru (a blank line below the head, `> File` at the frame that
logged). A wrapper's prefix (`E   `, `INTERNALERROR> `, `web-1  | `) or an indentation may stand before every line; the
problem matcher of setup-python marks the line that raises (`##[error]    raise ...`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from regreen.logs.pattern import Pattern
from regreen.logs.signal import Frame, Raised, Signal
from regreen.logs.tool import Tool
from regreen.logs.tools._exception import names_exception
from regreen.logs.window import Window
from regreen.model.run import Line

HEAD = "Traceback (most recent call last)"
EXPLAINED = 6  # lines of an exception's text that are kept after its first
_FRAME = Pattern(r'^[\s>|]*File "(?P<path>[^"\n]+)", line (?P<row>\d+)(?:, in (?P<function>.+))?$')
_BOX_FRAME = Pattern(r"^[│|] (?P<path>[^\s:│][^:│]*\.py):(?P<row>\d+) in (?P<function>\S+)")
_ERROR = Pattern(r"^(?P<module>(?:[A-Za-z_]\w*\.)*)(?P<error>[A-Za-z_]\w*)(?::(?: (?P<message>.*))?)?$")
_NOT_ERRORS = frozenset({"During", "The"})
_INSIDE = ("", " ", "\t", "|", "+", "~", "^", ">", "│", "╰")
_MATCHED = "##[error] "
_BUILDKIT = Pattern(r"^#\d{1,4} \d{1,6}\.\d+ ")


def _read(window: Window) -> Iterable[Signal]:
    boxed = HEAD + ":" not in window.line.text
    if boxed and "─" not in window.line.text and "---" not in window.line.text:
        return
    frames: list[Frame] = []
    found: Line | None = None
    rest: list[Line] = []
    for line, text in _stripped(window):
        if found is not None:
            if len(rest) >= EXPLAINED or not _explains(text):
                break
            rest.append(line)
            continue
        frame = _FRAME.match(text) or _BOX_FRAME.match(text)
        if frame:
            row = int(frame["row"])
            frames.append(Frame(path=frame["path"], row=row, function=frame["function"] or "", line=line))
        elif text[:1] not in _INSIDE and not text.startswith(_MATCHED):
            error = _ERROR.match(text)
            if not error or not (frames or boxed) or error["error"] in _NOT_ERRORS:
                return
            found, raised = line, error
    if found is not None:
        yield _raised(found, rest, raised["module"], raised["error"], raised["message"] or "", frames)


def _stripped(window: Window) -> Iterator[tuple[Line, str]]:
    """The lines that follow, without the prefix that all lines of the traceback carry."""
    head = window.line.text
    before = head[: head.index(HEAD)]
    buildkit = _BUILDKIT.match(head)
    for line in window.after(600):
        text = line.text
        if buildkit:
            own = _BUILDKIT.match(text)
            yield line, text[own.end() + len(before) - buildkit.end() :] if own else text
        elif text.startswith(before.rstrip()) if before.strip() else not text[: len(before)].strip():
            yield line, text[len(before) :]
        else:
            yield line, text


def _explains(text: str) -> bool:
    """Whether a line after the exception's first still belongs to its text."""
    return bool(text.strip()) and not text.startswith(("##[", "Error: Process", "===", "Traceback"))


def _raised(
    line: Line, rest: list[Line], module: str, error: str, message: str, frames: list[Frame]
) -> Raised:
    inner = frames[-1].line if frames else None
    explained = rest if _is_open(error, message) else [other for other in rest if other.text[:1] in " \t"]
    return Raised(
        tool="python",
        line=line,
        also=(*((inner,) if inner else ()), *explained),
        error=error,
        message=message,
        module=module.rstrip("."),
        frames=tuple(frames[-40:]),
    )


def _is_open(error: str, message: str) -> bool:
    """Whether the first line of an exception's text asks for more."""
    return not message or message.endswith(":") or "validation error" in message or not names_exception(error)


TOOL = Tool(name="python", anchors=(HEAD,), read=_read)
