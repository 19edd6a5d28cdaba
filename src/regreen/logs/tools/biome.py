"""biome: `src/x.ts:1:8 lint/rule ━━━`, `src/x.ts format ━━━`, `Found 3 errors.` at the end.

Formats as `crates/biome_diagnostics/src/display.rs` and `biome_cli/src/reporter` write them.
"""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import replace

from regreen.logs.pattern import Pattern
from regreen.logs.signal import Complaint, Signal, Verdict
from regreen.logs.tool import Tool
from regreen.logs.tools._located import Closing, Message, bare, first
from regreen.logs.window import Window
from regreen.model.finding import Category

NAME = "biome"
_HEAD = Message(
    Pattern(
        r"^(?P<path>[^\s:][^:\n]*?)(?::(?P<row>\d+):(?P<column>\d+))? (?P<code>lint(?:/[\w/-]+)?|format|assist(?:/[\w/-]+)?|organizeImports|parse|internalError/\w+)(?: +FIXABLE)? +━{3,}"
    ),
    Category.LINT,
)
_TOTAL = (Closing(Pattern(r"^Found (?P<count>\d+) errors?\.$"), Category.LINT),)
_SEVERITY = Pattern(r"^(?P<mark>[×✖!i]) (?P<text>\S.*)$")
_MARKS = {"×": "error", "✖": "error", "!": "warning", "i": "info"}
_OURS = Pattern(r"^Checked \d+ files? in |━{5,}")


def _read(window: Window) -> Iterable[Signal]:
    head = _HEAD.read(NAME, window.line, bare(window.line.text))
    if head is not None:
        return (_weighed(head, window),)
    if not any(_OURS.search(bare(line.text)) for line in window.before(6)):
        return ()
    found = first(NAME, window.line, _TOTAL)
    return () if found is None else (found,)


def _weighed(head: Complaint, window: Window) -> Complaint:
    """The first marked line below the heading is the message, its mark the level."""
    formats = head.code == "format"
    category = Category.FORMAT if formats else Category.LINT
    head = replace(head, code="" if formats else head.code)
    marks = ((line, match) for line in window.after(6) if (match := _SEVERITY.match(bare(line.text))))
    line, match = next(marks, (None, None))
    if line is None or match is None:
        return replace(head, category=category)
    return replace(head, category=category, level=_MARKS[match["mark"]], text=match["text"], also=(line,))


def _merge(found: list[Signal]) -> list[Signal]:
    """The total belongs to the formatter where the linter has nothing but warnings."""
    errors = {
        (s.line.job, s.line.step, s.category)
        for s in found
        if isinstance(s, Complaint) and s.level == "error"
    }
    merged: list[Signal] = []
    for signal in dict.fromkeys(found):
        place = (signal.line.job, signal.line.step)
        if (
            isinstance(signal, Verdict)
            and (*place, Category.LINT) not in errors
            and (*place, Category.FORMAT) in errors
        ):
            signal = replace(signal, category=Category.FORMAT)
        merged.append(signal)
    return merged


TOOL = Tool(name=NAME, anchors=("━━━", "Found "), read=_read, merge=_merge)
