"""Builders and checkers of documentation other than Sphinx and MkDocs: Docusaurus, VitePress, Hugo, Jekyll, Vale.

Formats as Docusaurus' `brokenLinks.ts`, VitePress' `build.ts`, Hugo's `commands`, Jekyll's renderer, Jupyter Book's
closing statement, Doxygen's `message.cpp` and Vale's CLI writer write them.
"""

from __future__ import annotations

from collections.abc import Iterable

from regreen.logs.pattern import Pattern
from regreen.logs.signal import Signal
from regreen.logs.tool import Tool
from regreen.logs.tools._located import Closing, Format, Message, Refused, bare, first, listed
from regreen.logs.window import Window
from regreen.model.finding import Category

_KIND = Category.DOCS
_TOOLS: tuple[tuple[str, tuple[Format, ...]], ...] = (
    (
        "docusaurus",
        (
            Message(Pattern(r"^(?:\[ERROR\] )?(?:Error: )?(?P<text>Docusaurus found broken (?:links|anchors)!)"), _KIND),
            Message(Pattern(r"^- Broken link on source page path = (?P<path>\S+?):?$"), _KIND),
        ),
    ),
    (
        "vitepress",
        (
            Message(Pattern(r"^\(!\) (?P<text>Found dead link (?P<code>\S+) in file (?P<path>\S+))"), _KIND),
            Closing(Pattern(r"^(?:build error:\s*)?(?:Error: )?\[vitepress\] (?P<count>\d+) dead link\(s\) found"), _KIND),
        ),
    ),
    ("hugo", (Refused("docs-error", Pattern(r"^(?:Error: )?(?P<text>error building site: (?P<subject>.+))$"), _KIND),)),
    ("jekyll", (Refused("docs-error", Pattern(r"^(?P<text>Liquid Exception: (?P<subject>.+))$"), _KIND),)),
    (
        "jupyter-book",
        (Closing(Pattern(r"^There was an error in building your book\."), _KIND),),
    ),
    (
        "doxygen",
        (Message(Pattern(r"^(?P<path>[^\s:][^:\n]*):(?P<row>\d+): error: (?P<text>.+\(warning treated as error.+)$"), _KIND),),
    ),
)  # fmt: skip
_VALE = Closing(
    Pattern(r"^✖ (?P<count>\d+) errors?, \d+ warnings? and \d+ suggestions? in \d+ files?"), _KIND
)
_VALE_ROW = Message(
    Pattern(
        r"^(?P<row>\d+):(?P<column>\d+) +(?P<level>error|warning|suggestion) +(?P<text>\S.*?) {2,}(?P<code>[\w-]+\.\w+)$"
    ),
    _KIND,
)
_FILE = Pattern(r"^(?P<path>[^\s:][^:\n]*\.(?:mdx?|rst|txt|adoc|html|py))$")


def _read(window: Window) -> Iterable[Signal]:
    verdict = _VALE.read("vale", window.line, bare(window.line.text))
    if verdict is not None:
        return (*listed("vale", window, _VALE_ROW, _FILE), verdict)
    for tool, formats in _TOOLS:
        found = first(tool, window.line, formats)
        if found is not None:
            return (found,)
    return ()


TOOL = Tool(
    name="sites",
    anchors=(
        "Docusaurus found broken",
        "Broken link on source page",
        "Found dead link",
        "dead link(s) found",
        "error building site",
        "Liquid Exception",
        "error in building your book",
        "warning treated as error",
        " suggestions in ",
        " suggestion in ",
    ),
    read=_read,
)
