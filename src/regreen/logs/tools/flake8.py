"""flake8 and those that print `path:row:column: CODE text` as it does: pycodestyle, pyflakes, ruff's concise format.

Formats as `flake8/formatting/default.py`, pycodestyle's `StandardReport`, pyflakes' `reporter.py` and ruff's
`concise` and `github` emitters write them. Ruff says at the end how many it found; `regreen.logs.gates` then
gives it the messages.
"""

from __future__ import annotations

from collections.abc import Iterable

from regreen.logs.pattern import Pattern
from regreen.logs.signal import Complaint, Refusal, Signal
from regreen.logs.tool import Tool
from regreen.logs.tools._located import Message, first
from regreen.logs.window import Window
from regreen.model.finding import Category

NAME = "flake8"
ANCHORS = (*(f".py:{digit}" for digit in range(1, 10)), ".py\x1b[", ".pyi:", ".ipynb:")
_PATH = r"(?P<path>(?:[A-Za-z]:[\\/])?[^\s:][^:\n]*?\.(?:pyi?|ipynb))(?::cell \d+)?"
_IMPORTS = Message(
    Pattern(rf"^{_PATH}:(?P<row>\d+):(?P<column>\d+):? (?P<code>I00[1-5]):? (?P<text>.+)$"), Category.LINT
)
_FORMATS = (
    _IMPORTS,
    Message(
        Pattern(
            rf"^{_PATH}:(?P<row>\d+):(?P<column>\d+):? (?P<code>[A-Z]{{1,7}}\d{{3,4}}):? (?P<text>\S.*)$"
        ),
        Category.LINT,
    ),
    Message(
        Pattern(
            rf"^{_PATH}:(?P<row>\d+):(?P<column>\d+): (?P<code>SyntaxError|invalid-syntax|E999): ?(?P<text>.+)$"
        ),
        Category.LINT,
    ),
    Message(
        Pattern(
            rf"^{_PATH}:(?P<row>\d+)(?::(?P<column>\d+))?:? "
            r"(?P<text>.+ imported but unused|undefined name .+|redefinition of unused .+|local variable .+ is assigned to but never used|"
            r".+ unable to detect undefined names|f-string is missing placeholders|.+ may be undefined, or defined from star imports: .+)$"
        ),
        Category.LINT,
    ),
)
_NOT_OURS = Pattern(r"^(?:[CRWEF]\d{4}|DEP\d{3}|TS\d+)$")  # pylint, deptry, tsc
_BROKEN = Pattern(r"^There was a critical error during execution of Flake8:")


def _read(window: Window) -> Iterable[Signal]:
    line = window.line
    if _BROKEN.match(line.text):
        detail = next((after for after in window.after(3) if after.text.strip()), None)
        lines = (detail,) if detail else ()
        text = detail.text if detail else line.text
        return (
            Refusal(
                tool=NAME,
                line=detail or line,
                also=lines and (line,),
                kind="checker-crash",
                text=text,
                category=Category.LINT,
            ),
        )
    found = first(NAME, line, _FORMATS)
    if not isinstance(found, Complaint) or _NOT_OURS.match(found.code):
        return ()
    return (found,)


TOOL = Tool(name=NAME, anchors=(*ANCHORS, "critical error during execution of Flake8"), read=_read)
