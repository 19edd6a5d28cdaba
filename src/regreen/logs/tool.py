"""What a parser of one tool's output is, and where all of them are found."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterable
from functools import cache

from msgspec import Struct

from regreen.logs.signal import Signal
from regreen.logs.window import Window
from regreen.model.run import Part


class Tool(Struct, frozen=True):
    """A parser: `read` is given every line that holds one of `anchors` (literals, once a line) and yields signals.

    `read` keeps no state. A tool that says one thing in two places (pytest's failure section and its summary)
    brings the signals of a log together in `merge`. `parts` are the parts of a step it listens to.
    """

    name: str
    anchors: tuple[str, ...]
    read: Callable[[Window], Iterable[Signal]]
    merge: Callable[[list[Signal]], list[Signal]] | None = None
    parts: frozenset[Part] = frozenset({Part.OUTPUT})


@cache
def tools() -> tuple[Tool, ...]:
    """Every `TOOL` of the modules in `regreen.logs.tools`, by module name."""
    package = importlib.import_module("regreen.logs.tools")
    names = sorted(
        info.name for info in pkgutil.iter_modules(package.__path__) if not info.name.startswith("_")
    )
    found: list[Tool] = []
    for name in names:
        module = importlib.import_module(f"regreen.logs.tools.{name}")
        found.append(module.TOOL)
    return tuple(found)
