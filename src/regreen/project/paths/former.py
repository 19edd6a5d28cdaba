"""What git's history knows of paths that are named in vain."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from regreen.project.history import Departure
from regreen.project.paths.path import MissingPath
from regreen.project.tree import Tree


def with_history(tree: Tree, found: Sequence[MissingPath]) -> Iterator[MissingPath]:
    """The same paths; what one was renamed to is what may be meant. Those in doubt stay only with such a name."""
    asked = [item.path for item in found if _may_have_gone(item)]
    departed = tree.departed(asked) if asked else {}
    for item in found:
        departure = departed.get(item.path) if _may_have_gone(item) else None
        if item.doubtful and (departure is None or not departure.successor):
            continue
        yield _known(item, departure) if departure is not None else item


def _may_have_gone(item: MissingPath) -> bool:
    told = item.hidden is not None or item.by_case or item.not_executable or item.no_checkout
    return bool(item.path) and not told and not set(item.path) & set("*?[")


def _known(item: MissingPath, departure: Departure) -> MissingPath:
    alike = (departure.successor,) if departure.successor else item.alike
    return replace(item, departed=departure, alike=alike)
