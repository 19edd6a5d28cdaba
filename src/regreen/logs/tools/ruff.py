"""ruff check: rules with a snippet (`CODE text` above `--> path:row:column`), grouped by file, and its last words.

Formats as `crates/ruff_linter/src/message` and `crates/ruff/src/printer.rs` of astral-sh/ruff write them; messages
in one line are read together with flake8's, which print alike.
"""

from __future__ import annotations

from collections.abc import Iterable

from regreen.logs.pattern import Pattern
from regreen.logs.signal import Refusal, Signal, Verdict
from regreen.logs.tool import Tool
from regreen.logs.tools._located import Closing, Message, Refused, bare, first, listed, pointed
from regreen.logs.window import Window
from regreen.model.finding import Category

NAME = "ruff"
_KIND = Category.LINT
_HEADLINE = Message(
    Pattern(
        r"^(?:error\[)?(?P<code>[A-Z]{1,7}\d{3,4}|invalid-syntax|io-error)\]?:? (?:\[[*]\] )?(?P<text>\S.*)$"
    ),
    _KIND,
)
_ROW = Message(
    Pattern(r"^(?P<row>\d+):(?P<column>\d+) +(?P<code>[A-Z]{1,7}\d{3,4}) (?:\[[*-]\] )?(?P<text>\S.*)$"),
    _KIND,
)
_CHECKED = (".py", ".pyi", ".pyw", ".ipynb", ".toml", ".md")
_FILE = Pattern(r"^(?P<path>[^\s:][^:\n]*\.(?:pyi?|ipynb)):$")
_FOUND = Pattern(r"^Found (?P<count>\d+) errors?(?: \(\d+ fixed, (?P<remaining>\d+) remaining\))?\.$")
_CAUSE = Pattern(
    r"^(?:Cause: )?(?P<text>(?:Failed to (?:parse|load|read)|TOML parse error|Unknown rule selector|unknown (?:field|variant)).*)$"
)
_OTHERS = Pattern(r"^Checked \d+ files? in |━{5,}|^Summary$")
_FORMATS = (
    Closing(Pattern(r"^All checks passed!$"), _KIND, ok=True),
    Refused(
        "checker-usage",
        Pattern(
            r"^(?:ruff: )?error: (?P<text>.*(?:ruff|rule selector|'--(?:select|ignore|output-format|target-version)\b).*)$"
        ),
        _KIND,
    ),
)


def _read(window: Window) -> Iterable[Signal]:
    line = window.line
    text = bare(line.text)
    if text.startswith("Found "):
        return _verdict(window, text)
    if text == "ruff failed":
        return (_failed(window),)
    found = pointed(NAME, window, _HEADLINE)
    if found is not None:
        return (found,) if found.path.endswith(_CHECKED) else ()  # rustc prints alike
    closing = first(NAME, line, _FORMATS)
    return () if closing is None else (closing,)


def _verdict(window: Window, text: str) -> Iterable[Signal]:
    found = _FOUND.match(text)
    if not found or any(_OTHERS.search(bare(line.text)) for line in window.before(4)):
        return ()
    rows = listed(NAME, window, _ROW, _FILE)
    count = int(found["remaining"] or found["count"]) if found["remaining"] != "0" else 0
    verdict = Verdict(tool=NAME, line=window.line, category=_KIND, text=text, count=count, ok=count == 0)
    return (*rows, verdict)


def _failed(window: Window) -> Refusal:
    """`ruff failed` is followed by its causes, the innermost last."""
    causes = [line for line in window.after(8) if _CAUSE.match(bare(line.text))]
    best = causes[-1] if causes else window.line
    also = tuple(line for line in (*causes[:1], window.line) if line is not best)
    return Refusal(
        tool=NAME,
        line=best,
        also=also,
        kind="checker-config",
        text=bare(best.text).removeprefix("Cause: "),
        category=_KIND,
    )


TOOL = Tool(
    name=NAME,
    anchors=("--> ", "Found ", "All checks passed!", "ruff failed", "rule selector", "error: "),
    read=_read,
)
