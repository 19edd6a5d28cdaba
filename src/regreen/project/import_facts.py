"""What is known about one import."""

from __future__ import annotations

from msgspec import Struct
from msgspec.structs import replace


class Context(Struct, frozen=True):
    """Where an import stands: `guarded` by something that catches its failure, for type checkers only, in
    a function (so that it runs later, or never), or below any other condition.
    """

    guarded: bool = False
    type_checking: bool = False
    in_function: bool = False
    conditional: bool = False

    def with_guard(self) -> Context:
        """The same context inside a `try` that catches ImportError."""
        return replace(self, guarded=True)

    def with_type_checking(self) -> Context:
        """The same context inside `if TYPE_CHECKING`."""
        return replace(self, type_checking=True)

    def with_function(self) -> Context:
        """The same context inside a function."""
        return replace(self, in_function=True)

    def with_condition(self) -> Context:
        """The same context inside another condition."""
        return replace(self, conditional=True)


class Import(Struct, frozen=True):
    """One imported name. `import a.b` has the module `a.b` and no name; `from ..a import b` has level 2,
    the module `a` and the name `b`; `line` and `column` (from 1) are those of the name.
    """

    path: str
    line: int
    column: int
    level: int
    module: str
    name: str
    context: Context = Context()

    @property
    def runs(self) -> bool:
        """Whether the import surely runs, and fails loudly, when its file is imported."""
        context = self.context
        return not (context.guarded or context.type_checking or context.in_function or context.conditional)

    @property
    def top(self) -> str:
        """The first component of an absolute import; empty for a relative one."""
        return "" if self.level else self.module.partition(".")[0]

    def base(self) -> str | None:
        """The directory a relative import starts from; None when it leaves the tree."""
        parts = self.path.split("/")[:-1]
        up = self.level - 1
        if up > len(parts):
            return None
        return "/".join(parts[: len(parts) - up])
