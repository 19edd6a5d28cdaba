"""Link checkers of documents: lychee, markdown-link-check, linkchecker, html-proofer.

Formats as their sources write them: lychee's compact and detailed reports and its totals, `[✖] url → Status: 404`,
linkchecker's `That's it.` line, html-proofer's `HTML-Proofer found N failures`.
"""

from __future__ import annotations

from collections.abc import Iterable

from regreen.logs.pattern import Pattern
from regreen.logs.signal import Signal
from regreen.logs.tool import Tool
from regreen.logs.tools._located import Closing, Format, Message, first
from regreen.logs.window import Window
from regreen.model.finding import Category

_KIND = Category.DOCS
_TOOLS: tuple[tuple[str, tuple[Format, ...]], ...] = (
    (
        "lychee",
        (
            Message(Pattern(r"^[✗×*]? ?\[(?P<code>[45]\d\d|ERROR|TIMEOUT|ERR)\] (?P<text><?(?:https?|file|mailto):\S.*)$"), _KIND),
            Closing(Pattern(r"^🔍 \d+ Total .*?🚫 (?P<count>\d+) Errors?"), _KIND),
            Closing(Pattern(r"^🚫 Errors[.\s|]+(?P<count>\d+)\b"), _KIND),
        ),
    ),
    (
        "markdown-link-check",
        (
            Message(Pattern(r"^\[✖\] (?P<text>\S+ → Status: (?P<code>\d+).*)$"), _KIND),
            Closing(Pattern(r"^(?:ERROR: )?(?P<count>\d+) dead links? found\s?!"), _KIND),
        ),
    ),
    ("linkchecker", (Closing(Pattern(r"^That's it\. \d+ links? in \d+ URLs? checked\. .*?(?P<count>\d+) errors? found"), _KIND),)),
    ("html-proofer", (Closing(Pattern(r"^HTML-Proofer found (?P<count>\d+) failures?!"), _KIND),)),
    ("link check", (Message(Pattern(r"^(?:\S{1,3} )?(?P<text>Broken (?:relative |internal |external )?link (?:in|at|to) (?P<path>[^\s:]+).*)$"), _KIND),)),
)  # fmt: skip


def _read(window: Window) -> Iterable[Signal]:
    for tool, formats in _TOOLS:
        found = first(tool, window.line, formats)
        if found is not None:
            return (found,)
    return ()


TOOL = Tool(
    name="links",
    anchors=(
        "] http",
        "] <http",
        "] file:",
        "🚫 ",
        "[✖]",
        "dead link",
        "That's it. ",
        "HTML-Proofer found",
        "Broken ",
    ),
    read=_read,
)
