"""GitHub's refusals of a workflow file, as its web pages, annotations and runner word them.

`Invalid workflow file: PATH#L3`, `The workflow is not valid. PATH (Line: 3, Col: 5): Unexpected value 'x'`,
`You have an error in your yaml syntax on line 3`, `error parsing called workflow`; at run time `The template is
not valid. PATH (Line: 3, Col: 5): ...` and `Error when evaluating 'strategy' for job 'test'. PATH ...`. The reason may stand on the line below.
"""

from __future__ import annotations

from collections.abc import Iterable

from regreen.logs.pattern import Pattern
from regreen.logs.signal import Refusal, Signal
from regreen.logs.tool import Tool
from regreen.logs.window import Window
from regreen.model.finding import Category
from regreen.model.run import Part

_SAYS = Pattern(
    r"(?:Invalid workflow file|The workflow is not valid\.|The template is not valid\."
    r"|[Ee]rror parsing called workflow|You have an error in your yaml syntax|Unrecognized (?:named-value|function): '"
    r"|Error when evaluating '[\w-]+' for job '[^']{1,200}'\.)"
)
_PLACE = Pattern(
    r"(?P<path>[\w./-]{1,200}\.ya?ml)(?:#L(?P<mark>\d+)| ?\(Line: (?P<line>\d+), Col: (?P<column>\d+)\))"
)
_ON_LINE = Pattern(r"yaml syntax on line (?P<line>\d+)")
_OTHER_CAUSE = "workflow was not found"  # the file is fine; what it calls is missing


def _read(window: Window) -> Iterable[Signal]:
    line = window.line
    said = _SAYS.search(line.text)
    if said is None or _OTHER_CAUSE in line.text:
        return
    place = _PLACE.search(line.text)
    reason = _reason(line.text, said.start(), place.end() if place else -1)
    below = next(window.after(1), None) if not reason else None
    if below is not None:
        reason = below.text.removeprefix("##[error]").strip()
    on_line = _ON_LINE.search(reason)
    number = (place and (place["mark"] or place["line"])) or (on_line and on_line["line"]) or ""
    detail = {"line": number, "column": (place and place["column"]) or "", "reason": reason or line.text}
    yield Refusal(
        tool="github",
        line=line,
        also=(below,) if below is not None else (),
        kind="workflow-refused",
        text=line.text,
        subject=place["path"] if place else "",
        category=Category.WORKFLOW_SYNTAX,
        detail=detail,
    )


def _reason(text: str, start: int, after_place: int) -> str:
    """What is said behind the place; all that is said where no place is named."""
    if after_place >= 0:
        return text[after_place:].lstrip(" :").strip()
    return text[start:].removeprefix("Invalid workflow file").lstrip(" :").strip()


TOOL = Tool(
    name="workflow_file",
    anchors=(
        "nvalid workflow file",
        "workflow is not valid",
        "template is not valid",
        "parsing called workflow",
        "error in your yaml syntax",
        "Unrecognized named-value",
        "Unrecognized function",
        "Error when evaluating",
    ),
    read=_read,
    parts=frozenset({Part.SETUP, Part.OUTPUT, Part.POST, Part.CLEANUP}),
)
