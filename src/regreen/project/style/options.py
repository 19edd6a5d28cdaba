"""Values of this package: what a formatter was told, and what it would change."""

from __future__ import annotations

from msgspec import Struct

BLACK, RUFF = "black", "ruff format"


class Style(Struct, frozen=True):
    """The options of a formatter. `quotes` is `double`, `single`, or empty where they are left alone; `version`
    is that of the tool, empty where nobody knows; `indent` the width of one level, 0 for tabs.
    """

    tool: str = BLACK
    line_length: int = 88
    quotes: str = "double"
    magic_comma: bool = True
    preview: bool = False
    version: tuple[int, ...] = ()
    indent: int = 4

    def since(self, black: tuple[int, ...], ruff: tuple[int, ...] = ()) -> bool:
        """Whether the tool is known to be at least as new as this release of it."""
        return bool(self.version) and self.version >= (black if self.tool == BLACK else ruff)


class Drift(Struct, frozen=True):
    """A place that a formatter would write differently: its offset in the text with plain line ends, and why."""

    offset: int
    what: str
    fix: tuple[int, int, str] | None = None
    """What to write instead: from where, to where, and what; None where that is not this simple."""
