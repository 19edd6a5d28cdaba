"""The fixes for an ignore pattern that hides more than it was meant for."""

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
    if source is None or not _can_be_tied(pattern):
        return []
    return ignorefile.anchor(source, int(match.data["line"]))


def excepted(match: Match, tree: Tree) -> Iterable[Edit]:
    """An exception for each of `files` below a pattern that cannot be tied, where git takes them then."""
    from regreen.patch import ignorefile
    from regreen.patch.apply import apply
    from regreen.project.ignore import Ignores

    source = tree.source(match.data["path"])
    folder = match.data["path"].rpartition("/")[0]
    start = f"{folder}/" if folder else ""
    paths = [path if "." in path.rpartition("/")[2] else f"{path}/" for path in match.data["files"].split()]
    if source is None or _can_be_tied(match.data["pattern"]) or not all(p.startswith(start) for p in paths):
        return []
    below = [path.removeprefix(start) for path in paths]
    edits = ignorefile.unhide(source, below, after=int(match.data["line"]))
    after = Ignores(tree.patched({source.path: apply(source, edits).text}))
    return [] if any(after.hides(f"{path}x.py" if path.endswith("/") else path) for path in paths) else edits


def _can_be_tied(pattern: str) -> bool:
    return "/" not in pattern.rstrip("/") and not set(pattern) & set("*?[!")
