"""The project's own imports, resolved when somebody first asks: reading every file costs a millisecond each."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from regreen.project.tree import Tree

if TYPE_CHECKING:
    from regreen.project.unresolved import Unresolved


class FirstParty:
    """Imports between the modules of one tree."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree

    @cached_property
    def unresolved(self) -> tuple[Unresolved, ...]:
        """Imports of the project's own modules that no tracked file answers."""
        if not self._tree.paths:
            return ()
        from regreen.project.dependencies import declared_dependencies, project_names
        from regreen.project.unresolved import Resolver

        declared = frozenset(dependency.name for dependency in declared_dependencies(self._tree))
        return Resolver(self._tree, declared, project_names(self._tree)).unresolved()
