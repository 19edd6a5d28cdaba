"""Places where expressions stand."""

from __future__ import annotations

from dataclasses import dataclass

from regreen.workflow.nodes import Scalar
from regreen.workflow.schema.shape import Scope

Path = tuple[str | int, ...]
"""Keys and positions from the root of the file."""


@dataclass(frozen=True, slots=True)
class Site:
    """A scalar that holds expressions, or is one (`condition`), and what they may use."""

    scalar: Scalar
    path: Path
    scope: Scope
    condition: bool = False
