"""Sphinx: warnings with a place, `build finished with problems`, `Warning, treated as error:`, its own errors.

Formats as `sphinx/util/logging.py`, `sphinx/cmd/build.py` (`handle_exception`), `sphinx/application.py` and
`sphinx/builders/linkcheck.py` write them. Warnings count only where they are treated as errors.
"""

from __future__ import annotations

from collections.abc import Iterable

from regreen.logs.pattern import Pattern
from regreen.logs.signal import Refusal, Signal, Verdict
from regreen.logs.tool import Tool
from regreen.logs.tools._located import Closing, Message, bare, first
from regreen.logs.window import Window
from regreen.model.finding import Category

NAME = "sphinx"
_KIND = Category.DOCS
_FORMATS = (
    Message(
        Pattern(
            r"^(?P<path>(?:[A-Za-z]:[\\/])?[^\s:][^:\n]*?(?:\.(?:rst|md|txt|py|ipynb|inc)|<[^>\n]+>)(?::docstring of [^:\n]+)?):(?:(?P<row>\d+):)? "
            r"(?P<level>WARNING|ERROR|CRITICAL|SEVERE): (?P<text>.+?)(?: \[(?P<code>[a-z_-]+(?:\.[\w-]+)?)\])?$"
        ),
        _KIND,
    ),
    Message(Pattern(r"^(?P<level>WARNING): (?P<text>\S.+?) \[(?P<code>[a-z_-]+(?:\.[\w-]+)?)\]$"), _KIND),
    Message(
        Pattern(
            r"^(?P<level>WARNING): (?P<text>(?:html_static_path entry|failed to reach any of the inventories|autodoc: |"
            r"document isn't included|intersphinx |while setting up extension).*)$"
        ),
        _KIND,
    ),
    Message(
        Pattern(r"^\((?P<path>[^)]+?): +line +(?P<row>\d+)\) (?P<code>broken|timeout) +(?P<text>\S.*)$"),
        _KIND,
    ),
    Message(Pattern(r"^(?P<path>[^\s:][^:\n]*):(?P<row>\d+): \[(?P<code>broken)\] (?P<text>\S.*)$"), _KIND),
    Closing(
        Pattern(
            r"^build finished with problems, (?P<count>\d+) warnings? \(with warnings treated as errors\)"
        ),
        _KIND,
        ok=False,
    ),
    Closing(Pattern(r"^build finished with problems\b"), _KIND, ok=False),
    Closing(Pattern(r"^build succeeded\b"), _KIND, ok=True),
)
_NEXT = Pattern(
    r"^(?:WARNING: )?(?P<kind>Warning, treated as error|Sphinx error|Extension error(?: \([^)]*\))?|Theme error|Configuration error|"
    r"Application error|Exception occurred|Recursion error|Encoding error|Version requirement not met):$"
)
_EXTENSION = Pattern(
    r"Could not import extension (?P<extension>\S+) \(exception: (?:No module named '?(?P<module>[\w.]+)'?)?"
)


def _read(window: Window) -> Iterable[Signal]:
    text = bare(window.line.text)
    heading = _NEXT.match(text)
    if heading:
        return (_stopped(window, heading["kind"]),)
    found = first(NAME, window.line, _FORMATS)
    return () if found is None else (found,)


def _stopped(window: Window, kind: str) -> Signal:
    """What stands below a heading is the error."""
    line = next((line for line in window.after(3) if line.text.strip()), window.line)
    also = (window.line,) if line is not window.line else ()
    text = bare(line.text)
    if kind == "Warning, treated as error":
        return Verdict(tool=NAME, line=line, also=also, category=_KIND, text=text, count=1, subject=text)
    extension = _EXTENSION.search(text)
    module = extension["module"] or "" if extension else ""
    return Refusal(
        tool=NAME,
        line=line,
        also=also,
        kind="docs-error",
        text=text,
        subject=module or text,
        category=Category.MISSING_MODULE if module else _KIND,
    )


TOOL = Tool(
    name=NAME,
    anchors=(
        "WARNING: ",
        " ERROR: ",
        "CRITICAL: ",
        "SEVERE: ",
        ") broken ",
        "[broken] ",
        "build finished with",
        "build succeeded",
        "treated as error:",
        "Sphinx error:",
        "xtension error",
        "Theme error:",
        "onfiguration error:",
        "Exception occurred:",
    ),
    read=_read,
)
