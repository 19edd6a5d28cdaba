"""Places where expressions stand."""

from __future__ import annotations

from msgspec import Struct

from regreen.workflow.nodes import Scalar
from regreen.workflow.schema.shape import Scope, Shape

Path = tuple[str | int, ...]
"""Keys and positions from the root of the file."""


class Site(Struct, frozen=True):
    """A scalar that holds expressions, or is one (`condition`), what they may use and must give."""

    scalar: Scalar
    path: Path
    scope: Scope
    shape: Shape

    @property
    def condition(self) -> bool:
        """Whether it is an `if:`."""
        return self.shape.text is not None and self.shape.text.condition


def where(path: Path) -> str:
    """A path as people write it: `jobs.build.steps[2].run`."""
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else part
    return f"'{text}'" if text else "the file"
