"""The fix for an ignore pattern that hides more than it was meant for."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from regreen.rule import Edit, Match

if TYPE_CHECKING:
    from regreen.project.tree import Tree


def anchored(match: Match, tree: Tree) -> Iterable[Edit]:
    """The pattern tied to its own folder, where it is not tied yet and hides nothing at that place itself."""
    from regreen.patch import ignorefile

    source = tree.source(match.data["path"])
    pattern = match.data["pattern"]
    if source is None or "/" in pattern.rstrip("/") or set(pattern) & set("*?[!"):
        return []
    return ignorefile.anchor(source, int(match.data["line"]))
