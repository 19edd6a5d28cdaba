"""Steps that are to run in a folder that the checkout does not have, while the root has what they name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from regreen.model.errors import PatchError
from regreen.model.text import Edit
from regreen.project.paths.kind import Kind

if TYPE_CHECKING:
    from regreen.project.tree import Tree
    from regreen.rule import Match
    from regreen.workflow.scripts import PlacedStep


def at_root(match: Match, steps: tuple[PlacedStep, ...], tree: Tree) -> list[Edit]:
    """`working-directory` away from all steps of the match; nothing where one of them names nothing that is there."""
    from regreen.patch.yaml import delete
    from regreen.project.place import at

    found: list[Edit] = []
    for placed in steps if match.data.get("kind") == Kind.FOLDER.value else ():
        node = placed.step.at("working-directory")
        if node is None or at(placed.source, node.span.start) not in match.places:
            continue
        if not _names_something(placed, tree):
            return []
        try:
            found += delete(placed.source, (*placed.path, "working-directory"))
        except PatchError:
            return []
    return found if len(found) == len(match.places) else []


def _names_something(placed: PlacedStep, tree: Tree) -> bool:
    words = [word.text.removeprefix("./").rstrip("/") for item in placed.commands for word in item.arguments]
    return any(word and tree.exists(word) for word in words)
