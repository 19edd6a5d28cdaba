"""eslint (stylish, compact, unix) and stylelint: `  12:5  error  text  rule` below the file, `✖ 63 problems (...)`.

Formats as eslint's `lib/cli-engine/formatters/stylish.js` and stylelint's `stringFormatter.mjs` write them. The
runner's problem matcher rewrites rows to `##[error]  12:5  error  text  rule`; `next lint` prints `12:5  Error: text  rule` and no total. Warnings fail only `--max-warnings`.
"""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import replace

from regreen.logs.pattern import Pattern
from regreen.logs.signal import Refusal, Signal, Verdict
from regreen.logs.tool import Tool
from regreen.logs.tools._located import Message, bare, first, listed
from regreen.logs.window import Window
from regreen.model.finding import Category

NAME = "eslint"
_KIND = Category.LINT
_ROW = Message(
    Pattern(
        r"^(?P<row>\d+):(?P<column>\d+) +(?P<level>error|warning) +(?P<text>\S.*?)(?: {2,}(?P<code>@?[\w-]+(?:/[\w@-]+)*))?$"
    ),
    _KIND,
)
_STYLELINT_ROW = Message(
    Pattern(r"^(?P<row>\d+):(?P<column>\d+) +[✖×] +(?P<text>\S.*?) {2,}(?P<code>[a-z][\w/-]+)$"), _KIND
)
_FILE = Pattern(
    r"^(?P<path>(?:[A-Za-z]:[\\/]|\.?/)?[^\s:][^:\n]*\.(?:[cm]?[jt]sx?|vue|svelte|astro|json|html|md|s?css|less|sass))$"
)
_TOTAL = Pattern(r"^✖ (?P<problems>\d+) problems? \((?P<errors>\d+) errors?, (?P<warnings>\d+) warnings?\)")
_LIMIT = Pattern(r"^ESLint found too many warnings \(maximum: (?P<limit>-?\d+)\)")
_REFUSED = Pattern(
    r"^(?:Oops! Something went wrong! :\(|(?P<text>ESLint couldn't find (?:a configuration file|an? eslint\.config|the (?:config|plugin) \"(?P<subject>[^\"]+)\").*))"
)
_NEXT_ROW = Message(
    Pattern(
        r"^(?P<row>\d+):(?P<column>\d+)  (?P<level>Error|Warning): (?P<text>\S.*?)(?: {2,}(?P<code>@?[\w-]+(?:/[\w@-]+)*))?$"
    ),
    _KIND,
)
_COMPACT = (
    Message(
        Pattern(
            r"^(?P<path>\S[^:\n]*): line (?P<row>\d+), col (?P<column>\d+), (?P<level>Error|Warning) - (?P<text>.+?)(?: \((?P<code>[^()]+)\))?$"
        ),
        _KIND,
    ),
)


def _read(window: Window) -> Iterable[Signal]:
    line = window.line
    text = bare(line.text)
    total = _TOTAL.match(text)
    if total:
        return _closed(window, text, int(total["errors"]))
    limit = _LIMIT.match(text)
    if limit:
        return (Verdict(tool=NAME, line=line, category=_KIND, text=text, subject="max-warnings"),)
    refused = _REFUSED.match(text)
    if refused:
        return _refused(window, refused["text"] or "", refused["subject"] or "")
    row = _NEXT_ROW.read(NAME, line, text)
    if row is not None:
        file = next((m for above in window.before(200) if (m := _FILE.match(bare(above.text)))), None)
        return (replace(row, path=file["path"]),) if file else ()
    found = first(NAME, line, _COMPACT)
    return () if found is None else (found,)


def _closed(window: Window, text: str, errors: int) -> Iterable[Signal]:
    """The rows above the total, and the total: not good where a limit on warnings is announced below it."""
    rows = tuple(listed(NAME, window, _ROW, _FILE))
    tool = NAME if rows else "stylelint"
    rows = rows or tuple(listed(tool, window, _STYLELINT_ROW, _FILE))
    if not errors and any(_LIMIT.match(bare(line.text)) for line in window.after(4)):
        return rows
    verdict = Verdict(
        tool=tool if rows else NAME, line=window.line, category=_KIND, text=text, count=errors, ok=not errors
    )
    return (*rows, verdict)


def _refused(window: Window, text: str, subject: str) -> Iterable[Signal]:
    """`Oops! Something went wrong! :(` is followed by the version and then the reason."""
    line = window.line
    if not text:
        below = (
            after for after in window.after(8) if after.text.strip() and not after.text.startswith("ESLint: ")
        )
        line = next(below, window.line)
        text = bare(line.text)
    return (Refusal(tool=NAME, line=line, kind="checker-config", text=text, subject=subject, category=_KIND),)


TOOL = Tool(
    name=NAME,
    anchors=(
        "✖ ",
        "ESLint found too many",
        "ESLint couldn't find",
        "Oops! Something went wrong! :(",
        ", col ",
        "  Error: ",
        "  Warning: ",
    ),
    read=_read,
)
