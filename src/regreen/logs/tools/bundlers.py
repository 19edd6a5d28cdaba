"""JavaScript bundlers: Vite, Rollup, esbuild, webpack and Next.js.

Formats: Rollup/Vite `error during build:` with the error below (or `[vite]: Rollup failed to resolve import`), esbuild
`X [ERROR] text`, webpack `ERROR in path` above `Module not found: Error: ...`, Next.js `Failed to compile.`
"""

from __future__ import annotations

from collections.abc import Iterable

from regreen.logs.pattern import Pattern
from regreen.logs.phrases import anchors, bare, heard, phrase
from regreen.logs.signal import Refusal, Signal
from regreen.logs.tool import Tool
from regreen.logs.window import Window
from regreen.model.finding import Category

_BUILD = Category.BUILD_COMPILE
_PHRASES = (
    phrase("bundle-failed", _BUILD, "ollup failed to resolve import", r"(?P<text>Rollup failed to resolve import \"(?P<subject>[^\"]+)\".*)"),
    phrase("bundle-failed", _BUILD, "Could not resolve", r"^\s*(?:✘|X) \[ERROR\] (?P<text>Could not resolve \"(?P<subject>[^\"]+)\".*)"),
    phrase("bundle-failed", _BUILD, "Module not found: ", r"^\s*(?P<text>Module not found: (?:Error: )?Can't resolve '(?P<subject>[^']+)'.*)"),
    phrase("bundle-failed", _BUILD, "ould not resolve entry module", r"(?P<text>Could not resolve entry module \"?(?P<subject>[^\". ]+).*)"),
)  # fmt: skip
_ERROR = Pattern(
    r"^\s*(?:\[[\w:-]+\] |\[vite[^\]]*\]: )?(?P<text>(?:\w*Error|RollupError|Could not|Expected|Unexpected|[\w./-]+ \(\d+:\d+\)).*)$"
)
_TYPE = Pattern(r"^\s*(?:(?:Type|Syntax|Build)? ?[Ee]rror: .+|\./\S+|Error: .+)$")


def _read(window: Window) -> Iterable[Signal]:
    text = bare(window.line.text)
    if "error during build:" in text:
        yield from _below(window, "vite", _ERROR)
    elif text.strip() in ("Failed to compile.", "Failed to compile"):
        yield from _below(window, "next", _TYPE)
    else:
        yield from heard("bundler", _PHRASES, window)


def _below(window: Window, tool: str, pattern: Pattern) -> Iterable[Refusal]:
    """The first line below the head that states the error (Next.js names the file before it)."""
    lines = [line for line in window.after(12) if line.text.strip()]
    fits = [line for line in lines if pattern.match(bare(line.text))]
    stated = next((line for line in fits if "rror: " in line.text), fits[0] if fits else None)
    if stated is None:
        stated = lines[0] if lines else None
    if stated is None:
        return
    text = bare(stated.text).strip()
    yield Refusal(
        tool=tool, line=stated, also=(window.line,), kind="bundle-failed", text=text[:400], category=_BUILD
    )


TOOL = Tool(name="bundler", anchors=anchors(_PHRASES, "error during build:", "Failed to compile"), read=_read)
